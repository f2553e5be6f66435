package cmd

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// logFace writes the log for people: a section for each prompt with its trend, and
// in it the iterations, newest first.
type logFace struct {
	to     io.Writer
	lines  []byte // that wait to be written
	layout logLayout
	metric string
	all    bool
	graph  bool
	graphs map[string][]graphRow // by prompt
	err    error                 // the first of the writer
}

// logSection are the rows of one prompt.
type logSection struct {
	promptCount
	graph   []graphRow  // nil without a graph
	waiting []*logEntry // rows that are not written yet
	seen    bool        // one of them was judged
	begun   bool        // the heading is written
	written int
}

func newLogFace(s ui.Streams, o logOptions) *logFace {
	return &logFace{
		to: s.Out, metric: o.metric, all: o.all, graph: o.graph,
		layout: logLayout{glyphs: s.Glyphs, heads: logHeaders(o.metric), width: s.Width},
	}
}

// writeLogFace writes the rows that are shown of all, which the filter may have left
// out in part.
func writeLogFace(s ui.Streams, o logOptions, all, shown []logEntry) error {
	if len(shown) == 0 {
		return nil
	}
	f := newLogFace(s, o)
	if o.graph {
		f.graphs = f.drawn(all, shown)
	}
	return f.write(countPrompts(shown), func(yield func([]logEntry, error) bool) { yield(shown, nil) })
}

// write writes rows as they come. Those of the first prompt are written at once,
// those of the others when it is finished.
func (f *logFace) write(prompts []promptCount, blocks iter.Seq2[[]logEntry, error]) error {
	var list []*logSection
	sections := map[string]*logSection{}
	for _, p := range prompts {
		s := &logSection{promptCount: p, graph: f.graphs[p.lineage]}
		sections[p.lineage], list = s, append(list, s)
	}
	for rows, err := range blocks {
		if err != nil {
			return err
		}
		if f.layout.columns == nil {
			f.layout.fit(rows)
		}
		for i := range rows {
			if s := sections[rows[i].lineage]; s != nil {
				s.waiting, s.seen = append(s.waiting, &rows[i]), s.seen || rows[i].json.Score != nil
			}
		}
		if len(list) > 0 && list[0].ready() {
			f.section(list[0], true)
		}
		if f.flush(); f.err != nil {
			return f.err
		}
	}
	for i, s := range list {
		if i > 0 {
			f.print("")
		}
		if f.section(s, i == 0); f.err != nil {
			return f.err
		}
	}
	f.flush()
	return f.err
}

// ready says whether the heading can be written: the trend and the latest score are
// known.
func (s *logSection) ready() bool {
	return s.begun || len(s.waiting) >= trend && (s.seen || s.judged == 0)
}

// print writes a line, cut to the terminal.
func (f *logFace) print(line string) {
	if f.layout.width > 0 {
		line = f.layout.glyphs.Cut(line, f.layout.width)
	}
	const together = 4 << 10
	if f.lines = append(append(f.lines, line...), '\n'); len(f.lines) >= together {
		f.flush()
	}
}

// flush writes whole lines: what takes the styles away looks at each write for itself.
func (f *logFace) flush() {
	if f.err == nil && len(f.lines) > 0 {
		_, f.err = f.to.Write(f.lines)
	}
	f.lines = f.lines[:0]
}

// drawn are the graphs of prompts, and sets the columns that they take.
func (f *logFace) drawn(all, shown []logEntry) map[string][]graphRow {
	of := func(entries []logEntry) map[string][]*logEntry {
		rows := map[string][]*logEntry{}
		for i := range entries {
			e := &entries[i]
			rows[e.lineage] = append(rows[e.lineage], e)
		}
		return rows
	}
	graphs, whole := map[string][]graphRow{}, of(all)
	for lineage, rows := range of(shown) {
		graphs[lineage] = draw(f.layout.glyphs, rows, whole[lineage])
		for _, row := range graphs[lineage] {
			f.layout.graph = max(f.layout.graph, ui.Width(row.left+row.right)+2)
		}
	}
	if f.layout.width > 0 {
		f.layout.graph = min(f.layout.graph, f.layout.width/3)
	}
	return graphs
}

// draw draws the graph of rows of a prompt.
func draw(glyphs ui.Glyphs, rows, whole []*logEntry) []graphRow {
	shown := map[string]bool{}
	for _, e := range rows {
		shown[e.json.Rev] = true
	}
	parents := shownParents(whole, shown)
	g := &logGraph{glyphs: glyphs}
	var graph []graphRow
	last := ""
	for _, e := range rows {
		if e.json.Rev == last {
			graph = append(graph, g.again())
			continue
		}
		last = e.json.Rev
		graph = append(graph, g.next(last, parents[last]))
	}
	return graph
}

// head names the columns.
func (f *logFace) head() string {
	var cells logCells
	for c, text := range f.layout.heads {
		cells[c] = ui.Cell{Text: text, Style: ui.Dim}
	}
	return strings.Repeat(" ", f.layout.graph) + f.layout.line(cells, "")
}

// section writes the waiting rows of a prompt, the first prompt with the names of the
// columns. It ends where nobody reads on.
func (f *logFace) section(s *logSection, first bool) {
	if !s.begun {
		s.begun = true
		f.print(f.heading(s))
		if first {
			f.print(f.head())
		}
	}
	for _, e := range s.waiting {
		if f.row(s, e); f.err != nil {
			return
		}
	}
	s.waiting = nil
}

func (f *logFace) row(s *logSection, e *logEntry) {
	var row graphRow
	if f.graph {
		row = s.graph[s.written]
	}
	s.written++
	inline, names := e.standing(f.layout.roomy())
	f.print(f.mark(e, row) + f.layout.line(f.layout.cells(*e), inline))
	var texts []string
	if text := e.belowRow(names, !f.layout.has(colNew)); text != "" {
		texts = append(texts, ui.Paint(ui.Dim, "         "+text))
	}
	if text := e.ruleText(); text != "" && s.written < s.rows {
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

// trend is how many of the newest scores the heading draws.
const trend = 40

// heading names a prompt, its trend and where it stands now.
func (f *logFace) heading(s *logSection) string {
	var latest *logEntry
	var scores []*float64
	for i, e := range s.waiting {
		if latest == nil && e.json.Score != nil {
			latest = e
		}
		if i < trend {
			scores = append([]*float64{e.json.Score}, scores...)
		}
	}
	parts := []string{ui.Paint(ui.Strong, ui.Line(s.lineage))}
	if latest != nil && !f.all {
		parts = append(parts, f.layout.glyphs.Spark(scores))
	}
	if latest != nil {
		j := latest.json
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
	count := plural(s.rows, "iteration")
	switch {
	case f.all:
		count = plural(s.rows, "row")
	case s.judged == 0:
		count += ", not judged"
	case s.judged < s.rows:
		count = fmt.Sprintf("%d of %s judged", s.judged, count)
	}
	return strings.Join(append(parts, ui.Paint(ui.Dim, count)), "  ")
}
