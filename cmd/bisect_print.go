package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/bisect"
	"github.com/promptgit/promptgit/internal/ui"
)

func (s *bisection) rev(version int) string { return string(s.versions[version].commit.ID) }

// finish tells the end of a search: as a document, as rows in a pipe, as a text on
// a terminal.
func (s *bisection) finish(ctx context.Context, r bisect.Result, in *inside) error {
	e := s.end(context.WithoutCancel(ctx), r, in)
	e.interrupted = ctx.Err() != nil
	if err := s.w.keepSearch(e.kept()); err != nil {
		s.warn(fmt.Errorf("the search is not kept for promptgit serve: %w", err))
	}
	if s.o.json {
		return ui.JSON(s.w.app.Out, e.document())
	}
	if r.NotSingleStep {
		fmt.Fprintln(s.w.app.Err, ui.Paint(ui.Warn, "warning: the history is not a single step: the same case passed again after it failed, or gave two answers"))
		fmt.Fprintf(s.w.app.Err, "look at it with: promptgit log --prompt %s; search a part of it with --good and --bad, or one case with --case\n", shellWords([]string{s.path}))
	}
	if s.w.app.OutTTY {
		e.text()
		return nil
	}
	return e.rows().Write(s.w.app.Streams)
}

func (e *bisectEnd) text() {
	out := e.w.app.Out
	headline := e.headline()
	if e.r.Verdict == bisect.Found {
		rev := e.rev(e.r.Culprit)
		headline = ui.Paint(ui.Bad, rev) + strings.TrimPrefix(headline, rev)
	}
	fmt.Fprintln(out, headline)
	if e.r.Verdict == bisect.Found {
		fmt.Fprintf(out, "\n  posterior  %s\n", e.confidence())
		e.printCommit(out, e.r.Culprit)
		e.printFlips()
		e.printOthers()
		e.printInside()
		fmt.Fprintln(out)
		e.printUndo(out, e.undo)
	} else {
		e.printOpen()
	}
	fmt.Fprintln(out, ui.Paint(ui.Dim, e.spent()))
}

// printOpen shows which versions may be the one, and what would settle it.
func (e *bisectEnd) printOpen() {
	out := e.w.app.Out
	if text := e.confidence(); text != "" {
		fmt.Fprintln(out, text)
	}
	list := e.r.Credible
	for _, c := range list[:min(len(list), mostOpen)] {
		it := e.versions[c.Version]
		fmt.Fprintf(out, "  %s  %.2f  %s\n", shortRev(string(it.commit.ID)), c.P, ui.Line(it.commit.Subject))
	}
	if text := more(len(list) - mostOpen); text != "" {
		fmt.Fprintln(out, " "+text)
	}
	e.printOthers()
	label := "what would settle it: "
	if e.r.Verdict == bisect.NoRegression {
		label = ""
	}
	for i, text := range e.settles() {
		if i > 0 && label != "" {
			label = "                  or: "
		}
		fmt.Fprintln(out, label+text)
	}
}

// A person sees what a case looks like by few of them, and by the start of each;
// a pipe and --json have more.
const (
	printedFlips  = 3
	printedOutput = 200 // characters
)

// printFlips shows the cases that broke, the first ones with both outputs.
func (e *bisectEnd) printFlips() {
	out, cut, width := e.w.app.Out, -1, e.w.app.Width
	beside := func(before, after *string) {
		fmt.Fprintf(out, "     before: %s\n     after:  %s\n", ui.Hang(flipText(before), 13, width), ui.Hang(flipText(after), 13, width))
	}
	for i, f := range e.flips[:min(len(e.flips), printedFlips)] {
		fmt.Fprintf(out, "broken  %s\n", ui.Paint(ui.Strong, ui.Line(f.name)))
		if f.before == nil && f.after == nil {
			continue
		}
		steps := stepsOf(f.before, f.after)
		for _, s := range steps {
			fmt.Fprintf(out, "     step %s\n", ui.Line(s.as))
			beside(s.before, s.after)
		}
		if len(steps) > 0 {
			fmt.Fprintln(out, "     output")
		}
		before, after := f.before.output(), f.after.output()
		beside(before, after)
		for _, s := range append(steps, stepPair{before: before, after: after}) {
			if cut < 0 && (isCut(s.before) || isCut(s.after)) {
				cut = e.r.Flipped[i]
			}
		}
	}
	if n := len(e.flips) - printedFlips; n > 0 {
		names := make([]string, 0, n)
		for _, f := range e.flips[printedFlips:] {
			names = append(names, ui.Line(f.name))
		}
		const named = 12
		fmt.Fprintf(out, "broken  %s\n", ui.Hang(strings.Join(names[:min(n, named)], ", ")+more(n-named), 8, width))
	}
	if cut >= 0 {
		fmt.Fprintf(out, "     whole:  %s\n             %s\n", e.whole(e.r.Culprit-1, cut), e.whole(e.r.Culprit, cut))
	}
}

func flipText(s *string) string { return ui.Shorten(outputText(s), printedOutput) }

func isCut(s *string) bool { return s != nil && flipText(s) != ui.Line(*s) }

// printOthers names the versions that broke other cases.
func (e *bisectEnd) printOthers() {
	for _, o := range e.r.Others {
		names := e.caseNames(o.Cases)
		fmt.Fprintf(e.w.app.Out, "%s also broke %s (%s): %s\n", shortRev(e.rev(o.Version)),
			strings.Join(names[:min(len(names), 12)], ", ")+more(len(names)-12), sure(o.P), ui.Line(e.versions[o.Version].commit.Subject))
	}
}

// printInside tells which variable of the culprit did it.
func (e *bisectEnd) printInside() {
	out, in := e.w.app.Out, e.in
	switch {
	case len(e.changesAt(e.r.Culprit)) < 2:
		return
	case in == nil:
		fmt.Fprintf(out, "\nit changed several variables; which of them did it: promptgit ablate %s\n", shortRev(e.rev(e.r.Culprit)))
		return
	}
	fmt.Fprintln(out)
	for _, v := range in.parts {
		mark, style := "       ", ui.Plain
		if v.guilty {
			mark, style = in.did(), ui.Bad
		}
		fmt.Fprintf(out, "%s  %s  %s  p %.4f\n", ui.Paint(style, mark), ui.Line(v.id), effectText(v.Stratified), v.Corrected)
	}
	if in.only {
		fmt.Fprintln(out, "neither of them does it alone")
	}
	if in.said != "" {
		fmt.Fprintf(out, "which variable did it is not known: %s\n  to go on: promptgit ablate %s\n", ui.Line(in.said), shortRev(e.rev(e.r.Culprit)))
	}
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more", n)
}
