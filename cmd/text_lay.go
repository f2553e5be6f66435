package cmd

import (
	"slices"

	"github.com/promptgit/promptgit/internal/ui"
)

// beside lays two texts out in columns, line by line, with what differs marked.
func (v textView) beside(before, after string) []string {
	list, coarse := compared(before, after)
	width := v.column()
	return v.laid(v.lines(list), coarse, func(l diffLine, most int) (rows []string, rest int) {
		left, restLeft := ui.Lay(l.left, width, most)
		right, restRight := ui.Lay(l.right, width, most)
		for i := range max(len(left), len(right)) {
			rows = append(rows, v.indent+ui.Beside(rowAt(left, i), rowAt(right, i), width))
		}
		return rows, max(restLeft, restRight)
	})
}

func rowAt(rows []ui.Row, i int) ui.Row {
	if i < len(rows) {
		return rows[i]
	}
	return ui.Row{}
}

// within lays two texts out as one, with what went and what came.
func (v textView) within(before, after string) []string {
	list, coarse := compared(before, after)
	return v.laid(v.linesWithin(list), coarse, func(l diffLine, most int) (rows []string, rest int) {
		laid, rest := ui.Lay(l.left, v.room(), most)
		for _, r := range laid {
			rows = append(rows, v.indent+r.Text)
		}
		return rows, rest
	})
}

// laid lays lines out, without those that are equal away from a difference and up to
// the most rows.
func (v textView) laid(lines []diffLine, coarse bool, lay func(diffLine, int) ([]string, int)) []string {
	hide := make([]bool, len(lines))
	if !v.full {
		hide = hidden(lines)
	}
	var out []string
	note := func(text string) { out = append(out, v.indent+ui.Paint(ui.Dim, text)) }
	if coarse {
		note("too long to be compared word by word: compared by lines")
	}
	for i := 0; i < len(lines); i++ {
		if n := slices.Index(hide[i:], false); n != 0 {
			if n < 0 {
				n = len(hide) - i
			}
			note("… " + plural(n, "equal line"))
			i += n - 1
			continue
		}
		most := 0
		if !v.full {
			most = max(v.rows-len(out), 1)
		}
		rows, rest := lay(lines[i], most)
		out = append(out, rows...)
		if v.full || rest == 0 && (len(out) < v.rows || i == len(lines)-1) {
			continue
		}
		left, bytes := 0, rest
		if rest > 0 {
			left = 1
		}
		for _, l := range lines[i+1:] {
			left += max(linesOf(l.left), linesOf(l.right))
			bytes += max(bytesOf(l.left), bytesOf(l.right))
		}
		return append(out, v.leftOut(left, bytes))
	}
	return out
}
