package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// judge takes the records that there are, judges what is missing, and judges again
// what comes from another resolved model than the other side. The first error is
// that of writing the records, which costs no answer.
func (g *gating) judge(ctx context.Context) (recordErr, err error) {
	g.began = g.w.app.Now().Truncate(time.Second)
	g.oldest = g.began.Add(-g.w.config.Eval.MaxAge)
	g.batch.o.oldest = g.oldest
	var missing, mixed []*evalItem
	for _, c := range g.contests {
		g.reuse(ctx, c)
		for _, x := range c.sides() {
			if x.record == nil {
				missing = append(missing, x)
			}
		}
	}
	if g.o.noEval {
		return nil, nil
	}
	if recordErr, err = g.run(ctx, missing, g.o.refresh); err != nil {
		return recordErr, err
	}
	for _, c := range g.contests {
		mixed = append(mixed, g.mixed(c)...)
	}
	more, err := g.run(ctx, mixed, true)
	return errors.Join(recordErr, more), err
}

// run judges items and records them.
func (g *gating) run(ctx context.Context, items []*evalItem, refresh bool) (recordErr, err error) {
	if len(items) == 0 {
		return nil, nil
	}
	o := g.batch.o
	o.refresh = refresh
	b := &evalBatch{w: g.w, o: o, items: items, known: g.batch.known, history: g.batch.history, before: g.batch.before, noticed: g.batch.noticed}
	for _, x := range items {
		x.record, x.run, x.sum = nil, nil, nil
	}
	g.spools = append(g.spools, b)
	runErr := b.execute(ctx)
	g.batch.before = b.before
	if runErr != nil && ctx.Err() == nil {
		return nil, runErr
	}
	recordErr = b.record(ctx)
	if runErr != nil {
		return recordErr, runErr
	}
	b.errors()
	return recordErr, nil
}

// reuse finds the records of both sides that may stand side by side: as young as
// eval.max_age asks, and of one resolved model where there are such.
func (g *gating) reuse(ctx context.Context, c *contest) {
	if g.o.refresh || g.o.tape.dir != "" {
		return
	}
	b, old := g.usable(ctx, c.b)
	c.b.record = firstRecord(b)
	if c.a == nil {
		c.aged(c.b, old)
		return
	}
	a, older := g.usable(ctx, c.a)
	c.a.record = firstRecord(a)
	c.aged(c.a, older)
	c.aged(c.b, old)
	for i := range b {
		for j := range a {
			if alikeAnswered(&a[j], &b[i]) {
				c.a.record, c.b.record = &a[j], &b[i]
				return
			}
		}
	}
}

// aged notes that a side is judged again for the age of its record.
func (c *contest) aged(x *evalItem, old bool) {
	if old {
		c.again = append(c.again, fmt.Sprintf("the record of %s is older than eval.max_age", shortRev(x.rev)))
	}
}

func firstRecord(list []eval.Record) *eval.Record {
	if len(list) == 0 {
		return nil
	}
	return &list[0]
}

// usable lists the complete records of an item's question, the one with the most
// samples first and of these the latest. It is true where all there are are too
// old.
func (g *gating) usable(ctx context.Context, x *evalItem) (list []eval.Record, old bool) {
	filter := x.filter(true)
	filter.PromptKey = x.it.key
	for _, path := range []string{x.it.path, x.it.lineage, ""} {
		filter.Path = path
		for _, r := range g.batch.known.byKey[x.it.key] {
			if !filter.Match(r) || !r.Answers(eval.Column{Suite: x.suite, Repeat: x.repeat, Applies: x.applies}) || !g.w.sameJudges(ctx, x.suite, &r) {
				continue
			}
			if g.tooOld(x, r.Time) {
				old = true
				continue
			}
			list = append(list, r)
		}
		if len(list) > 0 {
			break
		}
	}
	samples := func(r eval.Record) (n int) {
		for i := range r.Cases {
			n += r.Cases[i].Samples
		}
		return n
	}
	slices.SortFunc(list, func(a, b eval.Record) int {
		return cmp.Or(cmp.Compare(samples(b), samples(a)), cmp.Compare(b.Time, a.Time), cmp.Compare(b.ID, a.ID))
	})
	return list, old && len(list) == 0
}

// tooOld says whether what was judged at a time may have been by another model than
// today's.
func (g *gating) tooOld(x *evalItem, at string) bool {
	judged, err := time.Parse(time.RFC3339, at)
	return !x.target.Free && (err != nil || judged.Before(g.oldest))
}

// alikeAnswered says whether two records of one asked model come from one resolved
// model, as far as they tell.
func alikeAnswered(a, b *eval.Record) bool {
	if a.Provider != b.Provider || a.Model != b.Model {
		return true // the prompts ask for different models, and that is compared
	}
	return a.ResolvedModel == "" || b.ResolvedModel == "" || a.ResolvedModel == b.ResolvedModel
}

// mixed are the sides of a contest that must be judged again past the cache, since
// they come from two resolved models: those that were not asked just now.
func (g *gating) mixed(c *contest) []*evalItem {
	a, b := c.records()
	if a == nil || b == nil || !a.Complete() || !b.Complete() || alikeAnswered(a, b) || g.o.tape.dir != "" || c.a.target.Free || c.b.target.Free {
		return nil
	}
	var again []*evalItem
	for _, x := range c.sides() {
		if !g.asked(x) {
			again = append(again, x)
		}
	}
	if len(again) > 0 {
		c.again = append(c.again, fmt.Sprintf("%s was answered by %s and %s by %s",
			shortRev(c.a.rev), ui.Line(a.ResolvedModel), shortRev(c.b.rev), ui.Line(b.ResolvedModel)))
	}
	return again
}

// asked says whether every answer of an item is one that the model gave to this
// gate.
func (g *gating) asked(x *evalItem) bool {
	return x.run != nil && !slices.ContainsFunc(x.run.Results, func(r eval.Result) bool {
		return r.Answer.Cached && r.Answer.Origin.Time.Before(g.began)
	})
}
