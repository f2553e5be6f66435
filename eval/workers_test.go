package eval_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promptgit/promptgit/eval"
)

// peak counts how many calls of a model are under way at once at most.
type peak struct {
	mu           sync.Mutex
	inside, most int
}

func (p *peak) around(answer func(context.Context, eval.Request) (eval.Answer, error)) func(context.Context, eval.Request) (eval.Answer, error) {
	return func(ctx context.Context, req eval.Request) (eval.Answer, error) {
		p.mu.Lock()
		p.inside++
		p.most = max(p.most, p.inside)
		p.mu.Unlock()
		defer func() {
			p.mu.Lock()
			p.inside--
			p.mu.Unlock()
		}()
		return answer(ctx, req)
	}
}

// at is the target of a model at an endpoint of its own.
func (m *model) at(endpoint, name string) eval.Target {
	t := m.target()
	t.Endpoint, t.Model, t.Provider = endpoint, name, endpoint
	return t
}

func TestASlowEndpointDoesNotTakeTheWorkersOfAFastOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := patient()
		e.Concurrency, e.Timeout = 8, time.Hour
		quick, snail := slow(time.Second), slow(10*time.Minute)
		start := time.Now()
		var last time.Duration
		e.Progress = func(ev eval.Event) {
			if ev.Column == 0 {
				last = time.Since(start)
			}
		}
		mustRun(t, e,
			eval.Column{Prompt: ask("case {n}"), Suite: suite(800), Target: quick.at("quick", "m")},
			eval.Column{Prompt: ask("case {n}"), Suite: suite(16), Target: snail.at("slow", "m")})
		if last > 101*time.Second || time.Since(start) != 20*time.Minute {
			t.Errorf("the fast endpoint is done after %v, all after %v", last, time.Since(start))
		}
	})
}

func TestAsManyCallsAtOnceAsEachEndpointTakes(t *testing.T) {
	for name, c := range map[string]struct {
		engine, own, atMost, share int
		want                       int
	}{
		"the engine's number":           {8, 0, 0, 0, 8},
		"its own, which is less":        {8, 3, 0, 0, 3},
		"its own, which is more":        {8, 20, 0, 0, 20},
		"its own, bounded by the flag":  {8, 20, 5, 0, 5},
		"a share of its own":            {8, 20, 0, 4, 5},
		"at least one of its own":       {8, 2, 0, 4, 1},
		"the engine's whatever a share": {8, 0, 0, 4, 8},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := patient()
				e.Concurrency, e.AtMost, e.Share = c.engine, c.atMost, c.share
				var p peak
				m := slow(time.Second)
				m.answer = p.around(m.answer)
				var cols []eval.Column
				for _, name := range []string{"one", "other"} { // models of one endpoint share its places
					target := m.at("here", name)
					target.Limits.Concurrency = c.own
					cols = append(cols, eval.Column{Prompt: ask(name + " {n}"), Suite: suite(40), Target: target})
				}
				mustRun(t, e, cols...)
				if p.most != c.want {
					t.Errorf("%d at once", p.most)
				}
			})
		})
	}
}

func TestLimitsPerMinuteHoldOverModelsRunsAndShares(t *testing.T) {
	for name, c := range map[string]struct {
		limits eval.Limits
		share  int
		least  time.Duration // of 3 runs of 2 models with 20 cases each
	}{
		"requests":            {eval.Limits{RequestsPerMinute: 30}, 0, 118 * 2 * time.Second},
		"a share of requests": {eval.Limits{RequestsPerMinute: 120}, 4, 118 * 2 * time.Second},
		"tokens":              {eval.Limits{TokensPerMinute: 3000}, 0, 112 * 2 * time.Second}, // 100 a call
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := patient()
				e.Share = c.share
				start := time.Now()
				for run := range 3 {
					var cols []eval.Column
					for _, name := range []string{"one", "other"} {
						m := &model{answer: func(context.Context, eval.Request) (eval.Answer, error) {
							return eval.Answer{Output: "x", Tokens: eval.Tokens{Prompt: 90, Completion: 10}}, nil
						}}
						target := m.at("here", name)
						target.Limits = c.limits
						cols = append(cols, eval.Column{Prompt: ask(fmt.Sprint(name, " {n} ", run)), Suite: suite(20), Target: target})
					}
					for _, r := range mustRun(t, e, cols...) {
						if r.Calls != 20 {
							t.Errorf("%d calls", r.Calls)
						}
					}
				}
				if d := time.Since(start); d < c.least || d > c.least*5/4 {
					t.Errorf("120 calls took %v, want about %v", d, c.least)
				}
			})
		})
	}
}

// TestVersionsFinishEvenly: whatever the endpoints do, what is done of the
// versions that share one is never far apart.
func TestVersionsFinishEvenly(t *testing.T) {
	every := func(n int, err error) *model {
		var mu sync.Mutex
		asked := 0
		m := slow(time.Second)
		answer := m.answer
		m.answer = func(ctx context.Context, req eval.Request) (eval.Answer, error) {
			mu.Lock()
			asked++
			fails := asked%n == 0
			mu.Unlock()
			if fails {
				return eval.Answer{}, err
			}
			return answer(ctx, req)
		}
		return m
	}
	for name, c := range map[string]struct {
		m      func() *model
		limits eval.Limits
	}{
		"one endpoint":          {func() *model { return slow(time.Second) }, eval.Limits{}},
		"that fails at times":   {func() *model { return every(7, status(500, 0)) }, eval.Limits{}},
		"that refuses at times": {func() *model { return every(9, status(429, 5*time.Second)) }, eval.Limits{}},
		"with a rate limit":     {func() *model { return slow(time.Second) }, eval.Limits{RequestsPerMinute: 90}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := patient()
				e.Concurrency, e.MaxRetries = 4, 9
				sizes := []int{40, 120, 40} // of the versions of the first endpoint, and of one of another
				done, most := make([]int, 3), 0.0
				e.Progress = func(ev eval.Event) {
					done[ev.Column]++
					if ahead := float64(done[0])/40 - float64(done[1])/120; done[0] < 40 && done[1] < 120 {
						most = max(most, ahead, -ahead)
					}
				}
				shared := c.m()
				var cols []eval.Column
				for i, n := range sizes {
					target := shared.at("shared", "m")
					if i == 2 {
						target = slow(time.Millisecond).at("quick", "m")
					}
					target.Limits = c.limits
					cols = append(cols, eval.Column{Prompt: ask(fmt.Sprint("version ", i, " case {n}")), Suite: suite(n), Target: target})
				}
				for i, run := range mustRun(t, e, cols...) {
					for _, r := range run.Results {
						if r.Err != nil {
							t.Fatalf("version %d: %v", i, r.Err)
						}
					}
				}
				if most > 0.2 {
					t.Errorf("one version was %.0f %% of the cases ahead", 100*most)
				}
			})
		})
	}
}

func TestVersionsThatRenderAlikePayOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := patient()
		m := slow(time.Second)
		var cols []eval.Column
		for range 3 {
			cols = append(cols, eval.Column{Prompt: ask("case {n}"), Suite: suite(40), Target: m.target()})
		}
		cached := 0
		for _, run := range mustRun(t, e, cols...) {
			cached += run.Cached
			for _, r := range run.Results {
				if !r.Pass {
					t.Errorf("got %s", brief(r))
				}
			}
		}
		if m.calls != 40 || cached != 80 {
			t.Errorf("%d calls, %d answers shared", m.calls, cached)
		}
	})
}
