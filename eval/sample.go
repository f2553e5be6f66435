package eval

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptgit/promptgit/internal/value"
)

// AssertSet is the type of an assertion that holds others.
const AssertSet = "assert-set"

// RenderFunc renders a template text with the vars of a case.
type RenderFunc func(ctx context.Context, tmpl string, vars *value.Object) (string, error)

// GradeOptions are what grading needs from outside. The assertion types and the
// template engine are required.
type GradeOptions struct {
	New func(Assertion) (Grader, error)
	Services
}

// Graded is the verdict of one sample over all assertions of its case.
type Graded struct {
	Pass    bool
	Score   float64
	Metrics map[string]float64 // weighted mean score of the assertions carrying each metric, nil for none
	Weights map[string]float64 // the sum of their weights, for a suite with derived metrics only
	Asserts []AssertResult     // in file order; an assert-set precedes its members
}

// GradeSample judges a sample by the assertions of its case. The score is the
// weighted mean of the assertions' scores. Without a threshold every assertion
// must pass; with one, only the score counts, even a threshold of 0. A case
// without assertions passes with score 1. What compares several samples is left
// to CompareSamples.
//
// An error means that some assertion could not be judged, and with it the whole
// sample: it is never a fail.
func GradeSample(ctx context.Context, one Sample, o GradeOptions) (Graded, error) {
	if len(one.Case.Asserts) == 0 {
		return Graded{Pass: true, Score: 1}, nil
	}
	s := sampler{Sample: one, o: o}
	sum, err := s.group(ctx, one.Case.Asserts, one.Case.Threshold)
	if err != nil {
		return Graded{}, err
	}
	g := Graded{Pass: sum.pass(), Score: sum.score(), Metrics: sum.metrics.means(), Asserts: sum.asserts}
	if one.Column != nil && len(one.Column.Suite.Derived) > 0 {
		g.Weights = sum.metrics.weights()
	}
	return s.scored(ctx, g)
}

type sampler struct {
	Sample
	o GradeOptions
}

// group judges the assertions of a case or of an assert-set. Sets are added
// after the others, as promptfoo adds them, because the order of a sum decides
// its last bit and a threshold is compared without tolerance.
func (s *sampler) group(ctx context.Context, asserts []Assertion, threshold *float64) (*groupSum, error) {
	sum := &groupSum{threshold: threshold, metrics: metricSums{}, asserts: make([]AssertResult, 0, len(asserts))}
	var sets []func()
	for i := range asserts {
		a := &asserts[i]
		if Compares(a.Type) {
			continue
		}
		metric, err := s.metric(ctx, a)
		if err != nil {
			return nil, err
		}
		if a.Type == AssertSet && !a.Not {
			inner, setErr := s.group(ctx, a.Set, a.Threshold)
			if setErr != nil {
				return nil, setErr
			}
			verdict := inner.verdict()
			sum.asserts = append(sum.asserts, AssertResult{Type: AssertSet, Metric: metric, Step: a.Step, Failure: a.failed(verdict), Verdict: verdict})
			sum.asserts = append(sum.asserts, inner.asserts...)
			sets = append(sets, func() {
				sum.add(verdict, a.Weight, metric)
				sum.metrics.fold(inner.metrics, a.Weight, metric)
			})
			continue
		}
		verdict, err := s.one(ctx, a)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.FullType(), err)
		}
		sum.asserts = append(sum.asserts, AssertResult{Type: a.FullType(), Metric: metric, Step: a.Step, Failure: a.failed(verdict), Verdict: verdict})
		sum.asserts = append(sum.asserts, partsOf(verdict, a)...)
		sum.add(verdict, a.Weight, metric)
	}
	for _, add := range sets {
		add()
	}
	return sum, nil
}

func (s *sampler) one(ctx context.Context, a *Assertion) (Verdict, error) {
	grader, err := s.o.New(*a)
	if err != nil {
		return Verdict{}, err
	}
	one := s.Sample
	if a.Step != "" {
		if one, err = s.atStep(a.Step); err != nil {
			return Verdict{}, err
		}
	}
	if a.Transform != nil {
		if one.Answer, err = Transform(ctx, s.o.Scripts, a.Transform, one.Answer, one.transformContext(value.NewObject("label", one.Rendered()))); err != nil {
			return Verdict{}, fmt.Errorf("transform: %w", err)
		}
	}
	rendered, err := s.value(ctx, a.Value)
	if err == nil && a.Script != nil && !judgesByCode(a.Type) {
		rendered, err = one.scriptValue(ctx, s.o.Scripts, a)
		var thrown *ThrownError
		if errors.As(err, &thrown) && a.Script.Language != JavaScript { // a fail of the output in promptfoo, for these
			return Verdict{Pass: a.Weight == 0, Reason: err.Error()}, nil
		}
	}
	if err != nil {
		return Verdict{}, err
	}
	verdict, err := grader.Grade(ctx, GradeInput{Sample: one, Services: s.o.Services, Value: rendered, Vars: s.Case.Vars})
	if err != nil {
		return Verdict{}, err
	}
	if a.Weight == 0 { // recorded, never decisive
		verdict.Pass = true
	}
	return verdict, nil
}

// value renders a text, and the texts of a list; objects such as JSON schemas
// are compared as they are written.
func (s *sampler) value(ctx context.Context, v any) (any, error) {
	switch v := v.(type) {
	case string:
		return s.text(ctx, v)
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = item
			if text, ok := item.(string); ok {
				rendered, err := s.text(ctx, text)
				if err != nil {
					return nil, err
				}
				list[i] = rendered
			}
		}
		return list, nil
	}
	return v, nil
}

// metric renders the name of a metric. One that is no template keeps its text,
// as in promptfoo: a name decides nothing.
func (s *sampler) metric(ctx context.Context, a *Assertion) (string, error) {
	name, err := s.text(ctx, a.Metric)
	switch {
	case err == nil:
		return name, nil
	case ctx.Err() != nil:
		return "", err
	}
	return a.Metric, nil
}

func (s *sampler) text(ctx context.Context, text string) (string, error) {
	if !isTemplate(text) {
		return text, nil // it renders to itself
	}
	return s.o.Render(ctx, text, s.Case.Vars)
}
