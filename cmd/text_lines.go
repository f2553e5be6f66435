package cmd

import (
	"strings"

	"github.com/promptgit/promptgit/internal/tokens"
	"github.com/promptgit/promptgit/internal/ui"
)

// compared gives the stretches of two texts. coarse: they were too long to be
// compared word by word.
func compared(before, after string) (list []tokens.Diff, coarse bool) {
	list, coarse = tokens.Texts(before, after, splitWords)
	return aligned(list), coarse
}

// diffLine is a line that both texts have, or lines that differ, in each of them.
type diffLine struct {
	left, right []ui.Stretch
	same        bool
}

// lines puts what is equal on both sides into lines, and what is not between them.
func (v textView) lines(list []tokens.Diff) []diffLine {
	var lines []diffLine
	line := diffLine{same: true}
	leftEnds, rightEnds := true, true // whether the side is at the start of a line
	flush := func() {
		if len(line.left)+len(line.right) > 0 {
			lines = append(lines, line)
		}
		line, leftEnds, rightEnds = diffLine{same: true}, true, true
	}
	for kind, run := range runs(list) {
		switch kind {
		case tokens.Removed:
			line.left, line.same = append(line.left, v.stretch(kind, run)), false
			leftEnds = strings.HasSuffix(run, "\n")
			continue
		case tokens.Added:
			line.right, line.same = append(line.right, v.stretch(kind, run)), false
			rightEnds = strings.HasSuffix(run, "\n")
			continue
		case tokens.Equal:
		}
		if !line.same && leftEnds && rightEnds {
			flush()
		}
		for part := range strings.SplitAfterSeq(run, "\n") {
			if part == "" {
				continue
			}
			line.left, line.right = append(line.left, ui.Stretch{Text: part}), append(line.right, ui.Stretch{Text: part})
			leftEnds, rightEnds = false, false
			if strings.HasSuffix(part, "\n") {
				flush()
			}
		}
	}
	flush()
	return lines
}

// hidden says of each line whether it is left out: equal ones away from a
// difference, where more than one of them stand together.
func hidden(lines []diffLine) []bool {
	hide := make([]bool, len(lines))
	near := -contextLines - 1
	for i, l := range lines {
		if !l.same {
			near = i
		}
		hide[i] = i-near > contextLines
	}
	near = len(lines) + contextLines
	for i := len(lines) - 1; i >= 0; i-- {
		if !lines[i].same {
			near = i
		}
		hide[i] = hide[i] && near-i > contextLines
	}
	for i := 0; i < len(hide); i++ {
		n := 0
		for i+n < len(hide) && hide[i+n] {
			n++
		}
		if n == 1 {
			hide[i] = false
		}
		i += n
	}
	return hide
}

func bytesOf(list []ui.Stretch) int {
	n := 0
	for _, s := range list {
		n += len(s.Text)
	}
	return n
}

func linesOf(list []ui.Stretch) int {
	n := 0
	for _, s := range list {
		n += strings.Count(s.Text, "\n")
	}
	return max(n, 1)
}

// linesWithin is lines with all stretches on the left, in their order.
func (v textView) linesWithin(list []tokens.Diff) []diffLine {
	v.marks = true // one text holds both: without marks red and green run into each other
	var lines []diffLine
	line := diffLine{same: true}
	for kind, run := range runs(list) {
		for part := range strings.SplitAfterSeq(run, "\n") {
			if part == "" {
				continue
			}
			if part == "\n" && strings.TrimSpace(run) != "" { // an empty line of a longer text needs no mark
				line.left = append(line.left, ui.Stretch{Text: part})
			} else {
				line.left = append(line.left, v.stretch(kind, part))
			}
			line.same = line.same && kind == tokens.Equal
			if strings.HasSuffix(part, "\n") {
				lines, line = append(lines, line), diffLine{same: true}
			}
		}
	}
	if len(line.left) > 0 {
		lines = append(lines, line)
	}
	return lines
}
