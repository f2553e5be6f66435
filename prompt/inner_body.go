package prompt

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// row is one line of a file: where it begins, where it ends without its line end,
// and where the next one begins.
type row struct{ start, end, next int }

// rowsOf cuts a file into lines at "\n", "\r\n" and "\r".
func rowsOf(src []byte) []row {
	var rows []row
	for at := 0; at < len(src); {
		end := bytes.IndexAny(src[at:], "\r\n")
		if end < 0 {
			rows = append(rows, row{at, len(src), len(src)})
			break
		}
		next := at + end + 1
		if src[next-1] == '\r' && next < len(src) && src[next] == '\n' {
			next++
		}
		rows = append(rows, row{at, at + end, next})
		at = next
	}
	return rows
}

func sortRegions(list []*region) {
	slices.SortStableFunc(list, func(a, b *region) int { return cmp.Compare(a.begin.row, b.begin.row) })
}

// body is the lines of a file between two marks: rows[from:to].
type body struct {
	file     string
	src      []byte
	rows     []row
	from, to int
}

func (b *body) line(i int) string { return string(b.src[b.rows[i].start:b.rows[i].end]) }

// filled gives the lines without the blank ones at both ends.
func (b *body) filled() (from, to int) {
	from, to = b.from, min(b.to, len(b.rows))
	for from < to && strings.TrimSpace(b.line(from)) == "" {
		from++
	}
	for to > from && strings.TrimSpace(b.line(to-1)) == "" {
		to--
	}
	return from, to
}

// lines takes all lines for the prompt, without what all of them begin with.
func (b *body) lines(in *Inner) {
	from, to := b.filled()
	var lines []string
	for i := from; i < to; i++ {
		lines = append(lines, b.line(i))
	}
	indent := commonIndent(lines)
	var text strings.Builder
	for i, line := range lines {
		line = strings.TrimPrefix(line, indent)
		if strings.TrimSpace(line) == "" {
			line = ""
		}
		text.WriteString(line + "\n")
		in.at = append(in.at, origin{from + i + 1, len(indent)})
	}
	in.Text = text.String()
}

// commonIndent is the blanks and tabs that all lines begin with that are not blank.
func commonIndent(lines []string) string {
	indent, first := "", true
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		own := line[:indentation(line)]
		if first {
			indent, first = own, false
			continue
		}
		n := 0
		for n < min(len(indent), len(own)) && indent[n] == own[n] {
			n++
		}
		indent = indent[:n]
	}
	return indent
}
