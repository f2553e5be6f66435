package eval

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// nap sleeps on the clock of a synctest bubble.
func nap(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// crossing is one call that a property sends through a gate.
type crossing struct {
	model  string
	start  time.Duration
	takes  time.Duration
	status int           // 0 for an answer
	after  time.Duration // that the server asks for
	stop   time.Duration // when its context ends, 0 for never
}

func crossings(rt *rapid.T) []crossing {
	ms := func(most int, name string) time.Duration {
		return time.Duration(rapid.IntRange(0, most).Draw(rt, name)) * time.Millisecond
	}
	list := make([]crossing, rapid.IntRange(1, 80).Draw(rt, "calls"))
	for i := range list {
		list[i] = crossing{
			model:  rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "model"),
			start:  ms(100, "start"),
			takes:  ms(50, "takes"),
			status: rapid.SampledFrom([]int{0, 0, 0, 0, 429, 503, 500, 400}).Draw(rt, "status"),
		}
		if list[i].status != 0 && rapid.Bool().Draw(rt, "pauses") {
			list[i].after = ms(80, "after")
		}
		if rapid.IntRange(0, 5).Draw(rt, "stops") == 0 {
			list[i].stop = ms(200, "stop") + time.Millisecond
		}
	}
	return list
}

// TestAGateIsNeverOverfullAndForgetsNobody sends calls of three models through
// one gate, some of which are refused, ask for pauses or are given up. A call
// that is never let in would leave the bubble without a way to go on, which
// synctest reports.
func TestAGateIsNeverOverfullAndForgetsNobody(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		most := rapid.IntRange(1, 6).Draw(rt, "most")
		list := crossings(rt)
		var problems []string
		synctest.Test(t, func(t *testing.T) { problems = cross(t, most, list) })
		if problems != nil {
			rt.Fatal(problems)
		}
	})
}

// pause is one that a server asked for.
type pause struct {
	model      string
	ofModel    bool // and not of the endpoint
	begin, end time.Time
}

// holds leaves out the moment in which it began: what happens in it has no order.
func (p pause) holds(model string, now time.Time) bool {
	return (!p.ofModel || p.model == model) && now.After(p.begin) && now.Before(p.end)
}

func cross(t *testing.T, most int, list []crossing) (problems []string) {
	t.Helper()
	g := newGate(most, Limits{}, time.Now, nap)
	begun := time.Now()
	var mu sync.Mutex
	inside, pauses := map[string]int{}, []pause{}
	report := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	var all sync.WaitGroup
	for i, c := range list {
		all.Go(func() {
			ctx := t.Context()
			if c.stop > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithDeadline(ctx, begun.Add(c.stop))
				defer cancel()
			}
			time.Sleep(c.start)
			l := g.lane(c.model)
			p, err := l.enter(ctx, Request{})
			if err != nil {
				if c.stop == 0 || !errors.Is(err, context.DeadlineExceeded) {
					mu.Lock()
					defer mu.Unlock()
					report("call %d: %v", i, err)
				}
				return
			}
			mu.Lock()
			inside[c.model]++
			if n := inside["a"] + inside["b"] + inside["c"]; n > most {
				report("%d calls at once through a gate of %d", n, most)
			}
			for _, pause := range pauses {
				if pause.holds(c.model, time.Now()) {
					report("call %d in a pause", i)
				}
			}
			mu.Unlock()
			time.Sleep(c.takes)
			mu.Lock()
			inside[c.model]--
			mu.Unlock()
			if c.status != 0 {
				err = &CallError{Status: c.status, After: c.after, Retry: true, Err: errors.New("no")}
			}
			l.leave(p, ended{took: c.takes, err: err, final: true})
			mu.Lock()
			defer mu.Unlock()
			if now := time.Now(); c.after > 0 {
				pauses = append(pauses, pause{c.model, c.status == 429, now, now.Add(c.after)})
			}
		})
	}
	all.Wait()
	for model, l := range g.lanes {
		if l.inside != 0 || l.first != nil || l.last != nil {
			report("%d calls of %s stay inside, some waiting: %v", l.inside, model, l.first != nil)
		}
		if l.pace.limit < 1 || l.pace.limit > float64(most) {
			report("a pace of %v", l.pace.limit)
		}
	}
	if g.inside != 0 {
		report("%d calls stay inside", g.inside)
	}
	return problems
}

// TestWhoComesFirstGoesFirst holds the order over models that share an endpoint,
// so that none starves.
func TestWhoComesFirstGoesFirst(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		most := rapid.IntRange(1, 4).Draw(rt, "most")
		models := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), 2, 60).Draw(rt, "models")
		var order []int
		synctest.Test(t, func(t *testing.T) {
			g := newGate(most, Limits{}, time.Now, nap)
			var mu sync.Mutex
			var all sync.WaitGroup
			for i, model := range models {
				all.Go(func() {
					p, err := g.lane(model).enter(t.Context(), Request{})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					order = append(order, i)
					mu.Unlock()
					time.Sleep(time.Second)
					g.lane(model).leave(p, ended{took: time.Second, final: true})
				})
				synctest.Wait()
			}
			all.Wait()
		})
		for at, i := range order { // those of one second are let in together
			if max(at-i, i-at) >= most {
				rt.Fatalf("call %d went in at place %d of %v", i, at, order)
			}
		}
		if len(order) != len(models) {
			rt.Fatalf("%d of %d calls went in", len(order), len(models))
		}
	})
}

// TestNoMinuteHoldsMoreThanTheLimit looks at every minute from the beginning of
// a call on.
func TestNoMinuteHoldsMoreThanTheLimit(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		perMinute := rapid.SampledFrom([]float64{1, 7, 60, 90, 600, 1000}).Draw(rt, "limit")
		atOnce := rapid.IntRange(1, 40).Draw(rt, "at once")
		takes := time.Duration(rapid.IntRange(1, 3000).Draw(rt, "takes")) * time.Millisecond
		calls := int(min(4*perMinute, 600))
		var begun []time.Time
		var took time.Duration
		synctest.Test(t, func(t *testing.T) {
			g := newGate(atOnce, Limits{RequestsPerMinute: perMinute}, time.Now, nap)
			start := time.Now()
			begun = through(t, g, atOnce, calls, func(int) ended { time.Sleep(takes); return ended{took: takes} })
			took = time.Since(start)
		})
		slices.SortFunc(begun, func(a, b time.Time) int { return a.Compare(b) })
		for i := range begun {
			if j := i + int(perMinute); j < len(begun) && begun[j].Sub(begun[i]) < time.Minute-time.Millisecond {
				rt.Fatalf("%d calls within %v", int(perMinute)+1, begun[j].Sub(begun[i]))
			}
		}
		unlimited := time.Duration((calls+atOnce-1)/atOnce) * takes
		if most := time.Duration(1.03*float64(calls)/perMinute*float64(time.Minute)) + unlimited + takes; took > most {
			rt.Fatalf("%d calls took %v", calls, took)
		}
	})
}

// through sends n calls through a gate and gives when each began.
func through(t *testing.T, g *gate, atOnce, n int, call func(i int) ended) []time.Time {
	t.Helper()
	begun := make([]time.Time, n)
	var all sync.WaitGroup
	var next atomic.Int64
	for range atOnce {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				l := g.lane("m")
				p, err := l.enter(t.Context(), Request{Rendered: "x"})
				if err != nil {
					t.Error(err)
					return
				}
				begun[i] = time.Now()
				e := call(i)
				e.final = true
				l.leave(p, e)
			}
		})
	}
	all.Wait()
	return begun
}

func TestTokensAreCorrectedByWhatWasUsed(t *testing.T) {
	for name, c := range map[string]struct {
		used  int
		least time.Duration // 60 calls at a minute's 6,000 tokens
		most  time.Duration
	}{
		"ten times more than expected": {1000, 9 * time.Minute, 11 * time.Minute},
		"hardly any":                   {1, 0, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate(1, Limits{TokensPerMinute: 6000}, time.Now, nap)
				start := time.Now()
				through(t, g, 1, 60, func(int) ended {
					time.Sleep(10 * time.Millisecond)
					return ended{answer: Answer{Tokens: Tokens{Completion: c.used}}, took: 10 * time.Millisecond}
				})
				if d := time.Since(start); d < c.least || d > c.most {
					t.Errorf("60 calls took %v", d)
				}
			})
		})
	}
}

func TestAPauseOfOneModelLeavesTheOthersAlone(t *testing.T) {
	for status, paused := range map[int]bool{429: false, 503: true} {
		synctest.Test(t, func(t *testing.T) {
			g := newGate(4, Limits{}, time.Now, nap)
			p, err := g.lane("a").enter(t.Context(), Request{})
			if err != nil {
				t.Fatal(err)
			}
			g.lane("a").leave(p, ended{err: &CallError{Status: status, After: time.Minute, Retry: true, Err: errors.New("no")}})
			start := time.Now()
			if _, err := g.lane("b").enter(t.Context(), Request{}); err != nil {
				t.Fatal(err)
			}
			if waited := time.Since(start) == time.Minute; waited != paused {
				t.Errorf("after a %d of another model a call waited %v", status, time.Since(start))
			}
		})
	}
}
