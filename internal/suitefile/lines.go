package suitefile

import "strings"

// lines knows where the lines of a YAML file begin, counted as its parser does:
// YAML 1.1 also ends lines at NEL and at the line and paragraph separators.
type lines struct {
	text   string
	starts []int  // offsets, of line 1 on
	end    string // how the file ends its lines
}

func newLines(text string) *lines {
	l := &lines{text: text, starts: []int{0}, end: "\n"}
	for i := 0; i < len(text); i++ {
		n := lineBreak(text[i:])
		if n == 0 {
			continue
		}
		if len(l.starts) == 1 && text[i] == '\r' {
			l.end = text[i : i+n]
		}
		i += n - 1
		l.starts = append(l.starts, i+1)
	}
	return l
}

func lineBreak(s string) int {
	for _, b := range []string{"\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029"} {
		if strings.HasPrefix(s, b) {
			return len(b)
		}
	}
	return 0
}

// count is the number of lines; the text behind the last line end is one, also
// where it is empty.
func (l *lines) count() int { return len(l.starts) }

// offset is where a line begins; lines behind the last begin at the end.
func (l *lines) offset(line int) int {
	if line > len(l.starts) {
		return len(l.text)
	}
	return l.starts[line-1]
}

// line gives the text of a line with its end.
func (l *lines) line(n int) string { return l.text[l.offset(n):l.offset(n+1)] }

// at is the offset of a place; columns count characters, from 1.
func (l *lines) at(line, col int) int {
	from := l.offset(line)
	for i := range l.line(line) {
		if col--; col == 0 {
			return from + i
		}
	}
	return l.offset(line + 1)
}

// indent is the number of leading spaces of a line and what follows them.
func (l *lines) indent(n int) (spaces int, rest string) {
	line := strings.TrimRight(l.line(n), "\r\n\u0085\u2028\u2029")
	rest = strings.TrimLeft(line, " ")
	return len(line) - len(rest), rest
}
