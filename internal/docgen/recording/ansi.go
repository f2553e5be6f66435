package recording

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// style is how a span of text looks: one of the eight colors of a terminal
// (0 for its own, else 30 to 37), bold, faint.
type style struct {
	color       int
	bold, faint bool
}

// span is a piece of a row without wide gaps, from a column on.
type span struct {
	column int
	text   string
	style  style
}

// rows parts what a program wrote into the rows of a terminal of so many columns:
// a longer line goes on in the next row. Of escape sequences those that set a
// style count; the others are left out.
func rows(out string, columns int) [][]span {
	var list [][]span
	var now style
	for line := range strings.SplitSeq(strings.TrimRight(out, "\n"), "\n") {
		var row []span
		column := 0
		for line != "" {
			seq, width, n, _ := ansi.DecodeSequence(line, ansi.NormalState, nil)
			line = line[n:]
			if width == 0 {
				now = now.after(seq)
				continue
			}
			if column+width > columns {
				list, row, column = append(list, row), nil, 0
			}
			row = put(row, column, seq, now)
			column += width
		}
		list = append(list, trimmed(row))
	}
	return list
}

// after is the style that a sequence leaves.
func (s style) after(seq string) style {
	params, ok := strings.CutPrefix(seq, "\x1b[")
	params, sgr := strings.CutSuffix(params, "m")
	if !ok || !sgr {
		return s
	}
	for p := range strings.SplitSeq(params, ";") {
		switch n, _ := strconv.Atoi(p); {
		case n == 0:
			s = style{}
		case n == 1:
			s.bold = true
		case n == 2:
			s.faint = true
		case n == 22:
			s.bold, s.faint = false, false
		case n >= 30 && n <= 37:
			s.color = n
		case n == 39:
			s.color = 0
		}
	}
	return s
}

// put adds a character to a row; two blanks end a span, so that what follows has
// a column of its own.
func put(row []span, column int, char string, now style) []span {
	if len(row) > 0 {
		last := &row[len(row)-1]
		end := last.column + ansi.StringWidth(last.text)
		if last.style == now && end == column && (char != " " || !strings.HasSuffix(last.text, " ")) {
			last.text += char
			return row
		}
		last.text = strings.TrimRight(last.text, " ")
		if last.text == "" {
			row = row[:len(row)-1]
		}
	}
	if char == " " {
		return row
	}
	return append(row, span{column, char, now})
}

// trimmed is a row without blanks at its end.
func trimmed(row []span) []span {
	if len(row) > 0 {
		row[len(row)-1].text = strings.TrimRight(row[len(row)-1].text, " ")
	}
	return row
}
