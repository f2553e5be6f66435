package eval_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// slow answers with an echo after a time.
func slow(d time.Duration) *model {
	return &model{answer: func(ctx context.Context, req eval.Request) (eval.Answer, error) {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return eval.Answer{Output: "echo " + req.Rendered}, nil
		case <-ctx.Done():
			return eval.Answer{}, ctx.Err()
		}
	}}
}

// counted tells passes, samples that a limit stopped, and the text of it, which
// is one.
func counted(t *testing.T, run eval.Run) (passed, stopped int, why string) {
	t.Helper()
	for _, r := range run.Results {
		switch {
		case r.Pass:
			passed++
		case !errors.Is(r.Err, eval.ErrBudget):
			t.Errorf("neither passed nor stopped: %s", brief(r))
		case why != "" && why != r.Err.Error():
			t.Errorf("%q and %q", why, r.Err)
		default:
			stopped++
			why = r.Err.Error()
		}
	}
	return passed, stopped, why
}

func TestCallsEndBeforeTheirNumberIsPassed(t *testing.T) {
	for name, c := range map[string]struct {
		errs          []error
		calls, share  int
		passed, asked int
		why           string
	}{
		"of one process":        {nil, 30, 0, 30, 30, "the maximum number of calls is reached: 30"},
		"of one of four shards": {nil, 30, 4, 7, 7, "the share of one of 4 processes in the maximum number of calls is reached: 30"},
		"retries count":         {[]error{status(500, 0), status(500, 0), status(500, 0)}, 30, 0, 27, 30, "the maximum number of calls is reached: 30"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := patient()
				e.MaxCalls, e.Share, e.Cache = c.calls, c.share, &memory{}
				m := script(c.errs...)
				col := eval.Column{Prompt: ask("case {n}"), Suite: suite(50), Target: m.target()}
				run := mustRun(t, e, col)[0]
				passed, stopped, why := counted(t, run)
				if m.calls != c.asked || run.Calls != m.calls || passed != c.passed || passed+stopped != 50 || why != c.why {
					t.Errorf("%d calls (%d counted), %d passed, %d stopped: %s", m.calls, run.Calls, passed, stopped, why)
				}
				if again := mustRun(t, e, col)[0]; again.Calls != 0 || again.Cached != c.passed {
					t.Errorf("the engine's second run makes %d calls and finds %d answers", again.Calls, again.Cached)
				}
			})
		})
	}
}

func TestCallsEndWhenTheTimeIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := patient()
		e.MaxTime, e.Concurrency, e.Cache = 10*time.Minute, 4, &memory{}
		m := slow(45 * time.Second) // 13 times in ten minutes, and the 14th would end too late
		start := time.Now()
		col := eval.Column{Prompt: ask("case {n}"), Suite: suite(100), Target: m.target()}
		run := mustRun(t, e, col)[0]
		passed, stopped, why := counted(t, run)
		if passed != 4*13 || stopped != 48 || m.calls != passed || why != "the maximum time is reached: 10m" {
			t.Errorf("%d calls, %d passed, %d stopped: %s", m.calls, passed, stopped, why)
		}
		if d := time.Since(start); d > e.MaxTime {
			t.Errorf("it took %v", d)
		}
		again := mustRun(t, e, col)[0]
		if again.Calls != 0 || again.Cached != passed {
			t.Errorf("the engine's second run makes %d calls and finds %d answers", again.Calls, again.Cached)
		}
	})
}

// TestWaitingEndsWhenTheTimeIsOver: for a call under way, for a pause that the
// server asked for, and for a place.
func TestWaitingEndsWhenTheTimeIsOver(t *testing.T) {
	for name, m := range map[string]*model{
		"for a call":  slow(time.Hour),
		"for a pause": script(status(429, 4*time.Minute)),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := patient()
				e.MaxTime, e.Concurrency, e.Timeout = 2*time.Minute, 1, 3*time.Hour
				start := time.Now()
				run := mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(5), Target: m.target()})[0]
				if _, stopped, _ := counted(t, run); stopped != 5 || time.Since(start) != e.MaxTime || m.calls != 1 {
					t.Errorf("%d stopped after %v and %d calls", stopped, time.Since(start), m.calls)
				}
			})
		})
	}
}

func TestLimitsHoldForTheQuestionsOfJudges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		judge, under := &model{answer: yes(0)}, &model{}
		e, s := judgedBy(judge.target(), 50, nil)
		e.MaxCalls = 60
		run := runOne(t, e, s, under.target())
		if judge.calls+under.calls != 60 {
			t.Errorf("%d calls and %d of judges", under.calls, judge.calls)
		}
		passed, stopped := 0, 0
		for _, r := range run.Results {
			if r.Pass {
				passed++
			}
			if errors.Is(r.Err, eval.ErrBudget) { // before its output, or before its verdict
				stopped++
			}
		}
		if passed != judge.calls || passed+stopped != 50 {
			t.Errorf("%d passed, %d stopped", passed, stopped)
		}
	})
}

// TestALimitThatIsReachedEndsTheRunAtOnce: nobody waits for a turn that leads to
// nothing.
func TestALimitThatIsReachedEndsTheRunAtOnce(t *testing.T) {
	for name, limit := range map[string]func(*eval.Engine){
		"calls": func(e *eval.Engine) { e.MaxCalls = 3 },
		"money": func(e *eval.Engine) { e.MaxCost = new(0.03) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := patient()
				limit(e)
				m := &model{answer: func(_ context.Context, req eval.Request) (eval.Answer, error) {
					return eval.Answer{Output: "echo " + req.Rendered, Cost: new(0.01)}, nil
				}}
				target := m.target()
				target.Limits.RequestsPerMinute, target.Price = 1, &eval.Price{Input: 0, Output: 10}
				p := &prompt.Prompt{Messages: ask("case {n}").Messages, Params: value.NewObject("max_tokens", int64(1000))}
				start := time.Now()
				run := mustRun(t, e, eval.Column{Prompt: p, Suite: suite(100), Target: target})[0]
				passed, stopped, _ := counted(t, run)
				if d := time.Since(start); passed != 3 || stopped != 97 || d > 20*time.Minute {
					t.Errorf("%d passed, %d stopped after %v", passed, stopped, d)
				}
			})
		})
	}
}
