package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/bisect"
)

// search asks what the engine wants to know until it wants no more, along first
// parents, then inside the merge or the squash that was found. An interrupt keeps what is known.
func (s *bisection) search(ctx context.Context) error {
	judge := s.w.engine(evalOptions{jobs: s.o.jobs, maxCost: s.o.maxCost, limitOptions: s.o.limitOptions})
	defer s.watch(judge, fmt.Sprintf("samples of %d versions", len(s.versions)))()
	if err := s.renew(ctx, judge); err != nil {
		return err
	}
	for {
		if err := s.settle(ctx, judge); err != nil {
			return err
		}
		if more, err := s.descend(ctx); err != nil || !more {
			return err
		}
	}
}

// forgot says that the first sample of a case was judged afresh by a search that was
// interrupted, before its version had all of them for a record.
func (s *bisection) forgot(it *iteration, i int) bool {
	_, here := s.results[it.key][i]
	first := func(one judgedSample) bool { return one.Sample == 0 }
	return !here && s.o.caseID == "" && slices.ContainsFunc(s.counts(it.key, s.suite.Cases[i].Key), first)
}

// result is what is known at the end. Where a merge was found and not which of its
// versions did it, the merge is the answer.
func (s *bisection) result() bisect.Result {
	r := s.engine.Result()
	if r.Verdict != bisect.Found && s.found != nil {
		fmt.Fprintf(s.w.app.Err, "which of the versions that %s brought broke it is not decided\n", shortRev(string(s.foundIn[s.found.Culprit].commit.ID)))
		r, s.versions = *s.found, s.foundIn
	}
	return r
}

// settle searches one line of versions.
func (s *bisection) settle(ctx context.Context, judge *eval.Engine) error {
	for ctx.Err() == nil && !s.spent() {
		queries := s.engine.Next(s.o.jobs)
		if len(queries) == 0 {
			return nil
		}
		s.watched.look(queries)
		s.told.search(s.underWay)
		questions := make([]asking, len(queries))
		for i, q := range queries {
			questions[i] = asking{Query: q}
		}
		before := s.evidence.model
		if err := s.ask(ctx, judge, questions); err != nil {
			return err
		}
		if err := errors.Join(s.tryEnds(ctx, judge), s.tryLast(ctx, judge)); err != nil {
			return err
		}
		if s.evidence.switched && s.evidence.model != before {
			s.weigh()
			s.build()
			if err := s.renew(ctx, judge); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// renew judges the ends again whose records do not count any more, and tells so.
// Inner versions are only asked what the engine wants to know.
func (s *bisection) renew(ctx context.Context, judge *eval.Engine) error {
	var again, known []asking
	last := len(s.versions) - 1
	for v, it := range s.versions {
		why := s.evidence.old[it.key]
		if why == "" || v != 0 && v != last {
			continue
		}
		before := len(again)
		ask := s.applies(it)
		for i := range s.suite.Cases {
			c, q := &s.suite.Cases[i], bisect.Query{Version: v, Case: i}
			if ask != nil && !ask(c) {
				continue
			}
			if len(s.counts(it.key, c.Key)) == 0 {
				again = append(again, asking{Query: q})
			} else if s.forgot(it, i) {
				known = append(known, asking{Query: q, known: true})
			}
		}
		if len(again) > before {
			s.watched.tell("the record of %s %s: its cases are judged again", shortRev(s.rev(v)), why)
		}
	}
	if len(again)+len(known) == 0 {
		return nil
	}
	defer s.build() // what the engine knew before does not count
	if err := s.ask(ctx, judge, known); err != nil {
		return err
	}
	for len(again) > 0 && ctx.Err() == nil && !s.spent() {
		n := min(len(again), s.o.jobs)
		if left := s.left(); left > 0 {
			n = min(n, left)
		}
		if err := s.ask(ctx, judge, again[:n]); err != nil {
			return err
		}
		again = again[n:]
	}
	return ctx.Err()
}
