package eval

import (
	"context"
	"sync"
	"time"
)

// gate is the way to one endpoint. It bounds the calls at once, over all of the
// endpoint's models, and how many begin in a minute. Who came first goes first.
type gate struct {
	now   func() time.Time
	sleep func(context.Context, time.Duration) error
	most  int // calls at once
	meter meter

	mu     sync.Mutex
	lanes  map[string]*lane // by model
	inside int
	turns  uint64    // given out so far
	until  time.Time // end of a pause that holds for all models
}

// gateKey tells gates apart: the limits of a configured provider hold for all
// that is asked through it, and without any there is a gate for each endpoint.
type gateKey struct {
	provider, endpoint string
	limits             Limits
}

// lane finds the way to a target. Gates live as long as the engine, so that its
// runs keep the limits together.
func (e *Engine) lane(t Target) *lane {
	key := gateKey{endpoint: t.Endpoint, limits: t.Limits}
	if t.Limits != (Limits{}) {
		key.provider = t.Provider
	}
	e.gating.Lock()
	defer e.gating.Unlock()
	g := e.gates[key]
	if g == nil {
		g = newGate(e.places(t), t.Limits.share(e.Share), e.Now, e.Sleep)
		e.gates[key] = g
	}
	return g.lane(t.Model)
}

// places is how many calls there may be to the endpoint of a target at once.
func (e *Engine) places(t Target) int {
	n := t.Limits.share(e.Share).Concurrency
	if n == 0 {
		n = e.concurrency()
	}
	if e.AtMost > 0 {
		n = min(n, e.AtMost)
	}
	return n
}

// share is the part of the limits that one of n processes has.
func (l Limits) share(n int) Limits {
	if n > 1 {
		l.Concurrency = min(l.Concurrency, max(1, l.Concurrency/n))
		l.RequestsPerMinute /= float64(n)
		l.TokensPerMinute /= float64(n)
	}
	return l
}

func newGate(most int, limits Limits, now func() time.Time, sleep func(context.Context, time.Duration) error) *gate {
	return &gate{now: now, sleep: sleep, most: most, meter: newMeter(limits), lanes: map[string]*lane{}}
}

// lane finds the lane of a model, or makes it.
func (g *gate) lane(model string) *lane {
	g.mu.Lock()
	defer g.mu.Unlock()
	l := g.lanes[model]
	if l == nil {
		l = &lane{gate: g, pace: newPace(g.most)}
		g.lanes[model] = l
	}
	return l
}

// reopen forgets which endpoints are not worth asking: the user may have started
// a server since.
func (g *gate) reopen() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, l := range g.lanes {
		l.closed = nil
	}
}

// admit lets in whoever has waited longest, as long as there is a place: one of
// the endpoint, and one of the model. The caller holds mu.
func (g *gate) admit() {
	for g.inside < g.most {
		var next *lane
		for _, l := range g.lanes {
			if l.first != nil && l.room() && (next == nil || l.first.turn < next.first.turn) {
				next = l
			}
		}
		if next == nil {
			return
		}
		w := next.first
		next.drop(w)
		next.inside++
		g.inside++
		w.granted = true
		close(w.woken)
	}
}

// waiter is a call that waits for a place, in the queue of its lane.
type waiter struct {
	turn    uint64
	woken   chan struct{} // closed when it has a place or is to look again
	granted bool

	queued         bool
	before, behind *waiter
}

// join puts a waiter into the queue by its turn: one that comes back after a
// pause keeps it.
func (l *lane) join(w *waiter) {
	w.queued, w.woken = true, make(chan struct{})
	w.before, w.behind = l.last, nil
	for w.before != nil && w.before.turn > w.turn {
		w.before, w.behind = w.before.before, w.before
	}
	if w.before == nil {
		l.first = w
	} else {
		w.before.behind = w
	}
	if w.behind == nil {
		l.last = w
	} else {
		w.behind.before = w
	}
}

// drop takes a waiter out of the queue.
func (l *lane) drop(w *waiter) {
	if w.before == nil {
		l.first = w.behind
	} else {
		w.before.behind = w.behind
	}
	if w.behind == nil {
		l.last = w.before
	} else {
		w.behind.before = w.before
	}
	w.queued, w.before, w.behind = false, nil, nil
}

// rouse wakes all that wait, since there is a pause to wait for, or no use in
// waiting.
func (l *lane) rouse() {
	for w := l.first; w != nil; w = l.first {
		l.drop(w)
		close(w.woken)
	}
}
