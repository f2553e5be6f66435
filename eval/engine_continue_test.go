package eval_test

import (
	"context"
	"errors"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func TestAnEngineGoesOnWithTheBudgetOfTheOneBefore(t *testing.T) {
	t.Parallel()
	m := &model{answer: func(_ context.Context, req eval.Request) (eval.Answer, error) {
		return eval.Answer{Output: req.Rendered, Cost: new(0.01)}, nil
	}}
	target := m.target()
	target.Price = &eval.Price{Output: 10}
	limit := 0.035 // three calls of at most a thousand tokens
	run := func(before *eval.Engine, text string) (*eval.Engine, []eval.Result) {
		e := newEngine()
		e.MaxCost, e.Concurrency = &limit, 1
		e.Continue(before)
		p := ask(text).Overlay(value.NewObject("max_tokens", int64(1000)))
		return e, mustRun(t, e, eval.Column{Prompt: p, Suite: suite(2), Target: target})[0].Results
	}
	first, one := run(nil, "a {n}")
	_, two := run(first, "b {n}")
	if one[1].Err != nil || two[0].Err != nil || !errors.Is(two[1].Err, eval.ErrBudget) || m.calls != 3 {
		t.Errorf("want the fourth call refused, got %v, %v, %v after %d calls", one[1].Err, two[0].Err, two[1].Err, m.calls)
	}
}
