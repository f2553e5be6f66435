package cmd

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

func (w *workspace) printDiff(doc diffJSON, o diffOptions) error {
	out := w.app.Out
	if len(doc.Prompts) == 0 {
		fmt.Fprintln(w.app.Err, "no prompt differs")
		return nil
	}
	for i, d := range doc.Prompts {
		if i > 0 {
			fmt.Fprintln(out)
		}
		w.printChanges(d.name(), d.Status, d.Changes, o.full)
		w.printScores(doc, d, o)
		if err := w.printDimensions(d); err != nil {
			return err
		}
		w.printDiffCases(doc, d, o)
	}
	return nil
}

// name is the prompt, and what it was called before.
func (d promptDiffJSON) name() string {
	if d.OldPath != "" && d.OldPath != d.Path {
		return d.OldPath + " -> " + d.Path
	}
	return d.Path
}

// printChanges shows the variables of a prompt that differ, word by word.
func (w *workspace) printChanges(name, status string, changes []prompt.Change, full bool) {
	fmt.Fprintf(w.app.Out, "%s  %s\n", ui.Paint(ui.Strong, ui.Line(name)), status)
	view := w.textView(full)
	view.rows = shownVariable
	for _, c := range changes {
		fmt.Fprintf(w.app.Out, "\n%s %s\n%s\n", ui.Paint(ui.Warn, ui.Line(c.ID)), c.Change, strings.Join(view.change(c), "\n"))
	}
}

// printDiffCases shows the cases that the filters let through.
func (w *workspace) printDiffCases(doc diffJSON, d promptDiffJSON, o diffOptions) {
	if len(d.pairs) > 0 {
		for _, side := range []struct {
			rev, path string
			gone      bool
		}{{doc.A, cmp.Or(d.OldPath, d.Path), d.RecordA != nil && !d.OutputsA}, {doc.B, d.Path, d.RecordB != nil && !d.OutputsB}} {
			if side.gone {
				fmt.Fprintf(w.app.Out, "\n%s\n", w.fit(fmt.Sprintf("the outputs of %s are not in this clone; to get them again: promptgit eval %s --prompt %s --refresh",
					shortRev(side.rev), shortRev(side.rev), shellWord(ui.Line(side.path))), 2))
			}
		}
	}
	c := w.casePrinter(o.caseFilter)
	c.labels, c.failing = [2]string{"before", "after"}, o.failed
	c.missing = [2]bool{d.RecordA != nil && !d.OutputsA, d.RecordB != nil && !d.OutputsB}
	for _, p := range d.pairs {
		c.print(p)
	}
	if d.Hidden > 0 {
		which := "did not flip"
		if o.failed || len(o.cases) > 0 {
			which = "not shown"
		}
		fmt.Fprintf(w.app.Out, "\n%s\n", ui.Paint(ui.Dim, w.fit(fmt.Sprintf("%d of %s %s: --all shows them", d.Hidden, plural(d.Hidden+len(d.pairs), "case"), which), 2)))
	}
	if d.others != "" {
		fmt.Fprintln(w.app.Err, ui.Paint(ui.Dim, d.others))
	}
}

// printScores shows the scores of both sides with their difference.
func (w *workspace) printScores(doc diffJSON, d promptDiffJSON, o diffOptions) {
	out := w.app.Out
	if d.RecordA == nil && d.RecordB == nil {
		text := "no records: promptgit eval --all makes them"
		if asked := o.text(); asked != "" {
			text = "no records with " + ui.Line(asked)
		}
		fmt.Fprintf(out, "\n%s\n", w.fit(text, 2))
		return
	}
	line := "score "
	if d.Metric != nil {
		line = ui.Line(*d.Metric) + " "
	}
	line += scoresText(d.ScoreA, d.ScoreB) + simulated(d.Simulated)
	fmt.Fprintln(out)
	if d.compared != nil {
		w.printComparison(line, d.ScoreA, d.ScoreB, *d.compared)
		for _, line := range movedTexts(d.Moved) {
			fmt.Fprintf(out, "%s  %s\n", ui.Paint(ui.Warn, "moved"), ui.Line(line))
		}
		return
	}
	if d.Status == "added" || d.Status == "deleted" { // there is nothing to compare with
		fmt.Fprintln(out, line)
		return
	}
	fmt.Fprintln(out, line)
	rev, path := doc.A, cmp.Or(d.OldPath, d.Path)
	if d.RecordB == nil {
		rev, path = doc.B, d.Path
	}
	fmt.Fprintln(out, w.fit(fmt.Sprintf("there is no record of %s to compare with: promptgit eval %s --prompt %s makes one", shortRev(rev), shortRev(rev), shellWord(ui.Line(path))), 2))
}

func scoresText(before, after *float64) string { return number(before) + " -> " + number(after) }

// printComparison ends the line of two scores with their difference, its test and
// the verdict, and adds a line for each thing that must be known to read it. The
// difference is one of the cases in common: where these have other scores, they
// follow.
func (w *workspace) printComparison(line string, before, after *float64, c eval.Comparison) {
	out := w.app.Out
	if c.Common == 0 {
		fmt.Fprintln(out, line+"  no case in common")
		return
	}
	verdict := verdictCell(c.Verdict)
	over := overText(c)
	if there := scoresText(c.Base, c.Head); there != scoresText(before, after) {
		over += ": " + there
	}
	fmt.Fprintln(out, w.fit(fmt.Sprintf("%s  %s  %s %s", line, differenceOf(c), ui.Paint(verdict.Style, verdict.Text), over), 2))
	for _, note := range comparisonNotes(c) {
		fmt.Fprintln(out, ui.Paint(ui.Dim, w.fit(ui.Line(note), 2)))
	}
	if c.Common <= fewCases && c.Clusters == 0 {
		fmt.Fprintln(out, ui.Paint(ui.Dim, w.fit(detectable(c.Common), 2)))
	}
}

// fit breaks a line that is too long for the terminal, with an indent behind the
// first part.
func (w *workspace) fit(line string, indent int) string {
	if !w.app.OutTTY {
		return line
	}
	return fitted(line, indent, w.app.Width)
}

func fitted(line string, indent, width int) string {
	if width <= 0 || ui.Width(line) <= width {
		return line
	}
	text := strings.TrimLeft(line, " ")
	lead := len(line) - len(text)
	return line[:lead] + ui.Hang(text, max(indent, lead), width)
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

func outputText(s *string) string {
	if s == nil {
		return "(not in this clone)"
	}
	return ui.Shorten(ui.Line(*s), 300)
}

// wordDiff shows a change word by word: what went in [-brackets-], what came in
// {+braces+}, as git does, so that it reads without color too.
func wordDiff(out io.Writer, c prompt.Change) {
	view := textView{indent: "  ", rows: shownVariable, glyphs: ui.GlyphsFor(nil)}
	fmt.Fprintln(out, strings.Join(view.change(c), "\n"))
}

// change lays out what happened to a variable.
func (v textView) change(c prompt.Change) []string {
	before, after := strings.TrimSpace(c.Before), strings.TrimSpace(c.After)
	if before == after { // blanks alone differ, or it stands elsewhere
		before, after = c.Before, c.After
	}
	if before == after {
		v.rows = shownRows
		return v.one(after)
	}
	return v.within(compared(before, after))
}

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }
