package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/review"
	"github.com/promptgit/promptgit/internal/ui"
)

// diffs compare the versions with those before them, nil for a listing of all.
func (s *reviewSubject) diffs(ctx context.Context) ([]promptDiffJSON, error) {
	if s.listing {
		return nil, nil
	}
	var versions []*iteration
	for _, p := range s.pairs {
		versions = append(versions, p.both()...)
	}
	known, err := s.w.records(ctx, blobsOf(versions))
	if err != nil {
		return nil, err
	}
	behind := func(it *iteration) bool { return known.of(it, eval.RecordFilter{}) == nil }
	if s.from != "" && anyOf(versions, behind) {
		if known, err = s.w.recordsBehind(ctx, s.from, s.pairs[0].b.commit.ID, s.pairs); err != nil {
			return nil, err
		}
	}
	list := make([]promptDiffJSON, len(s.pairs))
	for i, p := range s.pairs {
		d, _ := s.w.compare(known, p, diffOptions{})
		d.pairs, d.Hidden = (&caseFilter{}).pick(d.pairs, "flipped")
		d.Cases = casesJSON(d.pairs)
		list[i] = d
	}
	return list, nil
}

func anyOf(list []*iteration, is func(*iteration) bool) bool {
	for _, it := range list {
		if is(it) {
			return true
		}
	}
	return false
}

// printReviews shows what there is to look at, and of a listing one row a prompt.
func (w *workspace) printReviews(doc *reviewJSON) error {
	if doc.listing {
		return w.listReviews(doc)
	}
	out := w.app.Out
	if len(doc.Prompts) == 0 {
		fmt.Fprintln(w.app.Err, "no prompt changed")
	}
	for i, p := range doc.Prompts {
		if i > 0 {
			fmt.Fprintln(out)
		}
		d := *p.Diff
		w.printChanges(d.name(), d.Status, d.Changes, false)
		sides := diffJSON{A: "the version before", B: doc.Rev}
		w.printScores(sides, d, diffOptions{})
		if err := w.printDimensions(d); err != nil {
			return err
		}
		w.printDiffCases(sides, d, diffOptions{})
		fmt.Fprintln(out)
		w.printSayings(p)
	}
	return nil
}

// printSayings shows what was said of one version, and what it lacks.
func (w *workspace) printSayings(p reviewPromptJSON) {
	out := w.app.Out
	for _, r := range p.Reviews {
		where := ""
		if r.Line != nil {
			where = fmt.Sprintf(" of line %d", *r.Line)
		}
		fmt.Fprintf(out, "%s  %s <%s> %s%s\n", ui.Line(r.Time), ui.Line(r.By), ui.Line(r.Email), r.word(), where)
		if r.Text != "" {
			fmt.Fprintln(out, indent(strings.TrimSpace(ui.Clean(r.Text))))
		}
	}
	for _, r := range p.Approved {
		if r.Trailer {
			fmt.Fprintf(out, "Reviewed-by: %s <%s>, in the message of %s\n", ui.Line(r.By), ui.Line(r.Email), shortRev(r.Commit))
		}
	}
	if p.OK {
		fmt.Fprintf(out, "%s %s\n", ui.Paint(ui.Good, "approved"), ui.Line(p.Path))
		return
	}
	for _, m := range p.Missing {
		fmt.Fprintln(out, w.fit(ui.Paint(ui.Warn, "not approved:")+" "+ui.Line(m), 2))
	}
}

// listReviews writes a row for each prompt.
func (w *workspace) listReviews(doc *reviewJSON) error {
	t := &ui.Table{Header: []string{"PROMPT", "REVIEW", "APPROVED BY", "LACKS"}}
	for _, p := range doc.Prompts {
		state := ui.Cell{Text: "open", Style: ui.Warn}
		switch {
		case p.OK:
			state = ui.Cell{Text: "ok", Style: ui.Good}
		case len(p.Requested) > 0:
			state = ui.Cell{Text: "changes", Raw: "changes requested", Style: ui.Bad}
		}
		var by []string
		for _, r := range p.Approved {
			by = append(by, ui.Line(r.By))
		}
		lacks := ui.Line(strings.Join(p.Missing, "; "))
		t.Add(ui.Cell{Text: ui.Line(p.Path)}, state, ui.Cell{Text: ui.Shorten(dash(strings.Join(by, ", ")), 40), Raw: strings.Join(by, ", ")},
			ui.Cell{Text: ui.Shorten(dash(lacks), 60), Raw: lacks})
	}
	return t.Write(w.app.Streams)
}

// printVerdict tells what was stored, and what each version still lacks.
func (w *workspace) printVerdict(doc *reviewJSON, said *sayings, verdict review.Verdict) {
	done := map[review.Verdict]string{review.Approve: "approved", review.Comment: "commented on", review.RequestChanges: "requested changes of"}[verdict]
	for _, r := range said.stored {
		fmt.Fprintf(w.app.Out, "%s %s\n", done, ui.Line(r.Path))
	}
	for _, path := range said.repeated {
		fmt.Fprintf(w.app.Out, "%s %s before\n", done, ui.Line(path))
	}
	for _, path := range said.own {
		fmt.Fprintf(w.app.Err, "promptgit: %s: you made this version, somebody else must approve it\n", ui.Line(path))
	}
	for _, p := range doc.Prompts {
		for _, m := range p.Missing {
			fmt.Fprintf(w.app.Err, "promptgit: %s is not approved: %s\n", ui.Line(p.Path), ui.Line(m))
		}
	}
	if len(said.stored) > 0 {
		fmt.Fprintln(w.app.Err, "promptgit: others see it after promptgit push")
	}
}
