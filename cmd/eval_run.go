package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/cache"
	"github.com/promptgit/promptgit/internal/spool"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// engine builds the engine that the configuration and the flags ask for.
func (w *workspace) engine(o evalOptions) *eval.Engine {
	e := w.planner(o)
	e.Cache = w.kept(o.oldest)
	w.cassette.into(e)
	w.app.agent.bound(e)
	return e
}

// planner is the same engine without answers, for who asks nothing.
func (w *workspace) planner(o evalOptions) *eval.Engine {
	cfg := w.config.Eval
	jobs := cfg.Concurrency
	if o.jobs > 0 {
		jobs = o.jobs
	}
	maxCost := cfg.MaxCost
	if o.maxCost != nil {
		maxCost = o.maxCost
	}
	maxCalls, maxTime := o.over(cfg)
	types := grade.All()
	opts := prompt.RenderOptions{Env: prompt.NewEnv(w.app.envMap()), Templates: &prompt.Templates{}}
	return &eval.Engine{
		Render: func(ctx context.Context, p *prompt.Prompt, vars *value.Object) ([]prompt.Message, error) {
			return p.Render(ctx, vars, opts)
		},
		RenderValue: func(ctx context.Context, tmpl string, vars *value.Object) (string, error) {
			return prompt.RenderText(ctx, tmpl, vars, opts)
		},
		RenderData: func(ctx context.Context, tmpl string, vars *value.Object) (string, error) {
			return prompt.RenderData(ctx, tmpl, vars, opts)
		},
		Judges: w.openJudge, Scripts: w.scripts(), Permit: w.permit,
		Env: opts.Env, Graders: types.New, Comparers: types.NewComparer, Now: w.app.Now, Sleep: sleep,
		NoCache: o.noCache, Refresh: o.refresh,
		Concurrency: jobs, AtMost: o.jobs, Timeout: cfg.Timeout, MaxRetries: cfg.MaxRetries, MaxCost: maxCost, MaxCalls: maxCalls, MaxTime: maxTime,
		Warn: func(err error) { fmt.Fprintln(w.app.Err, "promptgit: warning:", ui.Line(w.app.keys.Hide(err.Error()))) },
	}
}

// kept are the answers in the response cache, since a time where it is not zero.
func (w *workspace) kept(oldest time.Time) eval.Cache {
	if oldest.IsZero() {
		return w.responses()
	}
	return youngCache{w.responses(), oldest}
}

// responses is the response cache, without what killed processes left in it and
// what is beyond the limits of the configuration.
func (w *workspace) responses() *cache.Cache {
	c := cacheOf(w.repo)
	c.Limit(cache.Limits{MaxSize: w.config.Cache.MaxSize, MaxAge: w.config.Cache.MaxAge}, w.app.Now)
	if err := errors.Join(c.Sweep(w.app.Now()), c.Tend()); err != nil {
		fmt.Fprintln(w.app.Err, "promptgit: warning:", ui.Line(err.Error()))
	}
	return c
}

// asTheFileAsks are the options of the run, with what a promptfoo configuration
// that is run as it stands asks for where no flag says otherwise.
func (b *evalBatch) asTheFileAsks() evalOptions {
	o := b.o
	if !b.inline || len(b.items) == 0 {
		return o
	}
	suite := b.items[0].suite // all items have the same file
	if o.jobs == 0 {
		o.jobs = suite.Jobs
	}
	o.noCache = o.noCache || suite.NoCache && !o.refresh
	return o
}

// execute judges what has no record. An interrupt gives the context's error
// with everything finished kept in the items.
func (b *evalBatch) execute(ctx context.Context) error {
	var todo []*evalItem
	var cols []eval.Column
	for _, x := range b.items {
		if x.record == nil {
			if b.records(x) {
				x.suiteKey() // now, and not when somebody waits after an interrupt
			}
			todo = append(todo, x)
			cols = append(cols, b.column(x))
		}
	}
	if len(todo) == 0 {
		return nil
	}
	b.o.shard.Divide(cols)
	engine := b.w.engine(b.asTheFileAsks())
	engine.Share = b.o.shard.Of
	engine.Continue(b.before)
	b.before = engine
	recording, err := b.recording(engine)
	if err != nil {
		return err
	}
	keepSmall(cols)
	progress := b.w.app.follow(engine, "samples", 0)
	_, silent := b.w.tell(engine, inCommon(todo, func(x *evalItem) string { return x.it.path }), inCommon(todo, func(x *evalItem) string { return commitHint(x.rev) }))
	store := b.newStore(cols, engine.Warn)
	if b.spool != nil {
		engine.Store = store
	}
	runs, err := engine.Run(ctx, cols)
	b.recorded = recording.end()
	silent()
	progress.end()
	var told []string
	for i := range runs {
		todo[i].run, todo[i].results, todo[i].whole = &runs[i], store.each(i, &runs[i], true), store.whole(i, &runs[i])
		todo[i].outputs = store.each(i, &runs[i], false)
		for _, problem := range runs[i].Derive() {
			if !slices.Contains(told, problem.Error()) {
				told = append(told, problem.Error())
				engine.Warn(problem)
			}
		}
	}
	if errors.Is(err, eval.ErrUnknownPrice) {
		return usageHint("run without --max-cost, or set the price in promptgit.yaml", "%w", err)
	}
	return err
}

// newStore keeps the results of columns until they are told.
func (b *evalBatch) newStore(cols []eval.Column, warn func(error)) *resultStore {
	forms, samples := make([]resultForm, len(cols)), make([]int, len(cols))
	for i := range cols {
		forms[i] = resultForm{row: rowsOf(&cols[i]), compact: b.inline}
		samples[i] = len(cols[i].Suite.Cases) * max(1, cols[i].Repeat)
	}
	if !b.o.on() { // the file of a shard is written of results that are whole
		b.spool = spool.Open(b.w.outputsDir(), b.w.app.Now(), warn)
	}
	return newResultStore(b.spool, forms, samples)
}

func (b *evalBatch) column(x *evalItem) eval.Column {
	return eval.Column{
		Prompt: x.prompt, Suite: x.suite, Target: x.target, Repeat: x.repeat, Seen: x.seen, Applies: x.applies, Competes: b.inline,
		Transform: x.transform, Code: x.code, Label: x.label,
	}
}

// record makes records of the runs, keeps the outputs beside the repository's
// own files and publishes both records and the lines at the commits. What an
// interrupt left is kept like anything else, but nothing is said of a version
// that it left without a verdict.
func (b *evalBatch) record(ctx context.Context) error {
	interrupted := ctx.Err() != nil
	ctx = context.WithoutCancel(ctx)
	var pubs []publication
	var recorded []*evalItem
	var lost error // what one prompt lacks does not cost the records of the others
	now := b.w.app.Now()
	for i := len(b.items) - 1; i >= 0; i-- { // oldest first, as time went
		x := b.items[i]
		if x.run == nil || interrupted && !anyJudged(x.run) {
			continue
		}
		r := x.summed().Record(eval.RecordMeta{
			ID: newID(now), Time: now, Tool: b.w.app.tool(),
			Previous: b.previousKey(x), Includes: b.w.includes(x.it.prompt), Commit: commitHint(x.rev), SuiteKey: x.suiteKey(),
			Variant: x.variant, PromptKey: x.it.key, Fresh: b.fresh(x), Baseline: b.o.rebase,
		})
		x.record = &r
		if !b.records(x) {
			continue
		}
		keep, err := b.w.keepAll(ctx, x.it)
		if err != nil {
			lost = errors.Join(lost, fmt.Errorf("record %s: %w", x.it.path, err))
			continue
		}
		pubs = append(pubs, publication{blob: x.it.blob, keep: keep, record: r})
		b.known.add(x.it.blob, r)
		recorded = append(recorded, x)
	}
	var saves sync.WaitGroup // beside publishing: after an interrupt somebody waits
	var saved error
	saves.Go(func() { saved = b.saveOutputs(recorded) })
	published := b.w.publish(ctx, pubs, b.scores())
	saves.Wait()
	if saved != nil {
		fmt.Fprintf(b.w.app.Err, "promptgit: warning: the outputs were not kept for promptgit show: %v\n", saved)
	}
	if err := b.w.pruneOutputs(); err != nil {
		fmt.Fprintf(b.w.app.Err, "promptgit: warning: old outputs were not removed: %v\n", err)
	}
	return errors.Join(lost, published)
}

// fresh says whether every answer to an item was asked for in this run: nothing
// was read from the cache or a cassette, and the provider can change.
func (b *evalBatch) fresh(x *evalItem) bool {
	return (b.o.refresh || b.o.noCache && b.w.cassette == nil) && !x.target.Free
}

// saveOutputs keeps the results of items that have a record. They can be made
// again, so that a failure is no more than told.
func (b *evalBatch) saveOutputs(items []*evalItem) error {
	var errs []error
	for _, x := range items {
		errs = append(errs, b.w.writeOutputs(x.record.ID, x.outputs))
	}
	return errors.Join(errs...)
}

// records says whether the score of an item is kept as a note.
func (b *evalBatch) records(x *evalItem) bool {
	return x.rev != gitops.WorktreeName && !b.inline && !b.o.partial()
}

// scores are the lines for every commit that was judged or whose record was
// found.
func (b *evalBatch) scores() map[gitops.OID][]scoreLine {
	lines := map[gitops.OID][]scoreLine{}
	for _, x := range b.items {
		if x.record == nil || x.variant != nil || !b.records(x) {
			continue
		}
		for _, it := range append([]*iteration{x.it}, x.same...) {
			lines[it.commit.ID] = append(lines[it.commit.ID], b.known.scoreLine(it, x.record))
		}
	}
	return lines
}

// previousKey is the prompt_key judged before a version, "" for none. Of a version
// that came back it is the one before the first time, so that what was done and
// undone does not lead in a circle.
func (b *evalBatch) previousKey(x *evalItem) string {
	if n := len(x.same); n > 0 && x.same[n-1].prev != nil {
		return x.same[n-1].prev.key
	}
	if x.it.prev != nil {
		return x.it.prev.key
	}
	return ""
}

func commitHint(rev string) string {
	if rev == gitops.WorktreeName {
		return ""
	}
	return rev
}

func anyJudged(run *eval.Run) bool {
	for i := range run.Results {
		if run.Results[i].Err == nil {
			return true
		}
	}
	return false
}

// newID gives a ULID: unique, and sorted by time.
func newID(now time.Time) string {
	return ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy()).String()
}

// verdict is the exit code of what was judged: 5 where something could not be,
// 1 where the newest version is not good enough, in any variant of a matrix.
func (b *evalBatch) verdict() error {
	if b.newestLeftOut {
		return &exitError{Code: exitCode(context.Background(), b.leftOut)} // the warning said why
	}
	unjudged := b.leftOut != nil && exitCode(context.Background(), b.leftOut) == exitProvider
	for _, x := range b.items {
		unjudged = unjudged || x.record == nil || x.record.Error > 0 || !x.record.Complete()
	}
	failed := slices.ContainsFunc(b.shares(), func(group []*evalItem) bool {
		return group[0].newest && !slices.ContainsFunc(group, b.passes)
	})
	switch {
	case unjudged:
		return &exitError{Code: exitProvider}
	case failed:
		return errNo
	}
	return nil
}

// passes says whether an item is good enough: by the configured bound, else without
// a failed case. What was not judged at all is no "no".
func (b *evalBatch) passes(x *evalItem) bool {
	r := x.record
	if r == nil {
		return true
	}
	if bound := b.w.config.Gate.MinScore; bound != nil {
		return r.Score != nil && *r.Score >= *bound
	}
	return r.Fail == 0
}

// inCommon gives what all items have in common, "" where they differ.
func inCommon(items []*evalItem, of func(*evalItem) string) string {
	for _, x := range items {
		if of(x) != of(items[0]) {
			return ""
		}
	}
	return of(items[0])
}
