package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/tokens"
	"github.com/promptgit/promptgit/internal/ui"
)

const (
	wideTerminal  = 100 // columns from which two texts stand beside each other
	contextLines  = 2   // equal lines that are kept beside a difference
	shownRows     = 16  // rows of one text without --full
	shownVariable = 120 // rows of a variable
	shownColumns  = 400 // of a text in one line
)

// textView lays out foreign texts, one or two that are compared.
type textView struct {
	width  int  // columns of the terminal, 0 where there is none
	marks  bool // changed words stand in marks, as colors are not seen
	indent string
	full   bool // nothing is left out
	rows   int  // that are shown of a text otherwise
	glyphs ui.Glyphs
}

// textView is how this terminal shows texts.
func (w *workspace) textView(full bool) textView {
	v := textView{marks: !w.app.Colors(), indent: "  ", full: full, rows: shownRows, glyphs: w.app.Glyphs}
	if w.app.OutTTY {
		v.width = w.app.Width
	}
	return v
}

// wide says whether two texts fit beside each other.
func (v textView) wide() bool { return v.width >= wideTerminal }

// room is the columns for one text, 0 for any number.
func (v textView) room() int {
	if v.width == 0 {
		return 0
	}
	return max(v.width-len(v.indent), 20)
}

// column is the columns for one of two texts.
func (v textView) column() int { return (v.width - len(v.indent) - 3) / 2 }

// most is the number of rows that are shown, 0 for all.
func (v textView) most() int {
	if v.full {
		return 0
	}
	return v.rows
}

// stretch is a part of a text as it is shown.
func (v textView) stretch(kind tokens.Kind, text string) ui.Stretch {
	if kind == tokens.Equal {
		return ui.Stretch{Text: text}
	}
	style, open, end := ui.Bad, "[-", "-]"
	if kind == tokens.Added {
		style, open, end = ui.Good, "{+", "+}"
	}
	if strings.TrimSpace(text) == "" { // a change of blanks must be seen
		text = strings.NewReplacer(" ", "·", "\t", "→", "\n", "¶\n").Replace(text)
	}
	if v.marks {
		body := strings.TrimRight(text, "\n") // the mark ends the line that it is about
		text = open + body + end + text[len(body):]
	}
	return ui.Stretch{Style: style, Text: text}
}

// one lays out a single text.
func (v textView) one(text string) []string {
	rows, rest := ui.Lay([]ui.Stretch{{Text: text}}, v.room(), v.most())
	var lines []string
	for _, r := range rows {
		lines = append(lines, v.indent+r.Text)
	}
	if rest > 0 {
		lines = append(lines, v.leftOut(strings.Count(text[len(text)-min(rest, len(text)):], "\n")+1, rest))
	}
	return lines
}

// note is a line of the program's own between those of a text.
func (v textView) note(text string) string {
	return ui.Paint(ui.Dim, fitted(v.indent+text, len(v.indent), v.width))
}

// leftOut says how much of a text is not shown.
func (v textView) leftOut(lines, bytes int) string {
	return v.note(fmt.Sprintf("%s %s more, %s: --full shows them", v.glyphs.More, plural(lines, "line"), sizeText(bytes)))
}

func sizeText(bytes int) string {
	switch {
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
	case bytes >= 10<<10:
		return fmt.Sprintf("%d KiB", bytes>>10)
	}
	return plural(bytes, "byte")
}

// brief is a text on one line, cut with how many lines of it are left out.
func (v textView) brief(text string) string {
	if v.full {
		rows, _ := ui.Lay([]ui.Stretch{{Text: text}}, 0, 0)
		var lines []string
		for _, r := range rows {
			lines = append(lines, r.Text)
		}
		return strings.Join(lines, "\n"+v.indent+"  ")
	}
	return briefly(text, shownColumns)
}

// briefly is the start of a text on one line of at most width columns, with how much
// is left out.
func briefly(text string, width int) string {
	head := text
	if most := 16 * width; len(head) > most { // a line of megabytes is not read to its end
		head = strings.ToValidUTF8(head[:most], "")
	}
	line := ui.Line(head)
	short := ui.Shorten(line, width)
	if short == line && len(head) == len(text) {
		return line
	}
	if n := strings.Count(strings.TrimSpace(text), "\n"); n > 0 {
		return short + fmt.Sprintf(" (of %d lines, %s: --full shows all)", n+1, sizeText(len(text)))
	}
	return short + fmt.Sprintf(" (of %s: --full shows all)", sizeText(len(text)))
}
