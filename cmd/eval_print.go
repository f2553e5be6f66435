package cmd

import (
	"bytes"
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// shownFailures is how many failing samples are printed; show prints them all.
const shownFailures = 10

// print writes the result: one JSON document, or a row per version, and for a
// single version what failed and why.
func (b *evalBatch) print() error {
	if b.o.output != "" || b.o.json {
		var doc bytes.Buffer
		if err := ui.JSON(&doc, b.document()); err != nil {
			return err
		}
		if b.o.output != "" {
			if err := b.writeOutput(doc.Bytes()); err != nil {
				return err
			}
		}
		if b.o.json {
			_, err := b.w.app.Out.Write(doc.Bytes())
			return err
		}
	}
	if err := b.table().Write(b.w.app.Streams); err != nil {
		return err
	}
	b.explain()
	return nil
}

func (b *evalBatch) table() *ui.Table {
	t := &ui.Table{
		Header: []string{"REV", "PROMPT", "SUITE", "MODEL", "SCORE", "95% INTERVAL", "PASSED", "ERRORS", "DELTA", "VERDICT"},
		Right:  []bool{false, false, false, false, true, false, true, true, true},
	}
	for _, x := range b.items {
		model := x.target.Provider
		if x.target.Model != "" {
			model += ":" + x.target.Model
		}
		row := []ui.Cell{
			{Text: shortRev(x.rev), Raw: x.rev},
			{Text: x.it.path},
			{Text: x.suite.Path},
			{Text: model + simulated(x.target.Simulated)},
		}
		t.Add(append(row, b.scoreCells(x)...)...)
	}
	return t
}

func simulated(yes bool) string {
	if yes {
		return " (simulated)"
	}
	return ""
}

// scoreCells are the columns from SCORE on.
func (b *evalBatch) scoreCells(x *evalItem) []ui.Cell {
	doc := b.runDocument(x)
	delta, verdict := ui.Cell{Text: "-"}, ui.Cell{Text: "-"}
	if x.record != nil {
		if _, previous := b.known.before(x.it, x.filter(false)); previous != nil {
			c := eval.Compare(*previous, *x.record, eval.CompareOptions{})
			delta, verdict = deltaCell(c.Delta), verdictCell(c.Verdict)
		}
	}
	return []ui.Cell{
		{Text: number(doc.Score)},
		{Text: interval(doc.Interval)},
		{Text: fmt.Sprintf("%d/%d", doc.Passed, doc.Total-doc.NA), Style: passStyle(doc.Failed, doc.Errors)},
		{Text: fmt.Sprint(doc.Errors), Style: errorStyle(doc.Errors)},
		delta, verdict,
	}
}

// explain tells on stderr what failed, for a single version, and what so few
// cases cannot tell.
func (b *evalBatch) explain() {
	err := b.w.app.Err
	if len(b.items) == 1 && b.items[0].run != nil {
		b.failures(b.items[0].run)
	}
	notes := map[string]bool{}
	for _, x := range b.items {
		if x.record == nil || b.o.partial() {
			continue
		}
		if note := detectable(x.record.N); note != "" && !notes[note] {
			notes[note] = true
			fmt.Fprintln(err, ui.Paint(ui.Dim, note))
		}
	}
	if b.o.partial() {
		fmt.Fprintln(err, ui.Paint(ui.Dim, "only some cases were judged: nothing was recorded"))
	}
}

func (b *evalBatch) failures(run *eval.Run) {
	shown := 0
	for i := range run.Results {
		r := &run.Results[i]
		if r.Pass && r.Err == nil {
			continue
		}
		if shown++; shown > shownFailures {
			continue
		}
		word, why := ui.Paint(ui.Bad, "FAIL"), firstFailure(r)
		if r.Err != nil {
			word, why = ui.Paint(ui.Warn, "ERROR"), r.Err.Error()
		}
		fmt.Fprintf(b.w.app.Err, "%s  %s: %s\n", word, ui.Line(caseTitle(r.Case)), ui.Line(why))
	}
	if more := shown - shownFailures; more > 0 {
		fmt.Fprintf(b.w.app.Err, "and %d more: promptgit eval --json shows all\n", more)
	}
}

func caseTitle(c *eval.Case) string {
	if c.ID == "" && c.Description != "" {
		return c.Name() + " (" + c.Description + ")"
	}
	return c.Name()
}

func firstFailure(r *eval.Result) string {
	for _, a := range r.Asserts {
		if !a.Pass {
			return a.Type + ": " + a.Reason
		}
	}
	return fmt.Sprintf("score %.2f is under the threshold", r.Score)
}
