package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// saved is what a save or an undo came to, as it is told.
type saved struct {
	w         *workspace
	base, tip gitops.OID
	paths     []string
	allowed   string
	undone    []string
	judge     bool // now
	later     bool // in the background
	each      bool // every commit of it
	json      bool
}

func (j *saveJob) finish(ctx context.Context) error {
	s := saved{
		w: j.w, base: j.base, tip: j.tip, paths: j.paths, allowed: j.allowed, undone: []string{}, each: j.split != nil, json: j.o.json,
		judge: j.o.eval || !j.o.noEval && j.w.app.judgedNowIn(j.w.config),
	}
	if !s.judge && !j.o.noEval {
		var err error
		if s.later, err = j.w.app.judgesAfterCommit(ctx, j.w.repo, j.w.now); err != nil {
			return err
		}
	}
	return s.tell(ctx)
}

// tell judges what was saved, where that is wanted, and prints what is known of it.
// What goes wrong from here on takes nothing back.
func (s saved) tell(ctx context.Context) error {
	app := s.w.app
	branch, err := s.w.repo.Branch(ctx)
	if err != nil {
		return err
	}
	at := "on " + branch
	if branch == "" {
		at = "on no branch (git switch -c NAME gives it one)"
	}
	if n := len(s.undone); n > 0 {
		app.note("took back " + plural(n, "commit"))
	}
	app.note(fmt.Sprintf("saved %s as %s %s", plural(len(s.paths), "file"), s.tip.Short(), ui.Line(at)))
	judged, failed := judgedNot, error(nil)
	if s.judge {
		judged, failed = judgedNow, s.w.judgeSaved(ctx, s.waiting(), evalOptions{})
	} else if s.later {
		judged = judgedBehind
		if err = judgeLater(app, s.w.repo, s.waiting()); err != nil {
			judged = judgedNot
			fmt.Fprintln(app.Err, "promptgit: warning: it is not judged in the background:", ui.Line(err.Error()))
		}
	}
	commits, entries, err := s.w.told(ctx, s.base, s.tip)
	if err != nil {
		return errors.Join(failed, err)
	}
	if s.json {
		doc := newSaveJSON()
		tip := string(s.tip)
		doc.Base, doc.Head, doc.Branch, doc.Undone, doc.Allowed = orNull(string(s.base), ""), &tip, orNull(branch, ""), s.undone, s.allowed
		doc.Commits, doc.Paths, doc.Judged = commits, s.paths, judged
		for i := range entries {
			doc.Entries = append(doc.Entries, entries[i].json)
		}
		return errors.Join(failed, ui.JSON(app.Out, doc))
	}
	if err = writeSaved(app.Streams, commits, entries); err != nil {
		return errors.Join(failed, err)
	}
	if judged == judgedBehind && unjudged(entries) {
		app.note("it is being judged in the background; the next command tells the score")
	}
	if app.OutTTY && app.ErrTTY && judged == judgedNot && unjudged(entries) {
		app.note("promptgit: hint: promptgit eval HEAD judges it; promptgit undo takes it back")
	}
	return failed
}

func (s saved) waiting() waitingEval { return waitingEval{Base: s.base, Tip: s.tip, Each: s.each} }

func unjudged(entries []logEntry) bool {
	for i := range entries {
		if entries[i].json.Score == nil {
			return true
		}
	}
	return false
}

// judgeSaved judges the prompts that changed after the base of what waits and records
// the scores. A bad score is none of its errors. What would pass the limits of the
// options, or those of the configuration, is not begun.
func (w *workspace) judgeSaved(ctx context.Context, next waitingEval, o evalOptions) error {
	o.rev = string(next.Tip)
	if next.Base != "" {
		o.rev = string(next.Base) + ".." + string(next.Tip)
	}
	w.writeWaiting(ctx)
	batch, err := w.gather(ctx, o)
	if err != nil {
		return notJudged(ctx, err)
	}
	defer batch.close()
	if !next.Each {
		batch.items = slices.DeleteFunc(batch.items, func(x *evalItem) bool { return !x.newest })
	}
	if w.app.behind {
		if err = batch.fits(ctx); err != nil {
			return err
		}
	}
	if err = batch.finish(ctx, nil); err == nil {
		batch.errors()
		batch.explain()
		err = batch.verdict()
	}
	if exit := (*exitError)(nil); w.app.behind && errors.As(err, &exit) && exit.Err == nil && exit.Code == exitProvider {
		err = cmp.Or(batch.firstError(), err) // nobody reads what was printed
	}
	if exit := (*exitError)(nil); errors.As(err, &exit) && exit.Code == exitNo {
		return nil
	}
	return notJudged(ctx, err)
}

// firstError is why the first sample that could not be judged could not, nil for
// none.
func (b *evalBatch) firstError() error {
	for _, x := range b.items {
		if x.run == nil {
			continue
		}
		for i := range x.run.Results {
			if r := &x.run.Results[i]; r.Err != nil {
				return &exitError{Code: exitProvider, Err: fmt.Errorf("%s: %w", caseTitle(r.Case), r.Err), Hint: hintOf(r.Err)}
			}
		}
	}
	return nil
}

// fits refuses a run that would pass a limit.
func (b *evalBatch) fits(ctx context.Context) error {
	plan, err := b.planned(ctx)
	if err != nil {
		return err
	}
	doc := plan.document()
	if list := plan.passed(&doc); len(list) > 0 {
		return &exitError{Code: exitProvider, Err: errors.New(list[0]), Hint: "promptgit eval " + shortRev(strings.TrimLeft(b.o.rev[max(strings.LastIndex(b.o.rev, ".."), 0):], ".")) + " judges it"}
	}
	return nil
}

// notJudged says of an error that it keeps nothing from being saved.
func notJudged(ctx context.Context, err error) error {
	if exit := (*exitError)(nil); err == nil || ctx.Err() != nil || errors.As(err, &exit) && exit.Err == nil {
		return err
	}
	if len(diagnostics(err)) > 0 {
		return err
	}
	return &exitError{Code: exitCode(ctx, err), Err: fmt.Errorf("it is saved, but was not judged: %w", err), Hint: hintOf(err)}
}
