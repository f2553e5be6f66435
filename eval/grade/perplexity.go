package grade

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/promptgit/promptgit/eval"
)

func perplexity() Type {
	return Type{
		Name: "perplexity",
		Doc: "The perplexity of the answer, e to the mean negative logarithm of its tokens' probabilities, is at most the threshold; " +
			"without one it passes, with not- too. It cannot be judged without logprobs, which openai gives for the parameter logprobs: true.",
		Example: "type: perplexity\nthreshold: 1.5\n",
		Since:   "0.2.0",
		New:     func(a eval.Assertion) (eval.Grader, error) { return perplexityGrader{a}, nil },
	}
}

func perplexityScore() Type {
	return Type{
		Name: "perplexity-score",
		Doc: "1 / (1 + perplexity) of the answer, which is its score, is at least the threshold; without one it passes, with not- too. " +
			"With not- the score is turned round. It cannot be judged without logprobs.",
		Example: "type: perplexity-score\nthreshold: 0.4\n",
		Since:   "0.2.0",
		New:     func(a eval.Assertion) (eval.Grader, error) { return perplexityScoreGrader{a}, nil },
	}
}

type perplexityGrader struct{ assertion eval.Assertion }

func (g perplexityGrader) Grade(_ context.Context, in eval.GradeInput) (eval.Verdict, error) {
	p, err := perplexityOf(in.Answer.LogProbs)
	if err != nil {
		return eval.Verdict{}, err
	}
	v := eval.Verdict{Pass: true, Score: 1, Reason: fmt.Sprintf("the perplexity is %.4g; there is no threshold", p)}
	if t := g.assertion.Threshold; t != nil {
		f := fact{ok: p <= *t, want: fmt.Sprintf("have a perplexity of at most %v", *t), got: fmt.Sprintf("it is %.4g", p)}
		v.Pass, v.Reason = f.ok != g.assertion.Not, f.reason(g.assertion.Not)
	}
	if !v.Pass {
		v.Score = 0
	}
	return v, nil
}

type perplexityScoreGrader struct{ assertion eval.Assertion }

func (g perplexityScoreGrader) Grade(_ context.Context, in eval.GradeInput) (eval.Verdict, error) {
	p, err := perplexityOf(in.Answer.LogProbs)
	if err != nil {
		return eval.Verdict{}, err
	}
	score := 1 / (1 + p)
	v := eval.Verdict{Pass: true, Score: score, Reason: fmt.Sprintf("the perplexity score is %.4g; there is no threshold", score)}
	if t := g.assertion.Threshold; t != nil {
		f := fact{ok: score >= *t, want: fmt.Sprintf("have a perplexity score of at least %v", *t), got: fmt.Sprintf("it is %.4g", score)}
		v.Pass, v.Reason = f.ok != g.assertion.Not, f.reason(g.assertion.Not)
	}
	if g.assertion.Not {
		v.Score = 1 - score
	}
	return v, nil
}

// perplexityOf is e to the mean of -ln p over the tokens of an answer.
func perplexityOf(logProbs []float64) (float64, error) {
	if len(logProbs) == 0 {
		return 0, errors.New("the answer has no logprobs; ask an openai provider for them with the parameter logprobs: true")
	}
	sum := 0.0
	for _, p := range logProbs {
		sum += p
	}
	if math.IsNaN(sum) {
		return 0, errors.New("the logprobs of the answer are no numbers")
	}
	return jsExp(-(sum / float64(len(logProbs)))), nil
}
