package cmd

import (
	"context"
	"errors"
	"fmt"

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
	json      bool
}

func (j *saveJob) finish(ctx context.Context) error {
	return saved{
		w: j.w, base: j.base, tip: j.tip, paths: j.paths, allowed: j.allowed, undone: []string{}, judge: j.o.eval, json: j.o.json,
	}.tell(ctx)
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
		judged, failed = judgedNow, s.w.judgeSaved(ctx, s.base, s.tip)
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
	if app.OutTTY && app.ErrTTY && judged == judgedNot && unjudged(entries) {
		app.note("promptgit: hint: promptgit eval HEAD judges it; promptgit undo takes it back")
	}
	return failed
}

func unjudged(entries []logEntry) bool {
	for i := range entries {
		if entries[i].json.Score == nil {
			return true
		}
	}
	return false
}

// judgeSaved judges the prompts that changed after base and records the scores. A
// bad score is none of its errors.
func (w *workspace) judgeSaved(ctx context.Context, base, tip gitops.OID) error {
	o := evalOptions{rev: string(tip)}
	if base != "" {
		o.rev = string(base) + ".." + string(tip)
	}
	w.writeWaiting(ctx)
	batch, err := w.gather(ctx, o)
	if err != nil {
		return notJudged(ctx, err)
	}
	defer batch.close()
	if err = batch.finish(ctx, nil); err == nil {
		batch.errors()
		batch.explain()
		err = batch.verdict()
	}
	if exit := (*exitError)(nil); errors.As(err, &exit) && exit.Code == exitNo {
		return nil
	}
	return notJudged(ctx, err)
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
