package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/bisect"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// tell says what is to be judged next, or what was found.
func (h *handSearch) tell(ctx context.Context) error {
	if h.json {
		return h.tellJSON(ctx)
	}
	out := h.w.app.Out
	if h.s == nil {
		missing := h.missing()
		fmt.Fprintf(out, "now name a %s revision: promptgit bisect %s REV\n", missing, missing)
		return nil
	}
	r := h.result
	switch {
	case r.NotSingleStep:
		return h.tellContradiction(ctx)
	case r.Verdict == bisect.Found:
		fmt.Fprintf(out, "%s is the first bad iteration of %s\n\n", ui.Paint(ui.Bad, h.s.rev(r.Culprit)), ui.Line(h.s.versions[r.Culprit].path))
		h.s.printCommit(out, r.Culprit)
		h.s.printUndo(out, h.s.undo(ctx, r.Culprit))
		fmt.Fprintln(h.w.app.Err, "promptgit bisect log keeps the answers, promptgit bisect reset ends the search")
		return nil
	case h.asked < 0:
		fmt.Fprintf(out, "undecided: only skipped versions are left, and the first bad one may be any of %d\n", len(r.Credible))
		h.list20(r.Credible)
		fmt.Fprintln(h.w.app.Err, "to answer one after all: promptgit bisect good REV, promptgit bisect bad REV")
		return errNo
	}
	h.tellNext(len(r.Credible))
	return nil
}

// missing is the end that is not named yet.
func (h *handSearch) missing() string {
	if h.log.first(saidGood) == nil {
		return saidGood
	}
	return saidBad
}

func (h *handSearch) list20(list []bisect.Candidate) {
	for _, c := range list[:min(len(list), 20)] {
		it := h.s.versions[c.Version]
		fmt.Fprintf(h.w.app.Out, "  %s  %s\n", shortRev(string(it.commit.ID)), ui.Line(it.commit.Subject))
	}
	if n := len(list) - 20; n > 0 {
		fmt.Fprintln(h.w.app.Out, " "+more(n))
	}
}

// tellContradiction names the answers that no single step explains.
func (h *handSearch) tellContradiction(ctx context.Context) error {
	said, err := h.said(ctx)
	if err != nil {
		return err
	}
	good, bad := h.around(said)
	fmt.Fprintf(h.w.app.Out, "undecided: the answers contradict each other\n  %s  bad   %s\n  %s  good  %s, which is newer\n",
		shortRev(h.s.rev(bad)), ui.Line(h.s.versions[bad].commit.Subject), shortRev(h.s.rev(good)), ui.Line(h.s.versions[good].commit.Subject))
	fmt.Fprintf(h.w.app.Err, "where one of them is a mistake, answer again (the newer answer counts): promptgit bisect good|bad|skip REV\n"+
		"where both are right, it broke more than once: promptgit bisect reset, then search up to %s or from %s on\n",
		shortRev(h.s.rev(bad)), shortRev(h.s.rev(good)))
	return errNo
}

// tellNext shows the version to judge, and the commands that show it.
func (h *handSearch) tellNext(candidates int) {
	out, it := h.w.app.Out, h.s.versions[h.asked]
	rev := shortRev(string(it.commit.ID))
	fmt.Fprintf(out, "%s of %s may be the first bad one: about %s left\n\n",
		plural(candidates, "version"), it.path, plural(steps(candidates), "answer"))
	fmt.Fprintf(out, "judge %s  %s  %s  %s\n", ui.Paint(ui.Strong, rev), it.commit.Time.Format("2006-01-02"), ui.Line(it.commit.Author), ui.Line(it.commit.Subject))
	var ids []string
	for _, c := range prompt.Compare(h.s.versions[h.good].prompt, it.prompt) {
		ids = append(ids, ui.Line(c.ID))
	}
	if len(ids) > 0 {
		const shown = 8
		fmt.Fprintf(out, "  changed since %s, which is good: %s\n", shortRev(h.s.rev(h.good)), strings.Join(ids[:min(len(ids), shown)], ", ")+more(len(ids)-shown))
	}
	file := shellWords(h.s.fromHere([]string{it.path}))
	var inputs strings.Builder
	for _, name := range it.prompt.Uses() {
		inputs.WriteString(" -v " + shellWords([]string{name + "=..."}))
	}
	fmt.Fprintf(out, "  see it     git show %s:%s\n", rev, shellWords([]string{it.path}))
	fmt.Fprintf(out, "  render it  promptgit render %s --rev %s%s\n", file, rev, inputs.String())
	fmt.Fprintf(out, "  run it     promptgit run %s --rev %s%s\n", file, rev, inputs.String())
	fmt.Fprintln(out, "then: promptgit bisect good, promptgit bisect bad or promptgit bisect skip")
}
