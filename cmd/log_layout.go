package cmd

import (
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// logLayout says which columns there are and how wide: the least important leave
// until the rest fits the terminal, and the subject gets what is left.
type logLayout struct {
	glyphs  ui.Glyphs
	heads   [logColumns]string
	columns []logColumn // without the subject, which is the last
	widths  [logColumns]int
	short   bool // variables are named without their kinds
	most    int  // columns of variables
	width   int  // of the terminal, 0 for any
	graph   int  // columns of the widest graph
}

// measured is how many rows the columns and their widths go by: the others are shown
// as soon as they come.
const measured = 200

// fit measures the newest rows for a terminal.
func (l *logLayout) fit(entries []logEntry) {
	entries = entries[:min(len(entries), measured)]
	l.columns = nil
	for c := range colSubject {
		l.columns = append(l.columns, c)
	}
	l.most = 34
	l.measure(entries)
	subject := 36
	drop := func(c logColumn) func() {
		return func() { l.columns = slices.DeleteFunc(l.columns, func(have logColumn) bool { return have == c }) }
	}
	short := func(most int) func() {
		return func() { l.short, l.most = true, most; l.measure(entries) }
	}
	leave := func(columns int) func() { return func() { subject = columns } }
	for c, tells := range map[logColumn]func(logEntry) bool{ // those that tell nothing are not there
		colAuthor: func(e logEntry) bool { return e.json.Author != entries[0].json.Author },
		colBar:    func(e logEntry) bool { return e.json.Score != nil }, colInterval: func(e logEntry) bool { return e.json.Interval != nil },
		colPassed: func(e logEntry) bool { return e.json.Passed != nil }, colDelta: func(e logEntry) bool { return e.json.Verdict != nil },
		colRange: func(e logEntry) bool { return e.json.DeltaRange != nil }, colP: func(e logEntry) bool { return e.json.PValue != nil },
		colNew: func(e logEntry) bool { return len(e.json.NewFailed) > 0 },
	} {
		if !slices.ContainsFunc(entries, tells) {
			drop(c)()
		}
	}
	for _, step := range []func(){
		drop(colAuthor), drop(colInterval), drop(colNew), leave(28), drop(colRange),
		drop(colDate), leave(20), drop(colP), short(24), leave(16),
		short(16), leave(12), short(12), short(10),
		drop(colBar), drop(colPassed), leave(0), drop(colChanged),
	} {
		if l.width <= 0 || l.fixed()+subject <= l.width {
			break
		}
		step()
	}
}

// measure takes the widths of the rows, at most those that columns may have.
func (l *logLayout) measure(entries []logEntry) {
	for c, head := range l.heads {
		l.widths[c] = ui.Width(head)
	}
	for _, e := range entries {
		for c, cell := range l.cells(e) {
			l.widths[c] = max(l.widths[c], ui.Width(cell.Text))
		}
	}
}

func (l *logLayout) cells(e logEntry) logCells { return e.cellsOn(l.glyphs, l.short, l.most) }

// fixed is what stands before the subject.
func (l *logLayout) fixed() int {
	total := l.graph
	for _, c := range l.columns {
		total += l.widths[c] + 2
	}
	return total
}

func (l *logLayout) has(c logColumn) bool { return slices.Contains(l.columns, c) }

// line writes cells behind a graph. The names that stand at a commit come before its
// subject.
func (l *logLayout) line(cells logCells, names string) string {
	var b strings.Builder
	for _, c := range l.columns {
		text := l.glyphs.Cut(cells[c].Text, l.widths[c])
		pad := strings.Repeat(" ", l.widths[c]-ui.Width(text))
		if c.right() {
			b.WriteString(pad + ui.Paint(cells[c].Style, text) + "  ")
		} else {
			b.WriteString(ui.Paint(cells[c].Style, text) + pad + "  ")
		}
	}
	room := ui.Width(names) + 1 + ui.Width(cells[colSubject].Text)
	if l.width > 0 {
		room = l.width - l.fixed()
	}
	if names != "" && room > 8 {
		names = l.glyphs.Cut(names, max(room*3/5, 8))
		b.WriteString(ui.Paint(ui.Good, names) + " ")
		room -= ui.Width(names) + 1
	}
	if room > 0 {
		b.WriteString(ui.Paint(cells[colSubject].Style, l.glyphs.Cut(cells[colSubject].Text, room)))
	}
	return strings.TrimRight(b.String(), " ")
}

// roomy says whether names that stand at a commit leave enough of the subject.
func (l *logLayout) roomy() bool { return l.width <= 0 || l.width-l.fixed() >= 40 }

// standing are the names that stand at the commit of a row, as git decorates it:
// before the subject where there is room, else below.
func (e logEntry) standing(roomy bool) (inline, below string) {
	const shown = 4
	names := slices.Concat(e.branches, e.labels)
	text := someOf(names, shown)
	switch {
	case len(names) == 0:
		return "", ""
	case roomy:
		return "(" + ui.Line(text) + ")", ""
	}
	return "", text
}
