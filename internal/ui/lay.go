package ui

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Stretch is a stretch of foreign text in a style. It may hold anything.
type Stretch struct {
	Style Style
	Text  string
}

// Row is a line that is ready for a terminal, with the columns that it takes: 0
// where rows have no width, as nobody counts them then.
type Row struct {
	Text  string
	Width int
}

const (
	tabStop      = 4
	longestGlyph = 64 // bytes of a character with all its marks
)

// Lay breaks stretches into rows of at most width columns, 0 for any: at newlines, else
// behind a blank or between wide characters, else where the row is full. Tabs
// become blanks, and what Reveal shows is shown. It ends after most rows, 0 for
// all; rest is the number of bytes that are left then.
func Lay(stretches []Stretch, width, most int) (rows []Row, rest int) {
	if width <= 0 {
		return unbroken(stretches, most)
	}
	l := layout{width: width}
	for i := range stretches {
		s := stretches[i].Text
		for len(s) > 0 {
			if most > 0 && len(l.rows) == most {
				rest = len(s)
				for _, later := range stretches[i+1:] {
					rest += len(later.Text)
				}
				return l.rows, rest
			}
			n := glyph(s)
			l.put(stretches[i].Style, s[:n])
			s = s[n:]
		}
	}
	if len(l.row) > 0 || len(l.rows) == 0 {
		l.end(len(l.row), false)
	}
	if most > 0 && len(l.rows) > most {
		for _, r := range l.rows[most:] {
			rest += len(r.Text)
		}
		l.rows = l.rows[:most]
	}
	return l.rows, rest
}

// unbroken is Lay without a width: a row per line.
func unbroken(stretches []Stretch, most int) (rows []Row, rest int) {
	var row strings.Builder
	open := false // whether the row has begun
	for _, s := range stretches {
		for line := range strings.SplitAfterSeq(s.Text, "\n") {
			switch {
			case line == "":
				continue
			case most > 0 && len(rows) == most:
				rest += len(line)
				continue
			}
			text, ended := strings.CutSuffix(line, "\n")
			if text != "" {
				row.WriteString(Paint(s.Style, Reveal(strings.ReplaceAll(text, "\t", strings.Repeat(" ", tabStop)))))
			}
			if open = !ended; ended {
				rows = append(rows, Row{Text: row.String()})
				row.Reset()
			}
		}
	}
	if open || len(rows) == 0 {
		rows = append(rows, Row{Text: row.String()})
	}
	return rows, rest
}

// glyph is the length of the first character with its marks.
func glyph(s string) int {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return 1
	}
	cluster, _ := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return max(len(cluster), 1)
}

type cell struct {
	style Style
	text  string
	width int
}

type layout struct {
	width int
	row   []cell
	used  int
	blank int // cells up to and with the last place for a break, 0 for none
	rows  []Row
}

// put adds one character to the row, or ends it.
func (l *layout) put(style Style, s string) {
	c := cell{style: style, text: s}
	switch first, _ := utf8.DecodeRuneInString(s); {
	case s == "\n":
		l.end(len(l.row), false)
		return
	case s == "\t":
		c.width = tabStop - l.used%tabStop
		c.text = strings.Repeat(" ", c.width)
	case first >= ' ' && first < 0x7f && len(s) == 1:
		c.width = 1
	case len(s) > longestGlyph:
		c.text = fmt.Sprintf("%c<%d bytes of marks>", first, len(s)-utf8.RuneLen(first))
		c.width = Width(c.text)
	default:
		c.text = Reveal(s)
		c.width = Width(c.text)
	}
	if l.used+c.width > l.width && len(l.row) > 0 {
		if blankCell(c) { // it would only be the end of a full row
			l.end(len(l.row), true)
			return
		}
		at := l.blank
		if c.width > 1 || at == 0 {
			at = len(l.row)
		}
		l.end(at, true)
	}
	l.row, l.used = append(l.row, c), l.used+c.width
	if blankCell(c) || c.width > 1 {
		l.blank = len(l.row)
	}
}

func blankCell(c cell) bool { return strings.Trim(c.text, " ") == "" }

// end makes a row of the first n cells; the rest begin the next. A row that goes on
// there needs no blanks at its end.
func (l *layout) end(n int, goesOn bool) {
	row, width := l.row[:n], 0
	for goesOn && len(row) > 0 && blankCell(row[len(row)-1]) {
		row = row[:len(row)-1]
	}
	var b strings.Builder
	for i := 0; i < len(row); {
		var run strings.Builder
		style := row[i].style
		for ; i < len(row) && row[i].style == style; i++ {
			run.WriteString(row[i].text)
			width += row[i].width
		}
		b.WriteString(Paint(style, run.String()))
	}
	l.rows = append(l.rows, Row{b.String(), width})
	l.row = append(l.row[:0], l.row[n:]...)
	l.used, l.blank = 0, 0
	for _, c := range l.row {
		l.used += c.width
	}
}

// Beside puts two rows into columns of width columns each, with a line between.
func (g Glyphs) Beside(left, right Row, width int) string {
	line := left.Text + strings.Repeat(" ", max(width-left.Width, 0))
	if right.Width == 0 {
		return line + Paint(Dim, " "+string(g.Pipe))
	}
	return line + Paint(Dim, " "+string(g.Pipe)+" ") + right.Text
}
