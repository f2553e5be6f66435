package cmd

import (
	"cmp"
	"context"
	"math"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/stats"
)

// checkPlan refuses what a plan has nothing to do for.
func (o *evalOptions) checkPlan() error {
	if !o.plan {
		return nil
	}
	for flag, set := range map[string]bool{
		"--watch": o.watch, "--git-bisect": o.bisect, "--record": o.record != "", "--output": o.output != "",
		"--cassette": o.tape.dir != "", "--shard": o.on(),
	} {
		if set {
			return usageHint("leave out "+flag, "--plan asks nothing, and %s is about what is asked", flag)
		}
	}
	return nil
}

// planColumn is what one version would take under one suite and one model.
type planColumn struct {
	item     *evalItem
	forecast eval.Forecast
	before   *eval.Record // that the estimates are made of, nil for none

	tokens   tokensJSON
	cost     *float64 // of the calls, nil for unknown
	judging  *float64 // of the questions to judges
	time     *time.Duration
	asserted int // cases that assert something
	minDrop  *float64
	clusters int
}

// What estimates of the output are made of.
const (
	basisNone    = "none"       // nothing is asked
	basisRecords = "records"    // what the cases took in the latest record of this suite and model
	basisBound   = "max_tokens" // what a call may have at most
	basisFree    = "free"       // whoever answers counts no tokens
	basisUnknown = "unknown"
)

// foresee prints what the run would take. The answer is no where it would pass its
// limits.
func (b *evalBatch) foresee(ctx context.Context) error {
	defer b.close()
	plan, err := b.planned(ctx)
	if err != nil {
		return err
	}
	return plan.tell()
}

func (b *evalBatch) planned(ctx context.Context) (*evalPlan, error) {
	var todo []*evalItem
	var cols []eval.Column
	for _, x := range b.items {
		if x.record == nil {
			todo, cols = append(todo, x), append(cols, b.column(x))
		}
	}
	o := b.asTheFileAsks()
	engine := b.w.planner(o)
	kept := cacheOf(b.w.repo)
	list, err := engine.Forecast(ctx, cols, func(key string) bool {
		if o.noCache || o.refresh {
			return false
		}
		at, err := kept.Written(key)
		return err == nil && !at.IsZero()
	})
	if err != nil {
		return nil, err
	}
	plan := &evalPlan{batch: b, engine: engine}
	for _, x := range b.items {
		c := &planColumn{item: x}
		for i := range todo {
			if todo[i] == x {
				c.forecast = list[i]
			}
		}
		if x.record == nil {
			c.before = b.latest(x)
		}
		b.estimate(ctx, engine, c)
		plan.columns = append(plan.columns, c)
	}
	return plan, nil
}

// latest is the newest complete record of the suite and the model of an item, of any
// version, nil for none.
func (b *evalBatch) latest(x *evalItem) *eval.Record {
	var found *eval.Record
	for _, records := range b.known.byKey {
		for i := range records {
			r := &records[i]
			if r.Suite != x.suite.Path || r.Provider != x.target.Provider || r.Model != x.target.Model || !r.Complete() {
				continue
			}
			if found == nil || cmp.Or(cmp.Compare(r.Time, found.Time), cmp.Compare(r.ID, found.ID)) > 0 {
				found = r
			}
		}
	}
	return found
}

// estimate adds what the calls take.
func (b *evalBatch) estimate(ctx context.Context, e *eval.Engine, c *planColumn) {
	x, f := c.item, &c.forecast
	for i := range x.suite.Cases {
		if one := &x.suite.Cases[i]; len(one.Asserts) > 0 && (x.applies == nil || x.applies(one)) {
			c.asserted++
		}
	}
	if drop, ok := stats.MinDrop(c.asserted, 0, false); ok {
		c.minDrop = &drop
	}
	var clusters []string
	for i := range x.suite.Cases {
		clusters = append(clusters, x.suite.Cases[i].Cluster)
	}
	c.clusters = eval.CountClusters(clusters)
	tokens, spent, whole := c.fromRecords()
	price := x.target.Price
	switch {
	case f.Calls == 0:
		c.tokens, c.cost = tokensJSON{Input: new(int), Output: new(int), Basis: basisNone}, new(float64)
	case x.target.Free && !f.More:
		c.tokens, c.cost = tokensJSON{Input: new(int), Output: new(int), Basis: basisFree}, new(float64)
	case whole:
		output := max(tokens-f.Input, 0)
		c.tokens, c.cost = tokensJSON{Input: &f.Input, Output: &output, Basis: basisRecords}, spent
		if f.More { // how its tokens divide is not known
			c.tokens = tokensJSON{Total: &tokens, Basis: basisRecords}
		}
		if price != nil && !f.More {
			c.cost = new(price.Cost(eval.Tokens{Prompt: f.Input, Completion: output}))
		}
	case f.More:
		c.tokens = tokensJSON{Basis: basisUnknown}
	case f.Bounded:
		c.tokens = tokensJSON{Input: &f.Input, Output: &f.Output, Basis: basisBound}
		if price != nil {
			c.cost = new(price.Cost(eval.Tokens{Prompt: f.Input, Completion: f.Output}))
		}
	default:
		c.tokens = tokensJSON{Input: &f.Input, Basis: basisUnknown}
	}
	if c.tokens.Input != nil && c.tokens.Output != nil {
		c.tokens.Total = new(*c.tokens.Input + *c.tokens.Output)
	}
	c.judging = b.judgingCost(ctx, c)
	c.time = b.timeOf(e, c)
}

// fromRecords sums up what the open calls took before: that of their case, or of
// the mean case where it is new. whole is false where no record tells.
func (c *planColumn) fromRecords() (tokens int, cost *float64, whole bool) {
	r := c.before
	if r == nil || r.Tokens == 0 || len(c.forecast.Open) == 0 {
		return 0, nil, false
	}
	type took struct{ tokens, cost float64 }
	byCase := map[string]took{}
	sum, samples, priced := took{}, 0.0, true
	for i := range r.Cases {
		one := &r.Cases[i]
		n := float64(one.Samples + one.Errors)
		if one.NA || n == 0 {
			continue
		}
		t := took{tokens: float64(one.Tokens)}
		if one.CostUSD != nil {
			t.cost = *one.CostUSD
		} else {
			priced = false
		}
		byCase[one.Key] = took{t.tokens / n, t.cost / n}
		sum, samples = took{sum.tokens + t.tokens, sum.cost + t.cost}, samples+n
	}
	if samples == 0 {
		return 0, nil, false
	}
	total := took{}
	for key, calls := range c.forecast.Open {
		one, known := byCase[key]
		if !known {
			one = took{sum.tokens / samples, sum.cost / samples}
		}
		n := float64(calls)
		if c.forecast.More { // its record counts samples, each of several calls
			n /= float64(max(c.forecast.Calls, 1)) / float64(max(c.forecast.Samples-c.forecast.Cached-c.forecast.Errors, 1))
		}
		total = took{total.tokens + n*one.tokens, total.cost + n*one.cost}
	}
	if priced {
		cost = &total.cost
	}
	return int(math.Round(total.tokens)), cost, true
}

// judgingCost is what the questions to judges cost: nothing where there are none or
// they are free, else what they cost before; nil where nothing tells.
func (b *evalBatch) judgingCost(ctx context.Context, c *planColumn) *float64 {
	f, x := &c.forecast, c.item
	if f.Questions == 0 {
		return new(float64)
	}
	if r := c.before; r != nil && r.Judges != nil && r.Judges.Asked > 0 && r.Judges.CostUSD != nil {
		return new(*r.Judges.CostUSD / float64(r.Judges.Asked) * float64(f.Questions))
	}
	for _, spec := range x.suite.Judges() {
		if t, _, err := b.w.openJudge(ctx, spec); err != nil || !t.Free {
			return nil
		}
	}
	return new(float64)
}

// timeOf is how long the calls take one after the other at each of the places that
// the endpoint has, by the median of before; nil where it is not known.
func (b *evalBatch) timeOf(e *eval.Engine, c *planColumn) *time.Duration {
	calls := c.forecast.Calls
	switch {
	case calls == 0:
		return new(time.Duration)
	case c.before == nil || c.before.LatencyP50 == nil || c.item.target.Free:
		return nil
	}
	atOnce := b.atOnce(e, c.item.target)
	d := time.Duration(math.Ceil(float64(calls)/float64(atOnce))) * time.Duration(*c.before.LatencyP50) * time.Millisecond
	if perMinute := c.item.target.Limits.RequestsPerMinute; perMinute > 0 {
		d = max(d, time.Duration(float64(calls)/perMinute*float64(time.Minute)))
	}
	return &d
}

// atOnce is how many calls an endpoint gets at once.
func (b *evalBatch) atOnce(e *eval.Engine, t eval.Target) int {
	n := cmp.Or(t.Limits.Concurrency, e.Concurrency, 16)
	if e.AtMost > 0 {
		n = min(n, e.AtMost)
	}
	return max(n, 1)
}
