// Package recording draws what a program wrote to a terminal as an animated SVG,
// without fonts, scripts or anything else from elsewhere. Where motion is not
// wanted, or not known, it is a still of where the last command begins. It serves the generator and is
// no part of the program.
package recording

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Scene is one command as it was typed and what it wrote.
type Scene struct {
	Command string // shown behind a prompt; "" for output that follows by itself
	Output  string // with its escape sequences
}

// Film is a recording.
type Film struct {
	Title         string
	Columns, Rows int // of the window
	Scenes        []Scene
}

// Sizes in user units; a character is as wide as its column whatever the font.
const (
	charWidth = 7.2
	rowHeight = 17
	margin    = 14
)

// SVG draws a film. The same film gives the same bytes.
func SVG(f Film) []byte {
	var b strings.Builder
	width, height := f.Columns*72/10+2*margin, f.Rows*rowHeight+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, "<title id=\"t\">%s</title>\n", escape(f.Title))
	var drawn strings.Builder
	at, starts := 0, []int{} // the row where each scene starts
	for i, s := range f.Scenes {
		starts = append(starts, at)
		if s.Command != "" {
			fmt.Fprintf(&drawn, `<g class="s%d">`, i)
			at = text(&drawn, at, rows("\x1b[2m$\x1b[m \x1b[1m"+s.Command+"\x1b[m", f.Columns))
			cover(&drawn, at-1, i, f.Columns)
			drawn.WriteString("</g>\n")
		}
		fmt.Fprintf(&drawn, "<g class=\"o%d\">\n", i)
		at = text(&drawn, at, rows(s.Output, f.Columns))
		drawn.WriteString("</g>\n")
	}
	still := max(0, min(starts[len(starts)-1], at-f.Rows))
	b.WriteString("<style>" + looks + motion(f, starts, at) + "</style>\n")
	fmt.Fprintf(&b, `<rect x=".5" y=".5" width="%d" height="%d" rx="8" fill="#0d1117" stroke="#6e7681"/>`+"\n", width-1, height-1)
	fmt.Fprintf(&b, `<svg x="%d" y="%d" width="%d" height="%d"><g class="film" transform="translate(0 %d)">`+"\n", margin, margin, width-2*margin, height-2*margin, -still*rowHeight)
	b.WriteString(drawn.String())
	b.WriteString("</g></svg>\n</svg>\n")
	return []byte(b.String())
}

// looks are the styles of spans, on a dark ground that reads on light pages too.
const looks = `text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3}` +
	`.b{font-weight:600;fill:#fff}.d{fill:#8b949e}.c1{fill:#ff7b72}.c2{fill:#7ee787}.c3{fill:#e3b341}.c4{fill:#79c0ff}.c5{fill:#d2a8ff}.c6{fill:#76e3ea}`

// text draws rows from a row on and gives the row behind them.
func text(b *strings.Builder, at int, list [][]span) int {
	for _, row := range list {
		if len(row) > 0 {
			fmt.Fprintf(b, `<text y="%d">`, at*rowHeight+12)
			for _, s := range row {
				fmt.Fprintf(b, `<tspan x="%s"%s%s>%s</tspan>`, number(float64(s.column)*charWidth), length(s.text), class(s.style), escape(s.text))
			}
			b.WriteString("</text>\n")
		}
		at++
	}
	return at
}

// length holds a text to its columns, whatever the font makes of it.
func length(s string) string {
	n := ansi.StringWidth(s)
	if n < 2 {
		return ""
	}
	return fmt.Sprintf(` textLength="%s"`, number(float64(n)*charWidth))
}

func class(s style) string {
	var names []string
	if s.bold {
		names = append(names, "b")
	}
	if s.faint {
		names = append(names, "d")
	}
	if s.color > 30 && s.color < 37 {
		names = append(names, fmt.Sprintf("c%d", s.color-30))
	}
	if len(names) == 0 {
		return ""
	}
	return ` class="` + strings.Join(names, " ") + `"`
}

// number is a coordinate with at most one decimal.
func number(x float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", x), ".0") }

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}
