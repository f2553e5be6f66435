package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// gating is one gate: what differs between base and head, judged by one yardstick.
type gating struct {
	w          *workspace
	o          gateOptions
	base, head gitops.OID
	batch      *evalBatch // of everything that is judged
	began      time.Time  // when the first of it was asked
	oldest     time.Time  // what is older is not put beside what is asked now
	spools     []*evalBatch
	contests   []*contest
	unsuited   []string // prompts that no suite judges
	deleted    []string
	unchanged  int
	notes      []string
	unmet      string           // why the base version of the prompt at hand cannot be asked
	was        *config.Config   // of the base, nil where it cannot be read
	now        *config.Config   // of the head, as it is; nil with was
	asks       *workspace       // with the providers of the base
	olds, news []*iteration     // the prompts of both sides
	reviews    []gateReviewJSON // nil where none are asked for
}

// contest is one prompt under one suite and one model: the question of a verdict.
type contest struct {
	status  string // as in diff, or "unchanged"
	changes []prompt.Change
	old     string // path at the base, where it is another
	a, b    *evalItem
	missing string   // why the base cannot be judged, "" where it can or where there is none
	again   []string // why sides were judged again
}

// newGating finds what is to be judged.
func (w *workspace) newGating(ctx context.Context, o gateOptions) (*gating, error) {
	g := &gating{w: w, o: o, asks: w}
	var err error
	if g.base, g.head, err = w.gateRevisions(ctx, &g.o); err != nil {
		return nil, err
	}
	if g.o.suite != "" {
		if g.o.suite, err = w.findFile(ctx, g.o.suite); err != nil {
			return nil, err
		}
	}
	if err = g.readBase(ctx); err != nil {
		return nil, err
	}
	pairs, err := g.pairs(ctx)
	if err != nil {
		return nil, err
	}
	if err = g.line(ctx, pairs); err != nil {
		return nil, err
	}
	if err = g.review(ctx, pairs); err != nil {
		return nil, err
	}
	return g, g.told(ctx, pairs)
}

// pairs are the prompts of both sides that are to be judged, read as the
// configuration of the head says. What the base alone takes for a prompt is one, too.
func (g *gating) pairs(ctx context.Context) ([]versionPair, error) {
	before, err := g.w.versionsAt(ctx, g.base, "")
	if err != nil {
		return nil, err
	}
	after, err := g.w.versionsAt(ctx, g.head, "")
	if err != nil {
		return nil, err
	}
	g.olds, g.news = before, after
	for _, it := range after {
		if g.now == nil {
			break
		}
		if _, is := g.now.Match(it.path); !is {
			g.notes = append(g.notes, fmt.Sprintf("%s is no prompt any more by %s, and was one at the base", ui.Line(it.path), config.FileName))
		}
	}
	pairs, err := g.w.pair(ctx, g.head, before, after)
	if err == nil && g.o.prompt != "" {
		if pairs, err = g.w.askedPairs(ctx, g.base, g.head, pairs, g.o.prompt); err == nil && len(pairs) == 0 {
			err = usageHint("a glob counts from the root of the repository, or from the folder you are in", "no prompt matches %q", g.o.prompt)
		}
	}
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(pairs, func(p versionPair) bool {
		switch {
		case p.b == nil:
			g.deleted = append(g.deleted, p.a.path)
			return true
		case p.a != nil && p.a.key == p.b.key && !g.o.all && !g.asksAnother(ctx, p):
			g.unchanged++
			return true
		}
		return false
	}), nil
}

// line makes the two sides of every pair ready to be judged.
func (g *gating) line(ctx context.Context, pairs []versionPair) error {
	g.batch = &evalBatch{w: g.w, o: g.evalOptions(), noticed: map[string]bool{}}
	b := g.batch
	for _, p := range pairs {
		if p.b.broken != nil {
			if !b.collect(p.b.broken) {
				return p.b.broken
			}
			continue
		}
		if err := g.contest(ctx, p); err != nil {
			switch {
			case errors.Is(err, errNoSuite):
				g.noSuite(ctx, p)
			case !b.collect(err):
				return err
			}
		}
	}
	if err := b.problems.Err(); err != nil {
		return err
	}
	if len(b.items) == 0 && len(b.unsuited) > 0 {
		none := first(b.unsuited)
		if !g.unset(ctx) {
			return none
		}
		g.notes = append(g.notes, "the gate has nothing to go by yet, as no suite judges any prompt: "+hintOf(none))
	}
	all := slices.Clone(b.history)
	for _, x := range b.items {
		all = append(all, x.it)
	}
	var err error
	b.known, err = g.w.records(ctx, blobsOf(all))
	return err
}

// evalOptions are what eval would be asked.
func (g *gating) evalOptions() evalOptions {
	o := g.o
	return evalOptions{
		suite: o.suite, provider: o.provider, model: o.model, judge: o.judge, repeat: o.repeat, jobs: o.jobs,
		maxCost: o.maxCost, limitOptions: o.limitOptions, refresh: o.refresh, tape: o.tape,
	}
}

// contest adds both sides of one pair, once per suite of the head's version.
func (g *gating) contest(ctx context.Context, p versionPair) error {
	b := g.batch
	_, made, err := g.past(ctx, g.head, p.b)
	if err != nil {
		return err
	}
	from := len(b.items)
	if err = b.add(ctx, string(g.head), p.b, p.b, nil); err != nil {
		return err
	}
	heads := slices.Clone(b.items[from:])
	if len(heads) == 0 {
		return nil
	}
	old, err := g.before(ctx, p)
	if err != nil {
		return err
	}
	for i, x := range heads {
		c := &contest{status: p.status(), b: x, missing: g.unmet}
		if p.a != nil {
			c.changes = prompt.Compare(p.a.prompt, p.b.prompt)
			if p.a.path != p.b.path {
				c.old = p.a.path
			}
			if p.a.key == p.b.key {
				c.status = "unchanged"
			}
		}
		if len(old) == len(heads) {
			c.a = old[i]
		}
		x.same = made
		g.contests = append(g.contests, c)
	}
	return nil
}

// before adds the base version of a pair, where there is one to compare with. One
// that cannot be parsed is none; one that cannot be asked leaves the gate
// without an answer.
func (g *gating) before(ctx context.Context, p versionPair) ([]*evalItem, error) {
	g.unmet = ""
	if p.a == nil || p.a.key == p.b.key && !g.asksAnother(ctx, p) {
		return nil, nil
	}
	if p.a.broken != nil {
		g.notes = append(g.notes, fmt.Sprintf("%s cannot be read at %s, so that there is nothing to compare with", p.a.path, shortRev(string(g.base))))
		return nil, nil //nolint:nilerr // the notes tell it
	}
	uses, made, err := g.past(ctx, g.base, p.a)
	if err != nil {
		return nil, err
	}
	old := *p.a
	old.lineage = p.b.lineage
	from := len(g.batch.items)
	g.batch.w = g.askerOf(ctx, p)
	err = g.batch.add(ctx, string(g.base), &old, p.b, applies(p.b, &old, map[*iteration]map[string]bool{&old: uses}))
	g.batch.w = g.w
	if err == nil {
		items := slices.Clone(g.batch.items[from:])
		for _, x := range items {
			x.same = made
		}
		return items, nil
	}
	g.batch.items = g.batch.items[:from]
	if code := exitCode(ctx, err); ctx.Err() != nil || code != exitInput && code != exitProvider && code != exitUsage {
		return nil, err
	}
	g.unmet = fmt.Sprintf("the version of %s cannot be asked: %s", shortRev(string(g.base)), err)
	return nil, nil
}

// past links a version to the iterations before it. It gives the inputs that it
// or one of them used, and where it was made, nil where that is this commit.
func (g *gating) past(ctx context.Context, at gitops.OID, it *iteration) (uses map[string]bool, made []*iteration, err error) {
	uses = map[string]bool{}
	for _, name := range it.prompt.Uses() {
		uses[name] = true
	}
	history, err := g.w.historyOf(ctx, at, []string{gitops.QuoteGlob(it.path)}, func([]string) []string { return []string{it.path} })
	if isIncompleteStore(err) {
		return uses, nil, nil // a clone without old versions: the version stands for itself
	}
	if err != nil {
		return nil, nil, err
	}
	g.batch.history = append(g.batch.history, history...)
	for _, h := range history { // newest first
		if !it.madeBy(h) {
			continue
		}
		it.prev, it.also = h.prev, append(h.also, h.blob)
		if h.commit.ID != it.commit.ID {
			made = []*iteration{h}
		}
		return usedInputs(history)[h], made, nil
	}
	return uses, nil, nil
}

func (g *gating) close() {
	for _, b := range g.spools {
		b.close()
	}
}

// sides are the items of a contest that need a record.
func (c *contest) sides() []*evalItem {
	if c.a == nil {
		return []*evalItem{c.b}
	}
	return []*evalItem{c.a, c.b}
}

// records are those of both sides, nil where there is none.
func (c *contest) records() (a, b *eval.Record) {
	if c.a != nil {
		a = c.a.record
	}
	return a, c.b.record
}
