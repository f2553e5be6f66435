package eval_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// script answers with these errors, one a call, and after them with an echo.
func script(errs ...error) *model {
	var n atomic.Int64
	m := &model{}
	m.answer = func(_ context.Context, req eval.Request) (eval.Answer, error) {
		if i := int(n.Add(1)) - 1; i < len(errs) {
			return eval.Answer{}, errs[i]
		}
		return eval.Answer{Output: "echo " + req.Rendered}, nil
	}
	return m
}

func status(code int, after time.Duration) error {
	return &eval.CallError{Status: code, Retry: code == 429 || code >= 500, After: after, Err: errors.New("no")}
}

// patient is an engine that waits a second between calls, for tests with a
// clock of their own, where waiting takes no time.
func patient() *eval.Engine {
	e := newEngine()
	e.MaxRetries = 5
	e.Backoff = func() backoff.BackOff { return backoff.NewConstantBackOff(time.Second) }
	return e
}

func TestACallIsRepeatedWhereThatHelps(t *testing.T) {
	fatal := &eval.CallError{Status: 401, Fatal: true, Err: errors.New("no")}
	for name, c := range map[string]struct {
		errs  []error
		calls int
		waits time.Duration
		pass  bool
	}{
		"at once":                          {nil, 1, 0, true},
		"after two 500":                    {[]error{status(500, 0), status(500, 0)}, 3, 2 * time.Second, true},
		"after the pause that was asked":   {[]error{status(429, 30*time.Second)}, 2, 30 * time.Second, true},
		"never after a 400":                {[]error{status(400, 0)}, 1, 0, false},
		"never after a 401":                {[]error{fatal}, 1, 0, false},
		"at most five times":               {slices.Repeat([]error{status(503, 0)}, 9), 6, 5 * time.Second, false},
		"never for a pause of a day":       {[]error{status(429, 24*time.Hour)}, 1, 0, false},
		"never for an error without a say": {[]error{errors.New("odd")}, 1, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := patient()
				m, start := script(c.errs...), time.Now()
				run := mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(1), Target: m.target()})[0]
				if m.calls != c.calls || run.Calls != c.calls || time.Since(start) != c.waits {
					t.Errorf("want %d calls in %v, got %d (%d counted) in %v", c.calls, c.waits, m.calls, run.Calls, time.Since(start))
				}
				if r := run.Results[0]; r.Pass != c.pass || (r.Err == nil) != c.pass {
					t.Errorf("got %s", brief(r))
				}
			})
		})
	}
}

func TestTheDefaultPausesGrowAndDiffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newEngine()
		e.MaxRetries = 5
		m, start := script(slices.Repeat([]error{status(500, 0)}, 5)...), time.Now()
		mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(1), Target: m.target()})
		// 0.5, 0.75, 1.125, ... seconds, each within one half of it
		if d := time.Since(start); d < 3*time.Second || d > 10*time.Second {
			t.Errorf("five pauses took %v", d)
		}
	})
}

func TestAPauseHoldsForAllCallsOfAnEndpoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := patient()
		e.Concurrency = 2
		var early atomic.Int64
		var until atomic.Int64
		m := &model{}
		m.answer = func(_ context.Context, req eval.Request) (eval.Answer, error) {
			now := time.Now().UnixNano()
			if until.Load() == 0 {
				until.Store(now + int64(20*time.Second))
				return eval.Answer{}, status(429, 20*time.Second)
			}
			if now < until.Load() {
				early.Add(1)
			}
			time.Sleep(time.Second)
			return eval.Answer{Output: "echo " + req.Rendered}, nil
		}
		run := mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(30), Target: m.target()})[0]
		if early.Load() > 1 { // the one that was under way
			t.Errorf("%d calls during the pause", early.Load())
		}
		if run.Calls != 31 {
			t.Errorf("want 31 calls, got %d", run.Calls)
		}
	})
}

func TestCallsAtOnceAdaptToAServerThatTakesFew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := patient()
		const takes, cases = 4, 400
		e.Concurrency, e.MaxRetries = 64, 20
		var inside, refused atomic.Int64
		m := &model{}
		m.answer = func(_ context.Context, req eval.Request) (eval.Answer, error) {
			defer inside.Add(-1)
			if inside.Add(1) > takes {
				refused.Add(1)
				return eval.Answer{}, status(429, 0)
			}
			time.Sleep(time.Second)
			return eval.Answer{Output: "echo " + req.Rendered}, nil
		}
		run := mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(cases), Target: m.target()})[0]
		for _, r := range run.Results {
			if !r.Pass {
				t.Fatalf("lost: %s", brief(r))
			}
		}
		if refused.Load() > cases/2 {
			t.Errorf("%d refusals for %d cases", refused.Load(), cases)
		}
	})
}

func TestAnEndpointThatNeverAnswersIsNotAskedForEachCase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := patient()
		e.Concurrency = 4
		m := &model{answer: func(context.Context, eval.Request) (eval.Answer, error) {
			return eval.Answer{}, &eval.CallError{Retry: true, Fatal: true, Hint: "start it", Err: errors.New("refused")}
		}}
		run := mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(100), Target: m.target()})[0]
		if m.calls > 4*6 {
			t.Errorf("%d calls", m.calls)
		}
		var failed *eval.CallError
		for _, r := range run.Results {
			if !errors.As(r.Err, &failed) || failed.Hint != "start it" {
				t.Errorf("got %s", brief(r))
			}
		}
	})
}

func TestACallHasADeadlineAndIsNotPaidAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := patient()
		e.Timeout = 3 * time.Second
		m := &model{answer: func(ctx context.Context, _ eval.Request) (eval.Answer, error) {
			<-ctx.Done()
			return eval.Answer{}, ctx.Err()
		}}
		start := time.Now()
		run := mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(1), Target: m.target()})[0]
		err := run.Results[0].Err
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 3*time.Second || m.calls != 1 {
			t.Errorf("after %v and %d calls: %v", time.Since(start), m.calls, err)
		}
	})
}

func TestABudgetIsNeverPassed(t *testing.T) {
	for name, bound := range map[string]*value.Object{
		"with a bound on the output": value.NewObject("max_tokens", int64(1000)),
		"without one":                nil,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := patient()
				limit, paid := 0.10, 0.0
				e.MaxCost, e.Concurrency = &limit, 16
				m := &model{}
				m.answer = func(_ context.Context, req eval.Request) (eval.Answer, error) {
					time.Sleep(time.Second)
					cost := 0.001 * 8
					m.mu.Lock()
					paid += cost
					m.mu.Unlock()
					return eval.Answer{Output: "echo " + req.Rendered, Cost: &cost}, nil
				}
				target := m.target()
				target.Price = &eval.Price{Input: 1, Output: 8}
				p := &prompt.Prompt{Messages: ask("case {n}").Messages, Params: bound}
				run := mustRun(t, e, eval.Column{Prompt: p, Suite: suite(50), Target: target})[0]
				passed, stopped := 0, 0
				for _, r := range run.Results {
					switch {
					case r.Pass:
						passed++
					case errors.Is(r.Err, eval.ErrBudget):
						stopped++
					}
				}
				if paid > limit || passed < 11 || passed+stopped != 50 || run.Calls != passed {
					t.Errorf("paid $%.3f, %d passed, %d stopped, %d calls", paid, passed, stopped, run.Calls)
				}
			})
		})
	}
}

func TestCallsThatMayHaveBeenBilledCountInTheBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := patient()
		limit := 0.05
		e.MaxCost, e.MaxRetries = &limit, 0
		m := &model{answer: func(context.Context, eval.Request) (eval.Answer, error) {
			return eval.Answer{}, &eval.CallError{Sent: true, Err: errors.New("reset")}
		}}
		target := m.target()
		target.Price = &eval.Price{Output: 10}
		p := &prompt.Prompt{Messages: ask("case {n}").Messages, Params: value.NewObject("max_tokens", int64(1000))}
		run := mustRun(t, e, eval.Column{Prompt: p, Suite: suite(20), Target: target})[0]
		if run.Calls != int(math.Round(limit/0.01)) {
			t.Errorf("%d calls of at most $0.01 within $%.2f", run.Calls, limit)
		}
		again := mustRun(t, e, eval.Column{Prompt: p, Suite: suite(20), Target: target})[0]
		if again.Calls != 0 {
			t.Errorf("%d calls more in the engine's second run", again.Calls)
		}
	})
}

func TestABudgetWithoutAPriceIsRefusedBeforeTheFirstCall(t *testing.T) {
	t.Parallel()
	limit := 1.0
	m := &model{}
	e := newEngine()
	e.MaxCost = &limit
	target := m.target()
	target.Price = nil
	runs, err := e.Run(t.Context(), []eval.Column{{Prompt: ask("x"), Suite: suite(1), Target: target}})
	if !errors.Is(err, eval.ErrUnknownPrice) || runs != nil || m.calls != 0 {
		t.Errorf("got %v, %v after %d calls", runs, err, m.calls)
	}
	target.Free = true
	if _, err := e.Run(t.Context(), []eval.Column{{Prompt: ask("x"), Suite: suite(1), Target: target}}); err != nil {
		t.Errorf("a free target has no price to know: %v", err)
	}
}
