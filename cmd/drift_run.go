package cmd

import (
	"context"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/drift"
)

// drifting is one run of drift.
type drifting struct {
	w     *workspace
	o     driftOptions
	start driftStart
	list  []*watched
	gone  map[string]bool // paths that the revision does not have, see own
}

// look judges all prompts once, and those in an alarm once more. What the looks
// come to is read from the records each time, which is where the next run finds
// it: after an interrupt, that one confirms the alarm.
func (d *drifting) look(ctx context.Context) error {
	b, err := d.judge(ctx, nil, nil)
	if err != nil {
		return err
	}
	if d.list, err = d.follow(ctx, b); err != nil || d.o.status {
		return err
	}
	var alarmed []*evalItem
	for _, x := range d.list {
		if x.verdict() == drift.Alarm && x.unjudged == nil {
			alarmed = append(alarmed, x.item)
		}
	}
	if len(alarmed) == 0 {
		return nil
	}
	d.w.app.note("promptgit: note: alarm: asking once more to confirm it")
	again, err := d.judge(ctx, b.before, func(x *evalItem) bool {
		return slices.ContainsFunc(alarmed, x.asksLike)
	})
	if err != nil {
		return err
	}
	confirmed, err := d.follow(ctx, again)
	if err != nil {
		return err
	}
	for i, x := range d.list {
		for _, y := range confirmed {
			if x.item.asksLike(y.item) {
				d.list[i] = y
			}
		}
	}
	return nil
}

// judge asks the models, past the cache, with what is left of the budget of an
// engine that ran before; with --status it asks nothing. keep chooses of the
// items, nil for all.
func (d *drifting) judge(ctx context.Context, before *eval.Engine, keep func(*evalItem) bool) (*evalBatch, error) {
	b, err := d.w.gather(ctx, d.o.eval)
	if err != nil {
		return nil, err
	}
	defer b.close()
	if keep == nil && d.start.record != "" {
		keep = func(x *evalItem) bool { return d.watchedBy(ctx, x, b.known).first() != nil }
	}
	if keep != nil {
		b.items = slices.DeleteFunc(b.items, func(x *evalItem) bool { return !keep(x) })
	}
	if len(b.items) == 0 {
		return nil, usageHint("promptgit drift --status --json lists the records that count",
			"--baseline: no complete record of these prompts, suites and models in %s has the id %s", shortRev(d.o.eval.rev), d.start.record)
	}
	if d.o.status {
		return b, nil
	}
	err = b.finish(ctx, before)
	b.errors()
	return b, err
}

// asksLike says whether two items ask the same question.
func (x *evalItem) asksLike(y *evalItem) bool {
	return x.it.path == y.it.path && x.suite.Path == y.suite.Path && x.target.Provider == y.target.Provider && x.target.Model == y.target.Model
}

// follow reads the records of a batch again, also those that another process
// wrote meanwhile.
func (d *drifting) follow(ctx context.Context, b *evalBatch) ([]*watched, error) {
	var its []*iteration
	for _, x := range b.items {
		its = append(its, x.it)
	}
	known, err := d.w.records(ctx, blobsOf(its))
	if err != nil {
		return nil, err
	}
	var list []*watched
	for _, x := range b.items {
		y := d.watchedBy(ctx, x, known)
		if !d.o.status && (x.record == nil || !x.record.Complete()) {
			y.unjudged = x.record
			if y.unjudged == nil {
				y.unjudged = &eval.Record{}
			}
		}
		list = append(list, y)
	}
	return list, nil
}
