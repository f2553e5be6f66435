package cmd

import (
	"context"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/advise"
)

// findAnchor finds the provider and the model that the records are of: those that
// were asked for, else those of the newest version that was judged.
func (a *advised) findAnchor() error {
	if a.o.provider != "" || a.o.model != "" {
		own, err := a.w.app.ownModel(a.newest.prompt)
		if err != nil {
			own = ""
		}
		name, model, _, err := a.w.choose(a.o.provider, a.o.model, own)
		if err != nil {
			return err
		}
		a.anchor = &eval.Record{Provider: name, Model: model}
	}
	for _, it := range slices.Backward(a.versions) {
		filter := eval.RecordFilter{Complete: true}
		if a.anchor != nil {
			filter.Provider, filter.Model = a.anchor.Provider, a.anchor.Model
		}
		if r, ok := eval.Latest(a.candidates(it), filter); ok {
			a.anchor = &r
			return nil
		}
	}
	return nil
}

// candidates are the complete records of a version under the suite, those of the
// prompt itself where there are any.
func (a *advised) candidates(it *iteration) []eval.Record {
	var own, others []eval.Record
	for _, r := range a.known.byKey[it.key] {
		if !r.Complete() || r.VariantKey() != "" || r.Suite != a.file && (a.suite == nil || r.SuiteKey != a.suite.Key()) {
			continue
		}
		if r.Path == it.path || r.Path == it.lineage {
			own = append(own, r)
		} else {
			others = append(others, r)
		}
	}
	if len(own) > 0 {
		return own
	}
	return others
}

// recordsOf are the records of a version that can be compared with those of the
// others: of the same provider and model, or of the version's own where that is
// another one than the newest version asks for; and of the suite as it is now,
// else as it was last.
func (a *advised) recordsOf(it *iteration) []eval.Record {
	list := a.candidates(it)
	if a.anchor == nil || len(list) == 0 {
		return nil
	}
	like := func(r *eval.Record) func(eval.Record) bool {
		f := eval.RecordFilter{Provider: r.Provider, Model: r.Model, Endpoint: r.EndpointKey}
		return func(x eval.Record) bool { return x.Model == r.Model && f.Match(x) }
	}
	same := kept(list, like(a.anchor))
	if len(same) == 0 && it.prompt.Model != a.newest.prompt.Model && a.o.provider == "" && a.o.model == "" {
		if r, ok := eval.Latest(list, eval.RecordFilter{}); ok {
			same = kept(list, like(&r))
		}
	}
	if len(same) == 0 {
		return nil
	}
	key := ""
	if a.suite != nil {
		key = a.suite.Key()
	}
	if now := kept(same, func(r eval.Record) bool { return r.SuiteKey == key }); len(now) > 0 {
		return now
	}
	last := slices.MaxFunc(same, func(x, y eval.Record) int { return strings.Compare(x.Time+x.ID, y.Time+y.ID) })
	return kept(same, func(r eval.Record) bool { return r.SuiteKey == last.SuiteKey })
}

func kept(list []eval.Record, is func(eval.Record) bool) []eval.Record {
	return slices.DeleteFunc(slices.Clone(list), func(r eval.Record) bool { return !is(r) })
}

// isFixed says whether a provider gives the same answer whenever it is asked. It
// is not opened for that.
func (w *workspace) isFixed(name string) bool {
	kind, _, _ := strings.Cut(name, ":")
	if spec, ok := w.named()[name]; ok {
		kind = spec.Type
	}
	return slices.Contains([]string{"demo", "echo", "replay"}, kind)
}

// looks counts the versions that were judged on the cases that are held out now,
// back to where other cases were. It is nil where nothing is held out.
func (a *advised) looks(ctx context.Context) (*int, error) {
	held := heldOut(a.suite)
	if len(held) == 0 {
		return nil, nil //nolint:nilnil // there is nothing to look at
	}
	n := 0
	for _, it := range slices.Backward(a.versions) {
		if n == advise.MostLooks {
			break
		}
		then, err := a.w.suiteAt(ctx, it, a.file)
		if err != nil {
			return nil, err
		}
		if then != nil && !slices.Equal(heldOut(then), held) {
			break
		}
		if slices.ContainsFunc(a.recordsOf(it), func(r eval.Record) bool {
			return slices.ContainsFunc(r.Cases, func(c eval.CaseRecord) bool { return c.Judged() && slices.Contains(held, c.Key) })
		}) {
			n++
		}
	}
	return &n, nil
}

func heldOut(s *eval.Suite) []string {
	var keys []string
	for i := range s.Cases {
		if s.Cases[i].Split == "holdout" {
			keys = append(keys, s.Cases[i].Key)
		}
	}
	slices.Sort(keys)
	return keys
}

// suiteAt is a suite as it was at an iteration, nil where it was not there or
// cannot be read: then it is taken to have been as it is now.
func (w *workspace) suiteAt(ctx context.Context, it *iteration, file string) (*eval.Suite, error) {
	snap := w.repo.At(it.commit.ID)
	o := suiteOptions(ctx, snap)
	o.Judge = w.judges()
	s, err := readSuite(ctx, snap, file, o)
	if err != nil {
		if hard := hardError(err); hard != nil && !isIncompleteStore(err) {
			return nil, hard
		}
		return nil, nil //nolint:nilnil // see above
	}
	return s, nil
}
