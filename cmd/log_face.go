package cmd

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// logFace writes the log for people: a section for each prompt with its trend, and
// in it the iterations, newest first.
type logFace struct {
	out    *bufio.Writer
	layout logLayout
	metric string
	all    bool
	graph  bool
	err    error // the first of the writer
}

// logSection are the rows of one prompt.
type logSection struct {
	rows  []*logEntry
	graph []graphRow // nil without a graph
}

// writeLogFace writes the rows that are shown of all, which the filter may have left
// out in part.
func writeLogFace(s ui.Streams, o logOptions, all, shown []logEntry) error {
	if len(shown) == 0 {
		return nil
	}
	f := &logFace{out: bufio.NewWriter(s.Out), metric: o.metric, all: o.all, graph: o.graph}
	f.layout = logLayout{glyphs: s.Glyphs, heads: logHeaders(o.metric), width: s.Width}
	sections := f.sections(all, shown)
	f.layout.fit(shown)
	for i, section := range sections {
		if i > 0 {
			f.print("")
		}
		if f.section(section, i == 0); f.err != nil {
			return f.err
		}
	}
	return f.out.Flush()
}

// print writes a line, cut to the terminal.
func (f *logFace) print(line string) {
	if f.layout.width > 0 {
		line = f.layout.glyphs.Cut(line, f.layout.width)
	}
	if f.err == nil {
		_, f.err = f.out.WriteString(line + "\n")
	}
}

// sections sorts rows by prompts, that of the newest row first.
func (f *logFace) sections(all, shown []logEntry) []*logSection {
	byLineage := map[string]*logSection{}
	var list []*logSection
	for i := range shown {
		e := &shown[i]
		s := byLineage[e.lineage]
		if s == nil {
			s = &logSection{}
			byLineage[e.lineage], list = s, append(list, s)
		}
		s.rows = append(s.rows, e)
	}
	if !f.graph {
		return list
	}
	whole := map[string][]*logEntry{}
	for i := range all {
		e := &all[i]
		whole[e.lineage] = append(whole[e.lineage], e)
	}
	for lineage, s := range byLineage {
		s.draw(f.layout.glyphs, whole[lineage])
		for _, row := range s.graph {
			width := ui.Width(row.left+row.right) + 2
			f.layout.graph = max(f.layout.graph, width)
		}
	}
	if f.layout.width > 0 {
		f.layout.graph = min(f.layout.graph, f.layout.width/3)
	}
	return list
}

// draw draws the graph of the rows.
func (s *logSection) draw(glyphs ui.Glyphs, whole []*logEntry) {
	shown := map[string]bool{}
	for _, e := range s.rows {
		shown[e.json.Rev] = true
	}
	parents := shownParents(whole, shown)
	g := &logGraph{glyphs: glyphs}
	last := ""
	for _, e := range s.rows {
		if e.json.Rev == last {
			s.graph = append(s.graph, g.again())
			continue
		}
		last = e.json.Rev
		s.graph = append(s.graph, g.next(last, parents[last]))
	}
}

// head names the columns.
func (f *logFace) head() string {
	var cells logCells
	for c, text := range f.layout.heads {
		cells[c] = ui.Cell{Text: text, Style: ui.Dim}
	}
	return strings.Repeat(" ", f.layout.graph) + f.layout.line(cells, "")
}

// section writes a prompt, the first one with the names of the columns. It ends
// where nobody reads on.
func (f *logFace) section(s *logSection, first bool) {
	f.print(f.heading(s.rows))
	if first {
		f.print(f.head())
	}
	for i, e := range s.rows {
		var row graphRow
		if f.graph {
			row = s.graph[i]
		}
		inline, names := e.standing(f.layout.roomy())
		f.print(f.mark(e, row) + f.layout.line(f.layout.cells(*e), inline))
		var texts []string
		if text := e.belowRow(names, !f.layout.has(colNew)); text != "" {
			texts = append(texts, ui.Paint(ui.Dim, "         "+text))
		}
		if text := e.ruleText(); text != "" && i < len(s.rows)-1 {
			texts = append(texts, ui.Paint(ui.Warn, f.layout.glyphs.Rule(text, f.ruleWidth())))
		}
		for n := range max(len(texts), len(row.below)) { // where lanes fork or join there is room for a text
			lanes, text := row.rest, ""
			if n < len(row.below) {
				lanes = row.below[n]
			}
			if n < len(texts) {
				text = texts[n]
			}
			f.print(strings.TrimRight(f.padded(ui.Paint(ui.Dim, strings.TrimRight(lanes, " ")), lanes)+text, " "))
		}
		if f.err != nil {
			return
		}
	}
}

// ruleWidth is how far a rule goes: over the columns, and not over long subjects.
func (f *logFace) ruleWidth() int {
	width := f.layout.fixed() - f.layout.graph + 20
	if f.layout.width > 0 {
		width = min(width, f.layout.width-f.layout.graph)
	}
	return width
}

// mark is the graph before a row.
func (f *logFace) mark(e *logEntry, row graphRow) string {
	if !f.graph {
		return ""
	}
	if !row.node {
		return f.padded(ui.Paint(ui.Dim, strings.TrimRight(row.left, " ")), row.left)
	}
	node, style := f.layout.glyphs.Node, changeStyle(e.json.Verdict)
	if e.json.Score == nil {
		node = f.layout.glyphs.Open
	}
	plain := row.left + string(node) + " " + row.right
	painted := ui.Paint(ui.Dim, row.left) + ui.Paint(style, string(node)) + " " + ui.Paint(ui.Dim, row.right)
	return f.padded(strings.TrimRight(painted, " "), plain)
}

// padded brings a graph to the width of the widest.
func (f *logFace) padded(painted, plain string) string {
	width := f.layout.graph
	if ui.Width(plain) > width {
		return f.layout.glyphs.Cut(strings.TrimRight(plain, " "), max(width-1, 0)) + " "
	}
	return painted + strings.Repeat(" ", max(width-ui.Width(painted), 0))
}

// heading names a prompt, its trend and where it stands now.
func (f *logFace) heading(rows []*logEntry) string {
	const trend = 40
	judged, latest := 0, -1
	var scores []*float64
	for i, e := range rows {
		if e.json.Score != nil {
			judged++
			if latest < 0 {
				latest = i
			}
		}
		if i < trend {
			scores = append([]*float64{e.json.Score}, scores...)
		}
	}
	parts := []string{ui.Paint(ui.Strong, ui.Line(rows[0].lineage))}
	if latest >= 0 && !f.all {
		parts = append(parts, f.layout.glyphs.Spark(scores))
	}
	if latest >= 0 {
		j := rows[latest].json
		text := number(j.Score)
		if j.Simulated {
			text += "*"
		}
		if f.metric != "" {
			text = ui.Line(f.metric) + " " + text
		}
		if j.Verdict != nil {
			text += " " + ui.Paint(changeStyle(j.Verdict), *j.Verdict)
		}
		parts = append(parts, text)
	}
	count := plural(len(rows), "iteration")
	switch {
	case f.all:
		count = plural(len(rows), "row")
	case judged == 0:
		count += ", not judged"
	case judged < len(rows):
		count = fmt.Sprintf("%d of %s judged", judged, count)
	}
	return strings.Join(append(parts, ui.Paint(ui.Dim, count)), "  ")
}
