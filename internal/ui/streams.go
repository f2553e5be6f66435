package ui

import (
	"fmt"
	"io"
	"os"

	"github.com/charmbracelet/colorprofile"
)

// Streams are the three standard streams and what is known about them.
type Streams struct {
	In     io.Reader
	Out    io.Writer // results
	Err    io.Writer // progress, warnings, hints, errors
	InTTY  bool
	OutTTY bool
	ErrTTY bool
	Width  int // columns of the terminal, 0 where there is none
	Glyphs Glyphs
}

// Color says when output is colored.
type Color string

// The values of --color.
const (
	ColorAuto   Color = "auto"
	ColorAlways Color = "always"
	ColorNever  Color = "never"
)

// ParseColor reads the value of --color.
func ParseColor(s string) (Color, error) {
	switch c := Color(s); c {
	case ColorAuto, ColorAlways, ColorNever:
		return c, nil
	}
	return "", fmt.Errorf("--color takes auto, always or never, not %q", s)
}

// WithColor wraps Out and Err so that styles come out as the stream can show
// them: in the terminal's own palette, or not at all, and chooses the glyphs. env is the environment as
// KEY=VALUE; NO_COLOR and TERM=dumb are honored under auto.
func (s Streams) WithColor(c Color, env []string) Streams {
	s.Out = &colorprofile.Writer{Forward: s.Out, Profile: profile(c, s.OutTTY, env)}
	s.Err = &colorprofile.Writer{Forward: s.Err, Profile: profile(c, s.ErrTTY, env)}
	s.Glyphs = GlyphsFor(env)
	return s
}

// CanDraw says whether stderr is a terminal that moves its cursor when it is told
// to. One without color, by NO_COLOR, --color or TERM, is written to as a pipe is.
func (s Streams) CanDraw() bool {
	w, ok := s.Err.(*colorprofile.Writer)
	return s.ErrTTY && ok && w.Profile > colorprofile.NoTTY
}

func profile(c Color, tty bool, env []string) colorprofile.Profile {
	switch {
	case c == ColorNever, c == ColorAuto && (!tty || plain(env)):
		return colorprofile.NoTTY
	case c == ColorAlways:
		return max(colorprofile.Env(env), colorprofile.ANSI)
	}
	return colorprofile.Env(env)
}

func plain(env []string) bool {
	for _, kv := range env {
		if kv == "TERM=dumb" || len(kv) > len("NO_COLOR=") && kv[:len("NO_COLOR=")] == "NO_COLOR=" {
			return true
		}
	}
	return false
}

// Colors says whether styles of what is written to Out are seen.
func (s Streams) Colors() bool {
	w, ok := s.Out.(*colorprofile.Writer)
	return ok && w.Profile > colorprofile.NoTTY
}

// Through gives the streams with what goes to the terminal going to w instead, in
// the same colors, or without any where plain: a pager shows it there.
func (s Streams) Through(w io.Writer, plain bool) Streams {
	through := func(stream io.Writer) io.Writer {
		p := colorprofile.NoTTY
		if known, ok := stream.(*colorprofile.Writer); ok && !plain {
			p = known.Profile
		}
		return &colorprofile.Writer{Forward: w, Profile: p}
	}
	s.Out = through(s.Out)
	if s.ErrTTY {
		s.Err = through(s.Err)
	}
	return s
}

// Terminal is the file of stdout where that is a terminal, nil otherwise.
func (s Streams) Terminal() *os.File {
	out := s.Out
	if w, ok := out.(*colorprofile.Writer); ok {
		out = w.Forward
	}
	if f, ok := out.(*os.File); ok && s.OutTTY {
		return f
	}
	return nil
}

// Raw is Out without what WithColor put before it, for bytes that must not change.
func (s Streams) Raw() io.Writer {
	if w, ok := s.Out.(*colorprofile.Writer); ok {
		return w.Forward
	}
	return s.Out
}
