package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/bisect"
)

// search asks what the engine wants to know until it wants no more. An
// interrupt keeps what is known.
func (s *bisection) search(ctx context.Context) error {
	judge := s.w.engine(evalOptions{jobs: s.o.jobs, maxCost: s.o.maxCost, limitOptions: s.o.limitOptions})
	progress := s.w.app.follow(judge, fmt.Sprintf("samples of %d versions", len(s.versions)), -1)
	defer progress.end()
	for ctx.Err() == nil && !s.broke {
		queries := s.engine.Next(s.o.jobs)
		if len(queries) == 0 {
			return nil
		}
		if err := s.ask(ctx, judge, queries); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// ask judges single cases at single versions.
func (s *bisection) ask(ctx context.Context, judge *eval.Engine, queries []bisect.Query) error {
	cols := make([]eval.Column, len(queries))
	for i, q := range queries {
		one := *s.suite
		one.Cases = []eval.Case{s.suite.Cases[q.Case]}
		one.Cases[0].Repeat = 0
		cols[i] = eval.Column{Prompt: s.versions[q.Version].prompt, Suite: &one, Target: s.target, Repeat: 1}
	}
	judge.Refresh = slices.ContainsFunc(queries, func(q bisect.Query) bool { return s.stale[s.versions[q.Version].key] })
	runs, err := judge.Run(ctx, cols)
	if errors.Is(err, eval.ErrUnknownPrice) {
		return usageHint("search without --max-cost, or set the price in promptgit.yaml", "%w", err)
	}
	if err != nil && ctx.Err() == nil {
		return err
	}
	for i, run := range runs {
		s.calls += run.Calls
		s.cached += run.Cached
		if j := run.Judging(); j != nil {
			s.calls += j.Calls
			s.cached += j.Cached
		}
		for j := range run.Results {
			if err := s.observe(judge, queries[i], &run.Results[j]); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// observe takes in one sample for every version with the same content. Where
// nothing at all could be judged so far, the error ends the search: the
// provider does not work.
func (s *bisection) observe(judge *eval.Engine, q bisect.Query, r *eval.Result) error {
	key := s.versions[q.Version].key
	switch {
	case errors.Is(r.Err, eval.ErrBudget):
		if !s.broke {
			judge.Warn(r.Err)
		}
		s.broke = true
		return nil
	case r.Err != nil:
		where := fmt.Sprintf("judge %s at %s", r.Case.Name(), shortRev(s.rev(q.Version)))
		if len(s.results) == 0 {
			return &exitError{Code: exitProvider, Err: fmt.Errorf("%s: %w", where, r.Err), Hint: hintOf(r.Err)}
		}
		s.unjudged = true
		judge.Warn(fmt.Errorf("%s: %w", where, r.Err))
	default:
		if s.results[key] == nil {
			s.results[key] = map[int]eval.Result{}
		}
		kept := *r
		kept.Case = &s.suite.Cases[q.Case]
		s.results[key][q.Case] = kept
	}
	value, unjudged := 0.0, r.Err != nil
	switch {
	case unjudged:
	case s.o.metric != "":
		var ok bool
		if value, ok = r.Metrics[s.o.metric]; !ok {
			unjudged = true
		}
	case r.Pass:
		value = 1
	}
	for v, it := range s.versions {
		if it.key == key {
			s.engine.Observe(bisect.Observation{Version: v, Case: q.Case, Value: value, Unjudged: unjudged})
		}
	}
	return nil
}

// keep writes a record for each version whose whole suite came to be judged.
func (s *bisection) keep(ctx context.Context) error {
	if s.o.caseID != "" {
		return nil
	}
	var pubs []publication
	now := s.w.app.Now()
	lines := map[gitops.OID][]scoreLine{}
	kept := map[string]*eval.Record{} // by prompt_key: the same content may stand twice
	for _, it := range s.versions {
		if kept[it.key] == nil {
			run := s.wholeRun(it)
			if run == nil {
				continue
			}
			_ = run.Derive() // eval tells what has no value
			previous := ""
			if it.prev != nil {
				previous = it.prev.key
			}
			r := eval.NewRecord(run, eval.RecordMeta{
				ID: newID(now), Time: now, Tool: s.w.app.tool(), Previous: previous, Commit: string(it.commit.ID),
			})
			blobs, err := s.w.keepAll(ctx, it)
			if err != nil {
				return err
			}
			pubs = append(pubs, publication{blob: it.blob, keep: blobs, record: r})
			s.known.add(it.blob, r)
			s.w.saveOutputs(r.ID, entriesOf(run))
			kept[it.key] = &r
		}
		r := kept[it.key]
		lines[it.commit.ID] = append(lines[it.commit.ID], s.known.scoreLine(it, r))
	}
	return s.w.publish(ctx, pubs, lines)
}

// wholeRun gives what was judged of a version now, nil where a case is missing.
func (s *bisection) wholeRun(it *iteration) *eval.Run {
	newest := s.versions[len(s.versions)-1]
	run := &eval.Run{Column: eval.Column{
		Prompt: it.prompt, Suite: s.suite, Target: s.target, Repeat: 1, Applies: applies(newest, it, s.uses),
	}, JudgesKey: s.judges}
	for i := range s.suite.Cases {
		c := &s.suite.Cases[i]
		if run.Column.Applies != nil && !run.Column.Applies(c) {
			run.NA = append(run.NA, c.Index)
		} else if r, ok := s.results[it.key][i]; ok {
			run.Results = append(run.Results, r)
		} else {
			return nil
		}
	}
	if len(run.Results) == 0 {
		return nil
	}
	return run
}

// caseNames are cases by index, as they are shown.
func (s *bisection) caseNames(cases []int) []string {
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, s.suite.Cases[c].Name())
	}
	slices.Sort(names)
	return names
}
