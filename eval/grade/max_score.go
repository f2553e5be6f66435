package grade

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func maxScore() Type {
	return Type{
		Name:    "max-score",
		Doc:     "Of the outputs of several prompts and providers for one case, the one whose other assertions have the best mean score, weighted by type, or the best sum; of equal ones the first.",
		Example: "type: max-score\nvalue:\n  method: average\n  weights: {contains: 2}\n  threshold: 0.5\n",
		Since:   "0.1.0",
		Compare: newMaxScore,
	}
}

// bestScore is a comparer that knows what the value of max-score asks for.
type bestScore struct {
	sum       bool
	weights   map[string]float64 // by type as written, with "not-"; others weigh 1
	threshold float64
}

func newMaxScore(a eval.Assertion) (eval.Comparer, error) {
	b := bestScore{weights: map[string]float64{}, threshold: math.Inf(-1)}
	options, ok := a.Value.(*value.Object)
	if !ok && a.Value != nil {
		return nil, errors.New("max-score: the value must hold method, weights or threshold")
	}
	for key, v := range options.All() {
		var err error
		switch key {
		case "method":
			b.sum, err = v == "sum", oneOf(v, "average", "sum")
		case "weights":
			err = b.weigh(v)
		case "threshold":
			b.threshold, err = number(v)
		default:
			err = errors.New("is no option; there are method, weights and threshold")
		}
		if err != nil {
			return nil, fmt.Errorf("max-score: %s: %w", key, err)
		}
	}
	return b, nil
}

func (b bestScore) weigh(v any) error {
	weights, ok := v.(*value.Object)
	if !ok {
		return errors.New("must give a number for each type of assertion")
	}
	for typ, w := range weights.All() {
		f, err := number(w)
		if err != nil {
			return fmt.Errorf("%s: %w", typ, err)
		}
		b.weights[typ] = f
	}
	return nil
}

func oneOf(v any, allowed ...string) error {
	if text, ok := v.(string); !ok || !slices.Contains(allowed, text) {
		return fmt.Errorf("must be one of %s", quoteList(allowed))
	}
	return nil
}

func number(v any) (float64, error) {
	switch v := v.(type) {
	case int64:
		return float64(v), nil
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return v, nil
		}
	}
	return 0, errors.New("must be a number")
}

// Compare gives score 1 to the best and 0 to the others.
func (b bestScore) Compare(_ context.Context, in eval.CompareInput) ([]eval.Verdict, error) {
	scores := make([]float64, len(in.Rivals))
	best := 0
	for i, r := range in.Rivals {
		var counted bool
		if scores[i], counted = b.score(r.Asserts); !counted {
			return nil, errors.New("the case has no other assertion whose score could be compared; add one beside it")
		}
		if scores[i] > scores[best] {
			best = i
		}
	}
	verdicts := make([]eval.Verdict, len(scores))
	for i, score := range scores {
		v := &verdicts[i]
		switch {
		case i != best:
			v.Reason = fmt.Sprintf("expected the best score of the other assertions; got %.3g, %s has %.3g", score, column(in.Rivals[best]), scores[best])
		case score < b.threshold:
			v.Reason = fmt.Sprintf("expected a score of at least %v; got %.3g, the best", b.threshold, score)
		default:
			v.Pass, v.Score = true, 1
			v.Reason = fmt.Sprintf("expected the best score of the other assertions; got %.3g of %d outputs", score, len(scores))
		}
	}
	return verdicts, nil
}

// score is the weighted mean or sum over all assertions and members of sets,
// without the sets themselves and what compares.
func (b bestScore) score(asserts []eval.AssertResult) (score float64, counted bool) {
	var total, weight float64
	for _, a := range asserts {
		if a.Type == eval.AssertSet || eval.Compares(a.Type) {
			continue
		}
		w, ok := b.weights[a.Type]
		if !ok {
			w = 1
		}
		total, weight, counted = total+a.Score*w, weight+w, true
	}
	switch {
	case b.sum:
		return total, counted
	case weight > 0:
		return total / weight, counted
	}
	return 0, counted
}

// column names what gave an output.
func column(r eval.Rival) string {
	if r.Column == nil {
		return "another output"
	}
	return r.Column.Prompt.Path + " under " + r.Column.Target.Provider
}
