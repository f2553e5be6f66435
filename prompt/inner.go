package prompt

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
)

// Inner is a prompt that stands inside a file of something else: between two
// comments of a program, or in the list of a promptfoo configuration. It is called
// FILE#NAME.
type Inner struct {
	Name string
	Text string // with "\n" as line end
	Line int    // where it begins in FILE, from 1

	at     []origin    // of each line of Text
	inline bool        // of a promptfoo configuration
	broken diag.Errors // why it cannot be run; Text is what there is
}

// origin is where a line of an inner prompt comes from: a line of FILE, from 1, and
// the bytes of it that come before.
type origin struct{ line, before int }

// mostInner bounds the files that are searched.
const mostInner = 8 << 20

// InnerPath is the path of a prompt inside a file.
func InnerPath(file, name string) string { return file + "#" + name }

// SplitPath takes the path of a prompt inside a file apart. It is false for a path
// that can only be that of a file; that it is true for one says nothing.
func SplitPath(full string) (file, name string, ok bool) {
	at := strings.LastIndexByte(full, '#')
	if at < 1 {
		return full, "", false
	}
	file, name = full[:at], full[at+1:]
	own, again, _ := strings.Cut(name, "~") // NAME~2 was called NAME before another one was
	index, inline := strings.CutPrefix(own, inlineName)
	number := func(s string) bool { return strings.Trim(s, "0123456789") == "" }
	return file, name, number(again) && (innerName(own) || inline && index != "" && number(index))
}

// FileOf is the file of the path of a prompt, which may stand inside of it.
func FileOf(full string) string {
	if file, _, ok := SplitPath(full); ok {
		return file
	}
	return full
}

// IsInlineName tells the name of a prompt in the list of a promptfoo configuration.
func IsInlineName(name string) bool { return strings.HasPrefix(name, inlineName) }

// innerName tells names that a comment may give: a letter or "_", then also digits
// and "-".
func innerName(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return name != "" && len(name) <= 100
}

// Inners finds the prompts inside a file, in their order. holds is false for a file
// that has none and may be a prompt itself; a program is none.
func Inners(file string, src []byte) (list []Inner, holds bool) {
	if len(src) <= mostInner {
		list = slices.Concat(regions(file, src), inlines(file, src))
	}
	return list, len(list) > 0 || IsProgram(file)
}

// FindInner finds one prompt inside a file by its name.
func FindInner(file, name string, src []byte) (Inner, bool) {
	if len(src) > mostInner {
		return Inner{}, false
	}
	search := regions
	if IsInlineName(name) {
		search = inlines
	}
	for _, in := range search(file, src) {
		if in.Name == name {
			return in, true
		}
	}
	return Inner{}, false
}

// innerOf finds the prompt that a path names inside the file of which src is.
func innerOf(full string, src []byte) (file string, in Inner, ok bool) {
	file, name, ok := SplitPath(full)
	if ok {
		in, ok = FindInner(file, name, src)
	}
	return file, in, ok
}

// parse reads an inner prompt: as native text, or as a list of messages in JSON. The
// text of a promptfoo configuration is one message, as promptfoo sends it.
func (in Inner) parse(file string, opts Options) (*Prompt, error) {
	if len(in.broken) > 0 {
		return nil, in.broken.Err()
	}
	if err := checkText(file, []byte(in.Text)); err != nil {
		return nil, in.moved(err)
	}
	var p *Prompt
	var err error
	switch {
	case isChat("inner.json", in.Text):
		p, err = parseJSONChat(file, in.Text, opts)
	case in.inline:
		p = Inline(file, in.Text)
		p.Messages[0].Role = roleOf("", opts)
	default:
		p, err = parseNative(file, in.Text, opts)
	}
	if err != nil {
		return nil, in.moved(err)
	}
	in.place(p, file)
	return p, nil
}

// parseText is [ParseText] of an inner prompt.
func (in Inner) parseText(file string, opts Options) *Prompt {
	p := ParseText("", []byte(in.Text), opts)
	in.place(p, file)
	return p
}

// place tells where in the file everything stands that was read from the text.
func (in Inner) place(p *Prompt, file string) {
	p.Path, p.file = InnerPath(file, in.Name), file
	straight := in.straight()
	for i := range p.Messages {
		m := &p.Messages[i]
		m.Line, m.RoleLine = in.line(m.Line), in.line(m.RoleLine)
		m.Flat = m.Flat || !straight
	}
	if p.whole != nil {
		whole := *p.whole
		whole.Line = in.line(whole.Line)
		p.whole = &whole
	}
	for i := range p.Inputs {
		p.Inputs[i].Line = in.line(p.Inputs[i].Line)
	}
	for i := range p.Variables {
		p.Variables[i].Line = in.line(p.Variables[i].Line)
	}
	for i := range p.Warnings {
		p.Warnings[i].Pos = in.pos(p.Warnings[i].Pos, file)
	}
	for i := range p.Unresolved {
		p.Unresolved[i].Pos = in.pos(p.Unresolved[i].Pos, file)
	}
}

// straight says whether the lines of the text are as many lines of the file, one
// after the other.
func (in Inner) straight() bool {
	for i := range in.at {
		if in.at[i].line != in.at[0].line+i {
			return false
		}
	}
	return true
}

// line is the line of the file for one of the text; 0 stays 0.
func (in Inner) line(no int) int {
	if no < 1 || len(in.at) == 0 {
		return no
	}
	return in.at[min(no, len(in.at))-1].line
}

func (in Inner) pos(at diag.Pos, file string) diag.Pos {
	if at.Path != file || at.Line < 1 || len(in.at) == 0 {
		return at
	}
	from := in.at[min(at.Line, len(in.at))-1]
	at.Line = from.line
	if at.Col > 0 {
		at.Col += from.before
	}
	return at
}

// moved gives problems of the text the places in the file.
func (in Inner) moved(err error) error {
	list, ok := err.(diag.Errors) //nolint:errorlint // the parsers hand it over unwrapped
	if !ok {
		return err
	}
	list = slices.Clone(list)
	for i := range list {
		list[i].Pos = in.pos(list[i].Pos, FileOf(list[i].Pos.Path))
	}
	return list
}

// IsProgram tells a file, by its name, that is a program and not a prompt.
func IsProgram(file string) bool {
	_, known := languageOf(path.Ext(file))
	return known
}

// mayHold says quickly that a file has no comment that begins a prompt.
func mayHold(src []byte) bool { return bytes.Contains(src, []byte(marker)) }
