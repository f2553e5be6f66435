package cmd

import (
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// printCompared shows how the record compares with that of the previous iteration.
func (w *workspace) printCompared(x shownJSON) {
	out := w.app.Out
	if x.compared == nil {
		if text := clustersText(x.Record.Clusters()); text != "" {
			fmt.Fprintln(out, text)
		}
		return
	}
	c := *x.compared
	fmt.Fprintf(out, "since %s:\n", shortRev(x.Comparison.Rev))
	w.printComparison("  "+scoresText(x.Previous.Score, x.Record.Score), x.Previous.Score, x.Record.Score, c)
	for _, flips := range []struct {
		word  string
		style ui.Style
		names []string
	}{{"broken", ui.Bad, c.Broken}, {"fixed", ui.Good, c.Fixed}} {
		if len(flips.names) > 0 {
			fmt.Fprintln(out, w.fit(ui.Paint(flips.style, flips.word)+"  "+ui.Line(someOf(flips.names, shownFailures)), 8))
		}
	}
	for _, line := range movedTexts(x.Comparison.Moved) {
		fmt.Fprintf(out, "%s  %s\n", ui.Paint(ui.Warn, "moved"), ui.Line(line))
	}
}

// printShownDimensions shows the metrics, what kinds of failures there are, and
// what people said.
func (w *workspace) printShownDimensions(x shownJSON) error {
	out := w.app.Out
	if w.app.OutTTY {
		fmt.Fprintln(out)
	}
	if len(x.Dimensions) > 0 {
		if err := writeDimensions(w.app.Streams, x.Dimensions, x.compared != nil); err != nil {
			return err
		}
	}
	if types := failuresText(x.Failures); types != "" {
		fmt.Fprintf(out, "types of failure, in cases: %s\n", types)
	}
	if x.Human != nil {
		fmt.Fprintln(out, x.Human.text())
	}
	if w.app.OutTTY && len(x.Dimensions) > 0 {
		fmt.Fprintln(out)
	}
	return nil
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// humanCell is what people think of a case.
func humanCell(c eval.CaseRecord) ui.Cell {
	score, ok := c.Human[eval.Human]
	if !ok {
		return ui.Cell{Text: "-"}
	}
	return ui.Cell{Text: number(&score)}
}

// printSaid shows what people wrote about outputs, by case.
func (w *workspace) printSaid(x shownJSON) {
	if x.Human == nil {
		return
	}
	said := map[string][]string{} // by key of the case
	for _, by := range x.Human.Graders {
		for _, g := range eval.Standing(x.Gradings, by, x.Record.ID, "") {
			if text := inBrackets(ui.Line(g.Failure)); text != "" || g.Note != "" {
				if g.Note != "" {
					text += ": " + ui.Line(g.Note)
				}
				said[g.Case] = append(said[g.Case], fmt.Sprintf("%g%s", 10*g.Score, text)+" ("+ui.Line(by)+")")
			}
		}
	}
	for _, c := range x.Record.Cases {
		for _, text := range said[c.Key] {
			fmt.Fprintf(w.app.Out, "graded  %s: %s\n", ui.Line(c.Name()), text)
		}
	}
}
