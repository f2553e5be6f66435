package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/bisect"
)

// asking is a sample that is asked for.
type asking struct {
	bisect.Query
	column   eval.Column
	question string
	known    bool // its first sample was judged before, and the cache has the answer
}

// ask judges single cases at single versions. What the cache answers with what is
// too old to be mixed with fresh answers is asked again, past it, as all is at a
// version whose record is.
func (s *bisection) ask(ctx context.Context, judge *eval.Engine, list []asking) error {
	var fresh, cached []asking
	for _, a := range list {
		it, c := s.versions[a.Version], s.suite.Cases[a.Case]
		c.Repeat = 0
		one := *s.suite
		one.Cases = []eval.Case{c}
		a.column = eval.Column{Prompt: it.prompt, Suite: &one, Target: s.target, Repeat: 1}
		a.question, _ = judge.Question(ctx, a.column, &one.Cases[0]) // an error comes again when it is asked
		if !a.known {
			a.column.Seen = s.number(it, &c, a.question)
		}
		if s.evidence.old[it.key] != "" && !a.known {
			fresh = append(fresh, a)
		} else {
			cached = append(cached, a)
		}
	}
	again, err := s.judge(ctx, judge, cached, false)
	if err == nil {
		_, err = s.judge(ctx, judge, append(fresh, again...), true)
	}
	return err
}

// judge runs samples, and gives those whose answers were too old. With refresh no
// answer of the cache is taken.
func (s *bisection) judge(ctx context.Context, judge *eval.Engine, list []asking, refresh bool) (again []asking, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	cols := make([]eval.Column, len(list))
	for i, a := range list {
		cols[i] = a.column
	}
	judge.Refresh = refresh
	runs, err := judge.Run(ctx, cols)
	if errors.Is(err, eval.ErrUnknownPrice) {
		return nil, usageHint("search without --max-cost, or set the price in promptgit.yaml", "%w", err)
	}
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	var kept []judgedSample
	for i := range runs {
		run := &runs[i]
		s.calls += run.Calls
		if j := run.Judging(); j != nil {
			s.calls += j.Calls
			s.cached += j.Cached
		}
		for j := range run.Results {
			r := &run.Results[j]
			if came := r.Answer.Origin.Time; !refresh && r.Answer.Cached && !came.IsZero() && s.outdated(came, r.Answer.Model) != "" {
				again = append(again, list[i])
				continue
			}
			s.cached += run.Cached
			one, err := s.observe(judge, list[i], r)
			if err != nil {
				return nil, err
			}
			if one != nil {
				kept = append(kept, *one)
			}
		}
	}
	if s.evidence.journal != nil {
		if err := s.evidence.journal.add(kept); err != nil {
			judge.Warn(fmt.Errorf("what was judged is not kept for the next search: %w", err))
		}
	}
	return again, ctx.Err()
}
