package grade

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptgit/promptgit/eval"
)

// likeness grades by a score from 0 to 1 that must reach a threshold. With
// "not-" the score must stay under it and is turned round: 1 - score.
type likeness struct {
	assertion eval.Assertion
	name      string  // of the score, for reasons
	threshold float64 // where the assertion has none
	score     func(output string, references []string) (float64, error)
	single    bool // one reference only
}

// Grade compares the score with the threshold without tolerance.
func (s likeness) Grade(_ context.Context, in eval.GradeInput) (eval.Verdict, error) {
	references, err := s.references(in.Value)
	if err != nil {
		return eval.Verdict{}, err
	}
	score, err := s.score(in.Answer.Output, references)
	if err != nil {
		return eval.Verdict{}, err
	}
	threshold := s.threshold
	if s.assertion.Threshold != nil {
		threshold = *s.assertion.Threshold
	}
	v := eval.Verdict{Pass: score >= threshold, Score: score}
	want := "at least"
	if s.assertion.Not {
		v.Pass, v.Score = !v.Pass, 1-score
		want = "less than"
	}
	v.Reason = fmt.Sprintf("expected %s of %s %v; got %.4g for %s", s.name, want, threshold, score, quote(in.Answer.Output))
	return v, nil
}

// references are the texts to compare with: the value, or each of its items.
func (s likeness) references(v any) ([]string, error) {
	switch v := v.(type) {
	case string:
		return []string{v}, nil
	case []any:
		if s.single {
			break
		}
		if len(v) == 0 {
			return nil, errors.New("the value is an empty list; there is nothing to compare with")
		}
		list := make([]string, len(v))
		for i, item := range v {
			text, ok := item.(string)
			if !ok {
				return nil, errors.New("the value must be a text or a list of texts")
			}
			list[i] = text
		}
		return list, nil
	}
	if s.single {
		return nil, errors.New("the value must be a text")
	}
	return nil, errors.New("the value must be a text or a list of texts")
}
