package cmd

import (
	"fmt"
	"strconv"

	"github.com/promptgit/promptgit/internal/ui"
)

func (w *workspace) printModels(tables []*modelTable, o diffOptions) error {
	out := w.app.Out
	for i, t := range tables {
		if i > 0 {
			fmt.Fprintln(out)
		}
		if w.app.OutTTY {
			fmt.Fprintf(out, "%s  %s\n\n", ui.Paint(ui.Strong, ui.Line(t.path)), ui.Line(t.suite))
		}
		if err := w.modelRows(t, o.metric).Write(w.app.Streams); err != nil {
			return err
		}
		w.modelNotes(t)
		for _, c := range t.columns[1:] {
			w.printModelCases(t, c, o)
		}
	}
	return nil
}

// modelRows is a row per model, the reference first.
func (w *workspace) modelRows(t *modelTable, metric string) *ui.Table {
	table := &ui.Table{
		Header: []string{"MODEL", "SCORE", "95% INTERVAL", "PASSED", "COST", "P50", "DELTA", "95% OF DELTA", "P", "VERDICT", "BROKEN", "FIXED", "PROMPT", "SUITE"},
		Right:  []bool{1: true, 3: true, 4: true, 5: true, 6: true, 8: true, 10: true, 11: true, 13: false},
	}
	for _, c := range t.columns {
		r := c.record
		score, bounds := scoreOn(r, metric)
		p50 := "-"
		if r.LatencyP50 != nil {
			p50 = strconv.FormatInt(*r.LatencyP50, 10) + " ms"
		}
		row := []ui.Cell{
			{Text: recordName(r) + simulated(r.Simulated), Style: ui.Strong},
			{Text: number(score)},
			{Text: interval(bounds)},
			{Text: fmt.Sprintf("%d/%d", r.Pass, len(r.Cases)-r.NA), Style: passStyle(r.Fail, r.Error)},
			{Text: dollars(r.CostUSD)},
			{Text: p50},
		}
		if c.compared == nil || c.compared.Common == 0 {
			word := "reference"
			if c.compared != nil {
				word = "no case in common"
			}
			row = append(row, ui.Cell{Text: "-"}, ui.Cell{Text: "-"}, ui.Cell{Text: "-"}, ui.Cell{Text: word, Style: ui.Dim}, ui.Cell{Text: "-"}, ui.Cell{Text: "-"})
		} else {
			row = append(row, deltaCell(c.compared.Delta), ui.Cell{Text: differenceText(c.compared.Interval95)}, pCell(c.adjusted),
				verdictCell(c.compared.Verdict), ui.Cell{Text: strconv.Itoa(len(c.compared.Broken))}, ui.Cell{Text: strconv.Itoa(len(c.compared.Fixed))})
		}
		table.Add(append(row, ui.Cell{Text: t.path}, ui.Cell{Text: t.suite})...)
	}
	if w.app.OutTTY {
		table.Drop("PROMPT")
		table.Drop("SUITE")
		table.Fit(w.app.Streams, "P50", "COST", "95% INTERVAL", "PASSED", "95% OF DELTA")
	}
	return table
}

// modelNotes are what must be known to read the table.
func (w *workspace) modelNotes(t *modelTable) {
	note := func(text string) { fmt.Fprintln(w.app.Err, ui.Paint(ui.Dim, w.fit(text, 2))) }
	n := len(t.columns) - 1
	text := fmt.Sprintf("model comparison: each against %s, paired over the cases that both judged", ui.Line(recordName(t.reference)))
	if n > 1 {
		text += fmt.Sprintf("; p values are corrected for %d comparisons by Holm's method", n)
	}
	note(text)
	fewest := -1
	for _, c := range t.columns[1:] {
		name := ui.Line(recordName(c.record))
		if common := c.compared.Common; common < c.compared.Cases || c.compared.SuiteChanged {
			note(fmt.Sprintf("%s: %s", name, overText(*c.compared)))
		}
		if c.record.Error > 0 {
			note(fmt.Sprintf("%s: %s could not be judged", name, plural(c.record.Error, "case")))
		}
		if fewest < 0 || c.compared.Common < fewest {
			fewest = c.compared.Common
		}
	}
	if fewest > 0 && fewest <= fewCases {
		note(detectable(fewest))
	}
	if t.leftOut > 0 {
		note(plural(t.leftOut, "variant") + " with other parameters left out: --variant KEY=VALUE compares them")
	}
}

// printModelCases names the cases in which a model differs from the reference, or
// shows them where the user asked for some.
func (w *workspace) printModelCases(t *modelTable, c modelColumn, o diffOptions) {
	out := w.app.Out
	name := ui.Line(recordName(c.record))
	if !o.given() {
		for _, flips := range []struct {
			word  string
			style ui.Style
			names []string
		}{{flipBroken, ui.Bad, c.compared.Broken}, {flipFixed, ui.Good, c.compared.Fixed}} {
			if len(flips.names) > 0 && w.app.OutTTY {
				fmt.Fprintln(out, w.fit(fmt.Sprintf("\n%s by %s: %s", ui.Paint(flips.style, flips.word), name, ui.Line(someOf(flips.names, shownFailures))), 2))
			}
		}
		return
	}
	if len(c.pairs) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s against %s\n", ui.Paint(ui.Strong, name), ui.Line(recordName(t.reference)))
	p := w.casePrinter(o.caseFilter)
	p.labels, p.failing = [2]string{"of " + ui.Line(recordName(t.reference)), "of " + name}, o.failed
	p.missing = [2]bool{!t.columns[0].outputs, !c.outputs}
	for _, pair := range c.pairs {
		p.print(pair)
	}
	if c.hidden > 0 {
		fmt.Fprintf(out, "\n%s\n", ui.Paint(ui.Dim, w.fit(fmt.Sprintf("%d of %s not shown: --all shows them", c.hidden, plural(c.hidden+len(c.pairs), "case")), 2)))
	}
}
