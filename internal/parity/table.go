package parity

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Table is the agreement by type in Markdown, as docs/promptfoo.md has it.
func (a *Agreement) Table() string {
	rows := [][]string{{"type", "agree", "of"}, {"---", "---", "---"}}
	row := func(name string, c Count) {
		rows = append(rows, []string{name, strconv.Itoa(c.Same), strconv.Itoa(c.All)})
	}
	for _, typ := range slices.Sorted(maps.Keys(a.Types)) {
		row("`"+typ+"`", *a.Types[typ])
	}
	row("all assertions", a.All())
	row("all tests", a.Tests)
	var b strings.Builder
	for _, r := range rows {
		b.WriteString("| " + strings.Join(r, " | ") + " |\n")
	}
	return b.String()
}
