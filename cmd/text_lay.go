package cmd

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/tokens"
	"github.com/promptgit/promptgit/internal/ui"
)

// beside lays two texts out in columns, line by line, with what differs marked.
func (v textView) beside(list []tokens.Diff, coarse bool) []string {
	width := v.column()
	return v.laid(v.lines(list), coarse, func(l diffLine, most int) (rows []string, rest int) {
		left, restLeft := ui.Lay(l.left, width, most)
		right, restRight := ui.Lay(l.right, width, most)
		for i := range max(len(left), len(right)) {
			rows = append(rows, v.indent+v.glyphs.Beside(rowAt(left, i), rowAt(right, i), width))
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
func (v textView) within(list []tokens.Diff, coarse bool) []string {
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
	hide, sizes := make([]bool, len(lines)), make([]int, len(lines))
	if !v.full {
		hide = hidden(lines)
		for i := range lines {
			sizes[i] = max(bytesOf(lines[i].left), bytesOf(lines[i].right))
			if !hide[i] {
				lines[i].left, lines[i].right = v.shortened(lines[i].left), v.shortened(lines[i].right)
			}
		}
	}
	var out []string
	note := func(text string) { out = append(out, v.note(text)) }
	if coarse {
		note("too long to be compared word by word: compared by lines")
	}
	for i := 0; i < len(lines); i++ {
		if n := slices.Index(hide[i:], false); n != 0 {
			if n < 0 {
				n = len(hide) - i
			}
			note(v.glyphs.More + " " + plural(n, "equal line"))
			i += n - 1
			continue
		}
		most := 0
		if !v.full {
			most = max(v.rows-len(out), 1)
		}
		rows, rest := lay(lines[i], most)
		out = append(out, rows...)
		if rest > 0 { // with what was taken out of the line before
			rest += sizes[i] - max(bytesOf(lines[i].left), bytesOf(lines[i].right))
		}
		if v.full || rest == 0 && (len(out) < v.rows || i == len(lines)-1) {
			continue
		}
		left, bytes := 0, rest
		if rest > 0 {
			left = 1
		}
		for k, l := range lines[i+1:] {
			left += max(linesOf(l.left), linesOf(l.right))
			bytes += sizes[i+1+k]
		}
		return append(out, v.leftOut(left, bytes))
	}
	return out
}

const (
	besideChange = 300  // bytes of an equal stretch that are kept beside a difference within a line
	keptChange   = 4000 // bytes of a stretch that differs
)

// shortened leaves out what is long within one line: of a stretch that is equal all
// but its ends beside a difference, of one that differs its middle.
func (v textView) shortened(list []ui.Stretch) []ui.Stretch {
	long := 2000 // what a few rows do not hold would hide the difference behind it
	if v.rows <= shownRows {
		long = 2 * besideChange
	}
	for i, s := range list {
		head, tail := keptChange, besideChange
		if s.Style == ui.Plain {
			head, tail = besideChange, besideChange
			if i == 0 && len(list) > 1 {
				head = 0
			}
			if i == len(list)-1 && i > 0 {
				tail = 0
			}
		}
		if len(s.Text) <= max(head+tail+64, long) {
			continue
		}
		text, ended := strings.CutSuffix(s.Text, "\n")
		from, to := head, len(text)-tail
		for from > 0 && !utf8.RuneStart(text[from]) {
			from--
		}
		for to < len(text) && !utf8.RuneStart(text[to]) {
			to++
		}
		text = fmt.Sprintf("%s %s %s: --full shows them %[2]s %[4]s", text[:from], v.glyphs.More, sizeText(to-from), text[to:])
		if ended {
			text += "\n"
		}
		list[i].Text = text
	}
	return list
}
