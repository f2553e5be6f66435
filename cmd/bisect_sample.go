package cmd

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/bisect"
)

// observe takes in one sample.
func (s *bisection) observe(judge *eval.Engine, a asking, r *eval.Result) (*judgedSample, error) {
	it := s.versions[a.Version]
	if errors.Is(r.Err, eval.ErrInterrupted) {
		return nil, nil //nolint:nilnil // it was not judged
	}
	if errors.Is(r.Err, eval.ErrBudget) {
		if !s.broke {
			judge.Warn(r.Err)
		}
		s.broke = true
		return nil, nil //nolint:nilnil // the same
	}
	if !a.known {
		s.runs++
	}
	if r.Err != nil {
		return nil, s.failure(judge, a, r)
	}
	for _, err := range s.failures {
		judge.Warn(err)
	}
	s.failures, s.failing, s.lastKey, s.lastCase = nil, 0, it.key, a.Case
	s.remember(it.key, a, r)
	s.answeredBy(judge, r.Answer)
	one := s.sampleOf(it, a, r)
	s.evidence.add(one)
	s.engine.Observe(s.observation(a.Version, a.Case, one))
	return &one, nil
}

// failure takes in a sample that could not be judged. As long as none could, only
// the first of several errors is told, and ends the search: see tryEnds.
func (s *bisection) failure(judge *eval.Engine, a asking, r *eval.Result) error {
	err := error(&exitError{
		Code: exitProvider, Hint: hintOf(r.Err),
		Err: fmt.Errorf("judge %s at %s: %w", r.Case.Name(), shortRev(s.rev(a.Version)), r.Err),
	})
	s.unjudged = true
	s.failing++
	s.engine.Observe(bisect.Observation{Version: a.Version, Case: a.Case, Unjudged: true})
	var failed *eval.CallError
	switch {
	case len(s.results) > 0:
		judge.Warn(err)
	case errors.As(r.Err, &failed) && failed.Fatal:
		return err
	default:
		s.failures = append(s.failures, err)
	}
	return nil
}

// tryEnds finds out whether it is the provider that fails, where all samples so far
// could not be judged: then the ends cannot be, either.
func (s *bisection) tryEnds(ctx context.Context, judge *eval.Engine) error {
	if len(s.failures) == 0 || len(s.results) > 0 {
		return nil
	}
	ends := []asking{{Query: bisect.Query{Version: len(s.versions) - 1}}, {Query: bisect.Query{Version: 0}}}
	if err := s.ask(ctx, judge, ends); err != nil || len(s.results) > 0 {
		return err
	}
	return s.failures[0]
}

// mostFailing samples in a row that cannot be judged may be by the versions that
// were asked.
const mostFailing = 4

// tryLast finds out whether it is the provider that fails, after some could be
// judged: then the last of these cannot be again, and the search ends with what it
// knows.
func (s *bisection) tryLast(ctx context.Context, judge *eval.Engine) error {
	v := slices.IndexFunc(s.versions, func(it *iteration) bool { return it.key == s.lastKey })
	if s.failing < mostFailing || v < 0 || s.spent() {
		return nil
	}
	before := s.failing
	err := s.ask(ctx, judge, []asking{{Query: bisect.Query{Version: v, Case: s.lastCase}}})
	if s.failing > before {
		s.dead = true
		judge.Warn(errors.New("the provider does not answer any more: the search ends here, and goes on when it is made again"))
	}
	return err
}

// answeredBy notes which model answers now. When that is another one than that of
// the records, these do not count any more.
func (s *bisection) answeredBy(judge *eval.Engine, a eval.Answer) {
	e := &s.evidence
	switch {
	case s.target.Free || a.Cached || a.Model == "":
	case e.model == "":
		e.model = a.Model
	case sameModel(a.Model, e.model):
	case !e.switched:
		e.switched, e.model = true, a.Model
	case !e.mixed:
		e.mixed = true
		judge.Warn(fmt.Errorf("answers come from %s and from %s: they are mixed", e.model, a.Model))
	}
}

// remember keeps a result for the record and for what is shown: sample 0, or else
// the first one.
func (s *bisection) remember(key string, a asking, r *eval.Result) {
	if s.results[key] == nil {
		s.results[key] = map[int]eval.Result{}
	}
	if _, known := s.results[key][a.Case]; !known || a.column.Seen == 0 {
		kept := *r
		kept.Case, kept.Sample = &s.suite.Cases[a.Case], a.column.Seen
		s.results[key][a.Case] = kept
	}
}

func (s *bisection) sampleOf(it *iteration, a asking, r *eval.Result) judgedSample {
	one := judgedSample{
		Time: r.Answer.Origin.Time, Rev: string(it.commit.ID), Prompt: it.key, Case: s.suite.Cases[a.Case].Key, Sample: a.column.Seen,
		Pass: r.Pass, Model: r.Answer.Model, Question: a.question, Search: s.evidence.search,
	}
	if one.Time.IsZero() {
		one.Time = s.now
	}
	for name, score := range r.Metrics {
		if !math.IsNaN(score) {
			if one.Metrics == nil {
				one.Metrics = map[string]float64{}
			}
			one.Metrics[name] = share(score)
		}
	}
	return one
}
