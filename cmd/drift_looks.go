package cmd

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/drift"
)

// watched is one prompt under one suite and model, with the looks at it.
type watched struct {
	item    *evalItem
	watch   *drift.Watch
	records []eval.Record // the baseline and the looks after it, in the order of time
	looks   []drift.Look  // one for each

	unjudged *eval.Record // the look of this run that left cases without a verdict, nil for none
}

func (x *watched) verdict() drift.Verdict { return x.watch.Verdict() }

// first and last are the baseline and the newest look, nil where there is none.
func (x *watched) first() *eval.Record { return recordAt(x.records, 0) }
func (x *watched) last() *eval.Record  { return recordAt(x.records, len(x.records)-1) }

func recordAt(list []eval.Record, i int) *eval.Record {
	if i < 0 || i >= len(list) {
		return nil
	}
	return &list[i]
}

// watchedBy follows the records of an item: complete ones of the same prompt,
// suite, provider, model and endpoint. The first is the baseline, whoever made
// it; after it only what was asked anew is a look, since a cached answer is what
// the model did then. A provider that never changes has no other answers.
func (d *drifting) watchedBy(ctx context.Context, x *evalItem, known *recordSet) *watched {
	filter := x.filter(true)
	filter.PromptKey, filter.SuiteKey = x.it.key, ""
	var list []eval.Record
	for _, r := range known.byKey[x.it.key] {
		if filter.Match(r) && (r.Suite == x.suite.Path || r.SuiteKey == x.suiteKey()) && d.own(ctx, x, r.Path) {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b eval.Record) int {
		return cmp.Or(strings.Compare(a.Time, b.Time), strings.Compare(a.ID, b.ID))
	})
	out := &watched{item: x, watch: drift.New(d.o.rule())}
	for i, r := range d.start.cut(list) {
		if i == 0 || r.Fresh || x.target.Free {
			out.records = append(out.records, r)
			out.looks = append(out.looks, out.watch.Add(driftCases(r)))
		}
	}
	return out
}

// own says whether a record under a path is one of the item's prompt: under its
// name, or under one that it had before. Another prompt with the same content has
// looks of its own.
func (d *drifting) own(ctx context.Context, x *evalItem, path string) bool {
	if path == x.it.path || path == x.it.lineage {
		return true
	}
	gone, known := d.gone[path]
	if !known {
		_, err := readPrompt(ctx, d.w.repo.At(gitops.OID(x.rev)), path)
		gone = err != nil
		d.gone[path] = gone
	}
	return gone
}

// driftCases are the judged cases of a record. A key counts once, whoever wrote the
// record.
func driftCases(r eval.Record) []drift.Case {
	var list []drift.Case
	seen := map[string]bool{}
	for _, c := range r.Cases {
		if c.Judged() && !seen[c.Key] {
			seen[c.Key] = true
			list = append(list, drift.Case{Key: c.Key, Score: *c.Score})
		}
	}
	return list
}

// newlyFailed names the cases that fail in the last look and passed in every one
// of its baseline.
func (x *watched) newlyFailed() []string {
	passed, failed := map[string]bool{}, map[string]bool{}
	for i, r := range x.records {
		if i == len(x.records)-1 || !x.looks[i].Measures() {
			continue
		}
		for _, c := range r.Cases {
			passed[c.Key] = passed[c.Key] || c.Passed()
			failed[c.Key] = failed[c.Key] || c.Judged() && !c.Passed()
		}
	}
	names := []string{}
	if last := x.last(); last != nil {
		for _, c := range last.Cases {
			if c.Judged() && !c.Passed() && passed[c.Key] && !failed[c.Key] {
				names = append(names, c.Name())
			}
		}
	}
	return names
}

// changedModel tells what answered at the baseline and what answers now, where
// both are known and differ.
func (x *watched) changedModel() (before, now string, changed bool) {
	first, last := x.first(), x.last()
	if first == nil || first.ResolvedModel == "" || last.ResolvedModel == "" {
		return "", "", false
	}
	return first.ResolvedModel, last.ResolvedModel, first.ResolvedModel != last.ResolvedModel
}

// changedSuite says whether the suite was another one at the baseline.
func (x *watched) changedSuite() bool {
	first := x.first()
	return first != nil && first.SuiteKey != x.last().SuiteKey
}
