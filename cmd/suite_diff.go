package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// oneHunk is a unified diff of two texts of which one stretch differs. Lines of
// the texts go through shown.
func oneHunk(file string, isNew bool, before, after string, shown func(string) string) string {
	const around = 3
	was, now := diffLines(before), diffLines(after)
	head, tail := 0, 0
	for head < min(len(was), len(now)) && was[head] == now[head] {
		head++
	}
	for tail < min(len(was), len(now))-head && was[len(was)-1-tail] == now[len(now)-1-tail] {
		tail++
	}
	from, to := max(0, head-around), max(0, tail-around)
	var b strings.Builder
	old := "a/" + file
	if isNew {
		old = "/dev/null"
	}
	fmt.Fprintf(&b, "--- %s\n+++ b/%s\n", old, file)
	start := func(lines int) int { // 0 where there are none
		if lines == 0 {
			return 0
		}
		return from + 1
	}
	fmt.Fprintf(&b, "@@ -%d,%d +%d,%d @@\n", start(len(was)-to-from), len(was)-to-from, start(len(now)-to-from), len(now)-to-from)
	write := func(sign string, style ui.Style, lines []string) {
		for _, line := range lines {
			text, ended := strings.CutSuffix(line, "\n")
			b.WriteString(ui.Paint(style, sign+shown(text)) + "\n")
			if !ended {
				b.WriteString("\\ No newline at end of file\n")
			}
		}
	}
	write(" ", ui.Plain, was[from:head])
	write("-", ui.Bad, was[head:len(was)-tail])
	write("+", ui.Good, now[head:len(now)-tail])
	write(" ", ui.Plain, was[len(was)-tail:len(was)-to])
	return b.String()
}

func diffLines(text string) []string {
	if text == "" {
		return nil
	}
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
