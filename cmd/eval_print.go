package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// shownFailures is how many failing samples are printed; show prints them all.
const shownFailures = 10

// print writes the result: one JSON document, or a row per version, and for a
// single version what failed and why. Errors are told in any case, and what so few
// cases can tell where the run was not interrupted.
func (b *evalBatch) print(ended bool) error {
	if b.o.output != "" {
		if err := b.writeOutput(); err != nil {
			return err
		}
	}
	if b.o.json {
		err := b.writeDocument(b.w.app.Out)
		b.errors()
		return err
	}
	if err := b.rows(); err != nil {
		return err
	}
	if len(b.items) == 1 {
		if err := b.dimensions(b.items[0]); err != nil {
			return err
		}
		if b.items[0].run != nil {
			if err := b.failures(b.items[0]); err != nil {
				return err
			}
		}
	}
	b.errors()
	b.judges()
	if ended {
		b.explain()
	}
	return nil
}

// rows writes a row per version, or for people a grid of the variants of a matrix.
func (b *evalBatch) rows() error {
	if groups := b.shares(); b.w.app.OutTTY && isGrid(groups) {
		return b.writeGrid(groups)
	}
	t := b.table()
	if !b.w.app.OutTTY {
		t.Last("95% OF DELTA", "P") // what reads the rows of older programs finds its columns in place
	}
	t.Fit(b.w.app.Streams, b.spare()...)
	return t.Write(b.w.app.Streams)
}

func (b *evalBatch) table() *ui.Table {
	t := &ui.Table{
		Header: []string{"REV", "PROMPT", "SUITE", "MODEL", "SCORE", "95% INTERVAL", "PASSED", "ERRORS", "DELTA", "95% OF DELTA", "P", "VERDICT"},
		Right:  []bool{4: true, 6: true, 7: true, 8: true, 10: true, 11: false},
	}
	if slices.ContainsFunc(b.items, func(x *evalItem) bool { return x.overlay != nil }) {
		t.Header, t.Right = append(t.Header, "VARIANT", "COST", "P50 MS", "BEST"), append(t.Right, false, true, true, false)
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
		t.Add(slices.Concat(row, b.scoreCells(x), b.variantCells(x))...)
	}
	return t
}

// compared is the comparison with the record of the iteration before, nil without
// one.
func (b *evalBatch) compared(x *evalItem) *eval.Comparison {
	if x.record == nil {
		return nil
	}
	previous := b.known.previous(x.it, x.record)
	if previous == nil {
		return nil
	}
	return new(b.known.compare(previous, x.record, ""))
}

// spare are the columns that a narrow terminal can do without: errors are told
// below, and that a score is simulated must stay.
func (b *evalBatch) spare() []string {
	spare := []string{"SUITE", "ERRORS"}
	if !slices.ContainsFunc(b.items, func(x *evalItem) bool { return x.target.Simulated }) {
		spare = append(spare, "MODEL")
	}
	if len(b.items) == 1 {
		spare = append(spare, "REV")
	}
	return append(spare, "P", "95% OF DELTA")
}

func simulated(yes bool) string {
	if yes {
		return " (simulated)"
	}
	return ""
}

// scoreCells are the columns from SCORE on.
func (b *evalBatch) scoreCells(x *evalItem) []ui.Cell {
	doc := b.summary(x)
	var c eval.Comparison
	verdict := ui.Cell{Text: "-"}
	if compared := b.compared(x); compared != nil {
		c, verdict = *compared, verdictCell(compared.Verdict)
	}
	return []ui.Cell{
		{Text: number(doc.Score)},
		{Text: interval(doc.Interval)},
		{Text: fmt.Sprintf("%d/%d", doc.Passed, doc.Total-doc.NA), Style: passStyle(doc.Failed, doc.Errors)},
		{Text: strconv.Itoa(doc.Errors), Style: errorStyle(doc.Errors)},
		deltaCell(c.Delta),
		{Text: differenceText(c.Interval95)},
		pCell(c.PValue), verdict,
	}
}

// dimensions shows the metrics of a version to people; in a pipe a row per
// version is all there is.
func (b *evalBatch) dimensions(x *evalItem) error {
	if x.record == nil || !b.w.app.OutTTY {
		return nil
	}
	previous := b.known.previous(x.it, x.record)
	list := b.known.dimensions(previous, x.record)
	if len(list) > 0 {
		fmt.Fprintln(b.w.app.Out)
		if err := writeDimensions(b.w.app.Streams, list, previous != nil); err != nil {
			return err
		}
	}
	if types := failuresText(x.record.Failures()); types != "" {
		fmt.Fprintln(b.w.app.Out, "\ntypes of failure, in cases:", ui.Paint(ui.Bad, types))
	}
	return nil
}

// judges tells on stderr what judging took, which is no part of what the outputs
// cost.
func (b *evalBatch) judges() {
	for _, x := range b.items {
		if j := b.summary(x).Judges; j != nil {
			b.w.app.note(ui.Paint(ui.Dim, ui.Line(x.it.path+": "+judgesLine(j))))
		}
	}
}

// explain tells on stderr what so few cases cannot tell.
func (b *evalBatch) explain() {
	var notes, all []string
	of := map[string][]string{} // the prompts that a note is about
	for _, x := range b.items {
		if x.record == nil || b.o.partial() || b.o.on() {
			continue
		}
		if !slices.Contains(all, x.it.path) {
			all = append(all, x.it.path)
		}
		open := x.assertNothing()
		var told []string
		if x.record.Clusters() == 0 { // cases that depend on each other show less
			told = append(told, detectable(x.record.N-open))
		}
		if c := b.compared(x); c != nil && len(b.items) == 1 {
			told = append(told, comparisonNotes(*c)...)
			if c.Common < c.Cases {
				told = append(told, overText(*c))
			}
		} else {
			told = append(told, clustersText(x.record.Clusters()))
		}
		if open > 0 {
			told = append(told, fmt.Sprintf("%d of %d cases assert nothing and always pass: they show nothing", open, x.record.N))
		}
		for _, note := range told {
			if note == "" {
				continue
			}
			if of[note] == nil {
				notes = append(notes, note)
			}
			if !slices.Contains(of[note], x.it.path) {
				of[note] = append(of[note], x.it.path)
			}
		}
	}
	for _, note := range notes {
		if paths := of[note]; len(paths) < len(all) { // it is not about all of them
			note = ui.Line(someOf(paths, 3)) + ": " + note
		}
		b.w.app.note(ui.Paint(ui.Dim, note))
	}
	if b.o.partial() && !b.inline {
		b.w.app.note(ui.Paint(ui.Dim, "only some cases were judged: nothing was recorded"))
	}
}

// assertNothing counts the judged cases that no output can fail.
func (x *evalItem) assertNothing() int {
	empty := map[string]bool{}
	for i := range x.suite.Cases {
		if c := &x.suite.Cases[i]; len(c.Asserts) == 0 {
			empty[c.Key] = true
		}
	}
	open := 0
	for i := range x.record.Cases {
		if c := &x.record.Cases[i]; len(empty) > 0 && empty[c.Key] && c.Judged() {
			open++
		}
	}
	return open
}

func (b *evalBatch) failures(x *evalItem) error {
	shown := 0
	for i := range x.run.Results {
		r := &x.run.Results[i]
		if r.Pass || r.Err != nil {
			continue
		}
		if shown++; shown > shownFailures {
			continue
		}
		whole, err := x.whole(i)
		if err != nil {
			return err
		}
		fmt.Fprintf(b.w.app.Err, "%s  %s: %s\n", ui.Paint(ui.Bad, "FAIL"), ui.Line(caseTitle(r.Case)), ui.Line(firstFailure(whole)))
	}
	if more := shown - shownFailures; more > 0 {
		fmt.Fprintf(b.w.app.Err, "and %d more: promptgit eval --json shows all\n", more)
	}
	return nil
}

// errors tells each reason why something could not be judged once, however many
// samples it took with it.
func (b *evalBatch) errors() {
	type reason struct {
		first *eval.Result
		count int
	}
	byText := map[string]*reason{}
	var list []*reason
	for _, x := range b.items {
		if x.run == nil {
			continue
		}
		for i := range x.run.Results {
			r := &x.run.Results[i]
			if r.Err == nil || errors.Is(r.Err, eval.ErrInterrupted) {
				continue
			}
			text := r.Err.Error()
			if byText[text] == nil {
				byText[text] = &reason{first: r}
				list = append(list, byText[text])
			}
			byText[text].count++
		}
	}
	for i, why := range list {
		if i == shownFailures {
			fmt.Fprintf(b.w.app.Err, "and %d more kinds of errors: promptgit eval --json shows all\n", len(list)-i)
			return
		}
		more := ""
		if why.count > 1 {
			more = fmt.Sprintf(" (and %d more)", why.count-1)
		}
		fmt.Fprintf(b.w.app.Err, "%s  %s%s: %s\n", ui.Paint(ui.Warn, "ERROR"), ui.Line(caseTitle(why.first.Case)), more, ui.Line(why.first.Err.Error()))
		if hint := hintOf(why.first.Err); hint != "" {
			fmt.Fprintln(b.w.app.Err, ui.Paint(ui.Dim, "  hint: "+ui.Line(hint)))
		}
	}
}

func caseTitle(c *eval.Case) string {
	if c.ID == "" && c.Description != "" {
		return c.Name() + " (" + c.Description + ")"
	}
	return c.Name()
}

func firstFailure(r resultJSON) string {
	for _, a := range r.Asserts {
		if !a.Pass {
			return a.Type + atStep(a.Step) + ": " + a.Reason
		}
	}
	return fmt.Sprintf("score %.2f is under the threshold", r.Score)
}
