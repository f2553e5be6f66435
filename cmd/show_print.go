package cmd

import (
	"fmt"
	"strconv"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

func (w *workspace) printShown(shown []shownJSON, o showOptions) error {
	s := w.app.Streams
	for i, x := range shown {
		if i > 0 {
			fmt.Fprintln(s.Out)
		}
		r := x.Record
		fmt.Fprintln(s.Out, w.fit(ui.Clean(eval.ScoreLine(&r, nil, "")), 2))
		fmt.Fprintln(s.Out, w.fit(fmt.Sprintf("commit %s, judged %s by %s", x.Rev, ui.Line(r.Time), ui.Line(r.Tool)), 2))
		if r.Variant.Len() > 0 {
			fmt.Fprintf(s.Out, "variant of eval --matrix: %s\n", variantText(r.Variant))
		}
		fmt.Fprintln(s.Out, w.fit(fmt.Sprintf("%d passed, %d failed, %d errors, %d not applicable; cost %s, %d tokens",
			r.Pass, r.Fail, r.Error, r.NA, dollars(r.CostUSD), r.Tokens), 2))
		if r.Judges != nil {
			fmt.Fprintln(s.Out, ui.Clean(judgesLine(r.Judges)))
		}
		w.printCompared(x)
		if err := w.printShownDimensions(x); err != nil {
			return err
		}
		if err := w.caseTable(&r, x.rows).Write(s); err != nil {
			return err
		}
		if err := w.printInside(x.Inside); err != nil {
			return err
		}
		w.printHidden(x, o)
		w.printCases(x, o)
		w.printSaid(x)
		if x.others != "" {
			fmt.Fprintln(w.app.Err, ui.Paint(ui.Dim, w.fit(x.others, 2)))
		}
	}
	return nil
}

// printHidden says how many cases are not shown, and how to see them.
func (w *workspace) printHidden(x shownJSON, o showOptions) {
	if x.Hidden == 0 {
		return
	}
	text := fmt.Sprintf("%d of %s not shown: --all shows them", x.Hidden, plural(len(x.pairs)+x.Hidden, "case"))
	if !o.given() {
		text = fmt.Sprintf("the outputs of %s are not shown: --all shows them", plural(x.Hidden, "other case"))
	}
	fmt.Fprintln(w.app.Out, ui.Paint(ui.Dim, w.fit(text, 2)))
}

// printCases shows the cases that the filters let through, each with its outputs.
func (w *workspace) printCases(x shownJSON, o showOptions) {
	again := func(rev string) string {
		return fmt.Sprintf("promptgit eval %s --prompt %s --refresh", shortRev(rev), shellWord(x.Prompt))
	}
	if !x.Outputs {
		fmt.Fprintln(w.app.Out, w.fit("the outputs are not in this clone; to get them again: "+again(x.Rev), 2))
		return
	}
	c := w.casePrinter(o.caseFilter)
	if x.Previous != nil && x.Previous.Outputs {
		c.labels = [2]string{"before", "after"}
	}
	if x.Previous != nil && !x.Previous.Outputs && len(x.pairs) > 0 {
		fmt.Fprintln(w.app.Out, w.fit(fmt.Sprintf("the outputs of %s are not in this clone; to get them again: %s", shortRev(x.Previous.Rev), again(x.Previous.Rev)), 2))
	}
	for _, p := range x.pairs {
		c.print(p)
	}
}

// caseTable is a row per case.
func (w *workspace) caseTable(r *eval.Record, pairs []casePair) *ui.Table {
	t := &ui.Table{Header: []string{"CASE", "VERDICT", "SCORE", "SAMPLES", "TOKENS", "LATENCY"}, Right: []bool{2: true, 3: true, 4: true, 5: true, 6: false, 7: false}}
	_, graded := r.Grades()
	if graded {
		t.Header, t.Right[6] = append(t.Header, "HUMAN"), true
	}
	t.Header = append(t.Header, "FLIP")
	flipped := false
	for _, p := range pairs {
		c := *p.b
		style := ui.Good
		if p.flip == flipBroken {
			style = ui.Bad
		}
		flipped = flipped || p.flip != ""
		row := []ui.Cell{
			{Text: c.Name()},
			caseVerdict(&c),
			{Text: number(c.Score)},
			{Text: fmt.Sprintf("%d/%d", c.Passes, c.Samples)},
			{Text: strconv.Itoa(c.Tokens)},
			{Text: fmt.Sprintf("%d ms", c.LatencyMS)},
		}
		if graded {
			row = append(row, humanCell(c))
		}
		t.Add(append(row, ui.Cell{Text: dash(p.flip), Style: style})...)
	}
	if !flipped && w.app.OutTTY {
		t.Drop("FLIP")
	}
	return t
}

func resultTitle(r resultJSON) string {
	name := r.ID
	if name == "" {
		name = fmt.Sprintf("Row %d", r.Index+1)
	}
	if r.Sample > 0 {
		name += fmt.Sprintf(", sample %d", r.Sample)
	}
	return name
}
