package grade

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/promptgit/promptgit/eval"
)

func similar() Type {
	return similarType("similar", "The embedding of the output is near that of a text, or of one of a list: the cosine of their angle reaches the threshold, 0.75 by default.", cosine, false)
}

func similarCosine() Type {
	return similarType("similar:cosine", "The same as similar.", cosine, false)
}

func similarDot() Type {
	return similarType("similar:dot", "The dot product of the embeddings of the output and of a text, or of one of a list, reaches the threshold, 0.75 by default.", dot, false)
}

func similarEuclidean() Type {
	return similarType("similar:euclidean", "The distance between the embeddings of the output and of a text, or of one of a list, is at most the threshold, 0.75 by default; the score is 1/(1+distance).", distance, true)
}

func similarType(name, doc string, measure func(a, b []float64) (float64, error), far bool) Type {
	s := similarity{measure, far}
	return Type{
		Name:    name,
		Doc:     doc,
		Example: "type: \"" + name + "\"\nvalue: The parcel arrives on Monday.\nthreshold: 0.8\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Embed}, Protocol: protocol(), Check: noVotes},
		New:     judging(s.ask),
	}
}

// similarity compares embeddings by a measure, which grows with the likeness or,
// where far is set, with the distance.
type similarity struct {
	measure func(a, b []float64) (float64, error)
	far     bool
}

// ask compares with each text in turn. One that is near is enough; with "not-"
// all must be far, and the nearest counts.
func (s similarity) ask(ctx context.Context, q question) (eval.Verdict, error) {
	items, isList := q.in.Value.([]any)
	if !isList {
		items = []any{q.in.Value}
	}
	if len(items) == 0 {
		return eval.Verdict{}, errors.New("the list of texts to be similar to is empty")
	}
	output, err := q.vector(ctx, q.a.Judge, q.in.Answer.Output)
	if err != nil {
		return eval.Verdict{}, err
	}
	var best eval.Verdict
	for i, x := range items {
		text, ok := x.(string)
		if !ok {
			return eval.Verdict{}, errors.New("the value must be a text, or a list of texts")
		}
		v, err := s.compare(ctx, q, output, text)
		if err != nil {
			return eval.Verdict{}, err
		}
		if v.Pass != q.a.Not { // this one decides
			return v, nil
		}
		if i == 0 || !q.a.Not && v.Score > best.Score || q.a.Not && v.Score < best.Score {
			best = v
		}
	}
	return best, nil
}

func (s similarity) compare(ctx context.Context, q question, output []float64, text string) (eval.Verdict, error) {
	wanted, err := q.vector(ctx, q.a.Judge, text)
	if err != nil {
		return eval.Verdict{}, err
	}
	x, err := s.measure(wanted, output)
	if err != nil {
		return eval.Verdict{}, err
	}
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return eval.Verdict{}, errors.New("the embeddings are too long to compare")
	}
	bound := q.threshold(0.75)
	v := eval.Verdict{Score: x, Pass: x >= bound-epsilon}
	what, than := "similarity", "at least"
	switch {
	case s.far:
		v.Score, v.Pass = 1/(1+x), x <= bound+epsilon
		what, than = "distance", "at most"
		if q.a.Not {
			v.Pass, than = x >= bound-epsilon, "at least"
		}
	case q.a.Not:
		v.Pass, than = x <= bound+epsilon, "at most"
	}
	if q.a.Not {
		v.Score = 1 - v.Score
	}
	v.Reason = fmt.Sprintf("expected a %s to %s of %s %v; got %.4g", what, quote(text), than, bound, x)
	return v, nil
}
