package cmd

import (
	"context"

	"github.com/promptgit/promptgit/eval"
)

// rerun judges the incumbent and the version to confirm again, past the cache and
// side by side, and records both. The batch is nil where it never began.
func (a *advised) rerun(ctx context.Context, o adviseOptions, before *eval.Engine) (*evalBatch, error) {
	course := &a.advice.Course
	pair := []*iteration{a.versions[a.advice.Confirm], a.versions[course.Incumbent]} // newest first, as a batch has them
	repeat, seen := o.repeat, 0
	for _, it := range pair {
		samples := 0
		for _, r := range a.recordsOf(it) {
			samples += max(1, r.Reps)
			if o.repeat == 0 {
				repeat = max(repeat, r.Reps)
			}
		}
		seen = max(seen, samples)
	}
	b := &evalBatch{
		w: a.w, history: a.versions, head: a.head, noticed: map[string]bool{},
		o: evalOptions{
			prompt: a.newest.path, suite: a.file, provider: o.provider, model: o.model, judge: o.judge, repeat: repeat,
			jobs: o.jobs, maxCost: o.maxCost, limitOptions: o.limitOptions, refresh: true,
		},
	}
	for _, it := range pair {
		if err := b.add(ctx, string(it.commit.ID), it, a.newest, applies(a.newest, it, a.uses)); err != nil {
			return nil, err
		}
	}
	for i, x := range b.items {
		x.seen = seen
		if err := a.sameTarget(x, pair[i]); err != nil {
			return nil, err
		}
	}
	if err := b.reuse(ctx); err != nil { // reads the records only, as it is past the cache
		return nil, err
	}
	if err := b.finish(ctx, before); err != nil {
		return b, err
	}
	for _, x := range b.items {
		if x.record == nil || !x.record.Complete() {
			return b, &exitError{Code: exitProvider}
		}
	}
	return b, nil
}

// sameTarget refuses to confirm what one model gained by what another one answers.
func (a *advised) sameTarget(x *evalItem, it *iteration) error {
	r := a.recordsOf(it)[0]
	same := eval.RecordFilter{Provider: x.target.Provider, Model: x.target.Model, Endpoint: x.target.EndpointKey()}
	if same.Match(r) && r.Model == x.target.Model {
		return nil
	}
	asked := modelName(r.Provider, r.Model)
	hint := "name it with --provider " + shellWord(asked)
	if now := modelName(x.target.Provider, x.target.Model); now == asked {
		hint = "what answers under this name has changed; judge all versions by it: promptgit eval --all --prompt " + shellWord(a.newest.path)
	}
	return usageHint(hint, "the records of %s are of %s", shortRev(string(it.commit.ID)), asked)
}

// modelName is how a provider and a model are asked for.
func modelName(provider, model string) string {
	if model == "" {
		return provider
	}
	return provider + ":" + model
}
