package cmd

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/promptgit/promptgit/internal/ui"
)

// variantCells are the columns that a matrix adds in a pipe: variant, cost, median
// latency in milliseconds, and whether it is the best of its version.
func (b *evalBatch) variantCells(x *evalItem) []ui.Cell {
	if x.overlay == nil {
		return nil
	}
	doc := b.summary(x)
	best := "-"
	if x.best {
		best = "best"
	}
	p50 := "-"
	if doc.Latency.P50 != nil {
		p50 = strconv.FormatInt(*doc.Latency.P50, 10)
	}
	return []ui.Cell{{Text: variantText(x.overlay)}, {Text: dollars(doc.CostUSD)}, {Text: p50}, {Text: best}}
}

// isGrid says whether every version is there in every variant. A shard without a
// case of some has not all.
func isGrid(groups [][]*evalItem) bool {
	return len(groups) > 0 && groups[0][0].overlay != nil &&
		!slices.ContainsFunc(groups, func(group []*evalItem) bool { return len(group) != len(groups[0]) })
}

// writeGrid shows versions by variants, in as many blocks as the terminal needs, and
// then what each variant costs and how fast it answers.
func (b *evalBatch) writeGrid(groups [][]*evalItem) error {
	labels := make([]string, len(groups[0]))
	for i := range labels {
		labels[i] = letters(i)
	}
	grid := grid{groups: groups, cells: map[*evalItem]ui.Cell{}}
	for _, x := range b.items {
		grid.cells[x] = b.gridCell(x)
	}
	out := b.w.app.Streams
	for from := 0; from < len(labels); {
		to := from + 1
		block := grid.block(labels, from, to)
		for wider := block; to < len(labels) && wider.Fits(out); {
			if wider = grid.block(labels, from, to+1); wider.Fits(out) {
				block, to = wider, to+1
			}
		}
		if from > 0 {
			fmt.Fprintln(out.Out)
		}
		if err := block.Write(out); err != nil {
			return err
		}
		from = to
	}
	fmt.Fprintln(out.Out)
	if err := b.legend(groups, labels).Write(out); err != nil {
		return err
	}
	note := "no variant is better than every other one of its version by the paired test"
	if slices.ContainsFunc(b.items, func(x *evalItem) bool { return x.best }) {
		note = "* better than every other variant of its version: paired tests, p < 0.05 by Holm's method for all pairs"
	}
	if len(labels) > 1 {
		fmt.Fprintln(out.Err, ui.Paint(ui.Dim, note))
	}
	return nil
}

// letters numbers variants: A to Z, AA, AB and on.
func letters(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return letters(i/26-1) + letters(i%26)
}

// grid is what the table of a matrix is made of.
type grid struct {
	groups [][]*evalItem
	cells  map[*evalItem]ui.Cell
}

// block is the grid of the variants from one to before another. What is the same in
// all rows is left out.
func (g grid) block(labels []string, from, to int) *ui.Table {
	t := &ui.Table{Header: slices.Concat([]string{"REV", "PROMPT", "SUITE"}, labels[from:to])}
	prompts, suites := map[string]bool{}, map[string]bool{}
	for _, group := range g.groups {
		x := group[0]
		prompts[x.it.lineage], suites[x.suite.Path] = true, true
		row := []ui.Cell{{Text: shortRev(x.rev), Style: ui.Warn}, {Text: x.it.path}, {Text: x.suite.Path}}
		for _, x := range group[from:to] {
			row = append(row, g.cells[x])
		}
		t.Add(row...)
	}
	if len(prompts) == 1 {
		t.Drop("PROMPT")
	}
	if len(suites) == 1 {
		t.Drop("SUITE")
	}
	return t
}

// gridCell is the score of a version in one variant, with its interval.
func (b *evalBatch) gridCell(x *evalItem) ui.Cell {
	doc := b.summary(x)
	c := ui.Cell{Text: number(doc.Score)}
	if doc.Interval != nil {
		c.Text += " " + interval(doc.Interval)
	}
	if x.best {
		c.Text, c.Style = c.Text+" *", ui.Good
	}
	if doc.Errors > 0 {
		c.Text, c.Style = c.Text+fmt.Sprintf(" (%d not judged)", doc.Errors), ui.Warn
	}
	return c
}

// legend is a row per variant: over all versions what it cost, and the median
// latency of their cases.
func (b *evalBatch) legend(groups [][]*evalItem, labels []string) *ui.Table {
	t := &ui.Table{Header: []string{"", "COST", "P50", "VARIANT"}, Right: []bool{1: true, 2: true, 3: false}}
	for i, label := range labels {
		cost, known := 0.0, true
		var latencies []int64
		simulatedToo := false
		for _, group := range groups {
			x := group[i]
			doc := b.summary(x)
			if known = known && doc.CostUSD != nil; known {
				cost += *doc.CostUSD
			}
			simulatedToo = simulatedToo || doc.Simulated
			if x.record == nil {
				continue
			}
			for _, c := range x.record.Cases {
				if c.LatencyMS > 0 {
					latencies = append(latencies, c.LatencyMS)
				}
			}
		}
		price := "unknown"
		if known {
			price = dollars(&cost)
		}
		t.Add(ui.Cell{Text: label, Style: ui.Strong}, ui.Cell{Text: price}, ui.Cell{Text: p50Text(latencies)},
			ui.Cell{Text: variantText(groups[0][i].overlay) + simulated(simulatedToo)})
	}
	return t
}

func p50Text(ms []int64) string {
	if len(ms) == 0 {
		return "-"
	}
	slices.Sort(ms)
	return fmt.Sprintf("%d ms", ms[(len(ms)-1)/2])
}
