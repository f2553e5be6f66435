package eval

import (
	"fmt"
	"math"

	"github.com/promptgit/promptgit/internal/value"
)

// ScriptVerdict is the verdict that code gave as an object: {pass, score,
// reason} with what else may stand there.
type ScriptVerdict struct {
	Pass   bool
	Score  float64 // any number, even one that is not finite
	Reason string
	object *value.Object
}

// NewScriptVerdict reads an object by promptfoo's rules. ok is false for what is
// no verdict.
func NewScriptVerdict(v any) (verdict *ScriptVerdict, ok bool) {
	o, _ := v.(*value.Object)
	pass, _ := o.Get("pass")
	score, _ := o.Get("score")
	reason, _ := o.Get("reason")
	s := &ScriptVerdict{object: o}
	if s.Pass, ok = pass.(bool); !ok {
		return nil, false
	}
	if s.Reason, ok = reason.(string); !ok {
		return nil, false
	}
	if s.Score, ok = Float(score); !ok {
		return nil, false
	}
	for _, name := range []string{"namedScores", "namedScoreWeights", "tokensUsed", "assertion"} {
		switch x, _ := o.Get(name); x.(type) {
		case nil, *value.Object, []any:
		default:
			return nil, false
		}
	}
	if parts, given := o.Get("componentResults"); given {
		if _, ok := parts.([]any); !ok {
			return nil, false
		}
	}
	if comment, given := o.Get("comment"); given {
		if _, ok := comment.(string); !ok {
			return nil, false
		}
	}
	return s, true
}

// Float is the number that JSON data is.
func Float(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// maxScore keeps sums of scores, weighted, far from what a number holds.
const maxScore = 1e15

// BoundScore is the score that is counted for the number that code gave: itself,
// and 0 for what is not a number. One too large to be summed up is an error.
func BoundScore(f float64) (float64, error) {
	if math.Abs(f) > maxScore {
		return 0, fmt.Errorf("the code gave the score %v; scores are finite and at most 1e15", f)
	}
	if math.IsNaN(f) {
		return 0, nil
	}
	return f, nil
}

// Verdict is the verdict with its named scores and its parts.
func (s *ScriptVerdict) Verdict() (Verdict, error) {
	score, err := BoundScore(s.Score)
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{Pass: s.Pass, Score: score, Reason: s.Reason}
	named, err := s.named()
	if err != nil {
		return Verdict{}, err
	}
	parts := s.parts()
	if named != nil || parts != nil {
		v.Details = &Details{Named: named, Parts: parts}
	}
	return v, nil
}

func (s *ScriptVerdict) named() (map[string]NamedScore, error) {
	given, _ := s.object.Get("namedScores")
	scores, _ := given.(*value.Object)
	if scores.Len() == 0 {
		return nil, nil //nolint:nilnil // most have none
	}
	given, _ = s.object.Get("namedScoreWeights")
	weights, _ := given.(*value.Object)
	named := make(map[string]NamedScore, scores.Len())
	for name, x := range scores.All() {
		one := NamedScore{Weight: 1}
		var ok bool
		if one.Score, ok = Float(x); !ok {
			if yes, isBool := x.(bool); isBool {
				ok, one.Score = true, map[bool]float64{true: 1}[yes]
			}
		}
		if w, given := weights.Get(name); given && w != nil {
			var number bool
			one.Weight, number = Float(w)
			ok = ok && number
		}
		if !ok {
			return nil, fmt.Errorf("the code gave the named score %q, or its weight, as something else than a number", name)
		}
		for _, f := range []*float64{&one.Score, &one.Weight} {
			var err error
			if *f, err = BoundScore(*f); err != nil {
				return nil, fmt.Errorf("named score %q: %w", name, err)
			}
		}
		named[name] = one
	}
	return named, nil
}

// maxParts bounds what one assertion lists in a report.
const maxParts = 1000

// parts are the verdicts that the code names as those that led to its own.
func (s *ScriptVerdict) parts() []AssertResult {
	given, _ := s.object.Get("componentResults")
	list, _ := given.([]any)
	var parts []AssertResult
	for _, x := range list[:min(len(list), maxParts)] {
		o, isObject := x.(*value.Object)
		if !isObject {
			continue
		}
		var part AssertResult
		pass, _ := o.Get("pass")
		part.Pass, _ = pass.(bool)
		if score, ok := o.Get("score"); ok {
			f, _ := Float(score)
			part.Score, _ = BoundScore(f) // one too large counts as 0: it decides nothing
		}
		reason, _ := o.Get("reason")
		part.Reason, _ = reason.(string)
		if a, _ := o.Get("assertion"); a != nil {
			if assertion, ok := a.(*value.Object); ok {
				name, _ := assertion.Get("type")
				part.Type, _ = name.(string)
				metric, _ := assertion.Get("metric")
				part.Metric, _ = metric.(string)
			}
		}
		parts = append(parts, part)
	}
	return parts
}
