package cmd

import (
	"fmt"
	"io"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/tokens"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

func (w *workspace) printDiff(doc diffJSON) error {
	out := w.app.Out
	if len(doc.Prompts) == 0 {
		fmt.Fprintln(w.app.Err, "no prompt differs")
		return nil
	}
	for i, d := range doc.Prompts {
		if i > 0 {
			fmt.Fprintln(out)
		}
		name := d.Path
		if d.OldPath != "" && d.OldPath != d.Path {
			name = d.OldPath + " -> " + d.Path
		}
		fmt.Fprintf(out, "%s  %s\n", ui.Paint(ui.Strong, ui.Line(name)), d.Status)
		for _, c := range d.Changes {
			fmt.Fprintf(out, "\n%s %s\n", ui.Paint(ui.Warn, ui.Line(c.ID)), c.Change)
			wordDiff(out, c)
		}
		printScores(out, d)
		if err := w.printDimensions(d); err != nil {
			return err
		}
		if len(d.Broken)+len(d.Fixed) > 0 {
			fmt.Fprintln(out)
		}
		printFlips(out, "broken", ui.Bad, d.Broken)
		printFlips(out, "fixed", ui.Good, d.Fixed)
	}
	return nil
}

func printScores(out io.Writer, d promptDiffJSON) {
	if d.ScoreA == nil && d.ScoreB == nil {
		fmt.Fprintln(out, "\nno records: promptgit eval --all makes them")
		return
	}
	fmt.Fprintf(out, "\nscore %s -> %s", number(d.ScoreA), number(d.ScoreB))
	if d.Simulated {
		fmt.Fprint(out, " (simulated)")
	}
	if d.compared == nil {
		fmt.Fprintln(out)
		return
	}
	printComparison(out, *d.compared)
	for _, line := range movedTexts(d.Moved) {
		fmt.Fprintf(out, "%s  %s\n", ui.Paint(ui.Warn, "moved"), ui.Line(line))
	}
}

// printComparison ends a line with the difference, its test and the verdict, and
// adds a line for each thing that must be known to read it.
func printComparison(out io.Writer, c eval.Comparison) {
	if c.Common == 0 {
		fmt.Fprintln(out, "  no case in common")
		return
	}
	verdict := verdictCell(c.Verdict)
	fmt.Fprintf(out, "  %s  %s %s\n", differenceOf(c), ui.Paint(verdict.Style, verdict.Text), overText(c))
	for _, note := range comparisonNotes(c) {
		fmt.Fprintln(out, ui.Paint(ui.Dim, ui.Line(note)))
	}
	if c.Common <= fewCases && c.Clusters == 0 {
		fmt.Fprintln(out, ui.Paint(ui.Dim, detectable(c.Common)))
	}
}

// printDimensions shows the metrics, what kinds of failures there are, and what
// people said.
func (w *workspace) printDimensions(d promptDiffJSON) error {
	out := w.app.Out
	if len(d.Dimensions) > 0 {
		fmt.Fprintln(out)
		if err := writeDimensions(w.app.Streams, d.Dimensions, d.Verdict != nil); err != nil {
			return err
		}
	}
	if text := failuresChange(d.FailuresA, d.FailuresB); text != "" {
		fmt.Fprintln(out, "types of failure, in cases:", text)
	}
	for _, h := range []struct {
		side string
		*humanJSON
	}{{"before", d.HumanA}, {"after", d.HumanB}} {
		if h.humanJSON != nil {
			fmt.Fprintf(out, "%s %s\n", h.side, h.text())
		}
	}
	if d.Preference != nil {
		fmt.Fprintln(out, d.Preference.text("before", "after"))
	}
	return nil
}

func printFlips(out io.Writer, word string, style ui.Style, list []flippedJSON) {
	for _, f := range list {
		fmt.Fprintf(out, "%s  %s\n", ui.Paint(style, word), ui.Line(f.Case))
		fmt.Fprintf(out, "  before: %s\n  after:  %s\n", outputText(f.OutputA), outputText(f.OutputB))
	}
}

func outputText(s *string) string {
	if s == nil {
		return "(not in this clone)"
	}
	return ui.Shorten(ui.Line(*s), 300)
}

// wordDiff shows a change word by word: what went in [-brackets-], what came in
// {+braces+}, as git does, so that it reads without color too.
func wordDiff(out io.Writer, c prompt.Change) {
	switch {
	case c.Before == "":
		fmt.Fprintln(out, indent(ui.Paint(ui.Good, "{+"+ui.Clean(strings.TrimSpace(c.After))+"+}")))
		return
	case c.After == "":
		fmt.Fprintln(out, indent(ui.Paint(ui.Bad, "[-"+ui.Clean(strings.TrimSpace(c.Before))+"-]")))
		return
	}
	var b strings.Builder
	for kind, run := range runs(aligned(tokens.Readable(splitWords(c.Before), splitWords(c.After)))) {
		b.WriteString(marked(kind, ui.Clean(run)))
	}
	fmt.Fprintln(out, indent(strings.TrimSpace(b.String())))
}

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }
