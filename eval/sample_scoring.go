package eval

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/promptgit/promptgit/internal/value"
)

// scoring is the type under which the verdict of a scoring function is listed.
const scoring = "assertScoringFunction"

// scored lets the scoring function of the case make the verdict from the scores
// of the metrics and the verdicts of the assertions. A function that throws, or
// gives something else than a verdict, fails the sample, as in promptfoo.
func (s *sampler) scored(ctx context.Context, g Graded) (Graded, error) {
	script := s.Case.Code.Scoring
	if script == nil {
		return g, nil
	}
	if s.o.Scripts == nil {
		return Graded{}, fmt.Errorf("%s: %w", scoring, errNoScripts)
	}
	named := &value.Object{}
	for _, name := range slices.Sorted(maps.Keys(g.Metrics)) {
		named.Set(name, g.Metrics[name])
	}
	v, err := s.o.Scripts.Run(ctx, *script, Arg{"namedScores", named}, Arg{"context", s.scoringContext(g)})
	var thrown *ThrownError
	if err != nil && !errors.As(err, &thrown) {
		return Graded{}, fmt.Errorf("%s: %w", scoring, err)
	}
	verdict := Verdict{Reason: "the scoring function gave no verdict: it must give {pass, score, reason}"}
	if err != nil {
		verdict.Reason = fmt.Sprintf("the scoring function threw: %v", err)
	} else if own, isVerdict := NewScriptVerdict(v); isVerdict {
		if verdict, err = own.Verdict(); err != nil {
			return Graded{}, fmt.Errorf("%s: %w", scoring, err)
		}
		if verdict.Details != nil && verdict.Details.Named != nil {
			g.Metrics = map[string]float64{}
			for name, n := range verdict.Details.Named {
				g.Metrics[name] = n.Score
			}
		}
	}
	g.Pass, g.Score = verdict.Pass, verdict.Score
	g.Asserts = append(g.Asserts, AssertResult{Type: scoring, Verdict: verdict})
	return g, nil
}

func (s *sampler) scoringContext(g Graded) *value.Object {
	parts := make([]any, len(g.Asserts))
	for i, a := range g.Asserts {
		parts[i] = value.NewObject("pass", a.Pass, "score", a.Score, "reason", a.Reason, "assertion", value.NewObject("type", a.Type, "metric", a.Metric))
	}
	o := value.NewObject("componentResults", parts, "tokensUsed", value.NewObject("total", int64(0), "prompt", int64(0), "completion", int64(0)))
	if s.Case.Threshold != nil {
		o.Set("threshold", *s.Case.Threshold)
	}
	return o
}
