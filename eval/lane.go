package eval

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// lane is one model behind a gate. What a server says of its load, and how long
// its answers take, holds for a model: vendors keep limits for each.
type lane struct {
	gate *gate

	pace        pace // calls at once
	inside      int
	cuts        int       // how often the pace was cut
	until       time.Time // end of the pause
	first, last *waiter   // who waits, by turn

	answered bool
	closed   error // why no further call is made

	usage usage
}

// pass is a place of a call in a lane.
type pass struct {
	cuts   int
	size   size
	tokens int // that the meter was charged
}

// enter waits for a place, and gives what leave needs to know. It fails when
// ctx ends, and when the lane is closed.
func (l *lane) enter(ctx context.Context, req Request) (pass, error) {
	g := l.gate
	var w waiter
	var p pass
	if g.meter.tokens != nil {
		p.size = sizeOf(req)
	}
	var waited time.Time // the end of the last pause that was waited for
	metered := false
	for {
		if err := ctx.Err(); err != nil {
			return pass{}, err
		}
		g.mu.Lock()
		until, now := later(g.until, l.until), g.now()
		pause := until.Sub(now)
		switch {
		case l.closed != nil:
			defer g.mu.Unlock()
			return pass{}, l.closed
		case pause > 0 && until.After(waited):
			waited = until
		case !metered:
			metered = true
			p.tokens = l.usage.expected(p.size)
			pause = g.meter.take(now, p.tokens)
		default:
			if w.turn == 0 {
				g.turns++
				w.turn = g.turns
			}
			if l.queue(&w); w.granted {
				p.cuts = l.cuts
				g.mu.Unlock()
				return p, nil
			}
			g.mu.Unlock()
			if err := l.wait(ctx, &w); err != nil {
				return pass{}, err
			}
			if w.granted {
				g.mu.Lock()
				defer g.mu.Unlock()
				p.cuts = l.cuts
				return p, nil
			}
			continue
		}
		g.mu.Unlock()
		if pause > 0 {
			if err := g.sleep(ctx, pause); err != nil {
				return pass{}, err
			}
		}
	}
}

// queue takes a place where one is free and nobody waits for it, else the next
// place in the queue. The caller holds the gate's mu.
func (l *lane) queue(w *waiter) {
	if l.first == nil && l.room() && l.gate.inside < l.gate.most {
		l.inside++
		l.gate.inside++
		w.granted = true
		return
	}
	l.join(w)
	l.gate.admit()
}

// wait returns when w has a place or is to look again. A place that comes
// together with the end of ctx goes to the next one.
func (l *lane) wait(ctx context.Context, w *waiter) error {
	select {
	case <-w.woken:
		return nil
	case <-ctx.Done():
	}
	l.gate.mu.Lock()
	defer l.gate.mu.Unlock()
	switch {
	case w.queued:
		l.drop(w)
	case w.granted:
		l.inside--
		l.gate.inside--
		l.gate.admit()
	}
	return ctx.Err()
}

func (l *lane) room() bool { return l.inside < l.pace.places() }

// ended is how a call ended.
type ended struct {
	answer Answer
	took   time.Duration // of the call alone
	err    error
	final  bool // the job gave up, or has its answer
	late   bool // the deadline of the call ended it
}

// leave gives the place back and learns from how the call ended. Calls that were
// under way when the pace was cut do not cut it again.
func (l *lane) leave(p pass, e ended) {
	var failed *CallError
	errors.As(e.err, &failed)
	g := l.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	busy := l.inside
	l.inside--
	g.inside--
	switch {
	case e.err == nil:
		l.answered = true
		l.pace.answered(now, e.took, busy)
	case e.late:
		l.pace.late(now, e.took, busy)
	case failed != nil && overloaded(failed.Status) && p.cuts == l.cuts:
		l.pace.cut()
		l.cuts++
	}
	g.meter.settle(now, p.tokens, l.usage.learn(p.size, p.tokens, e, failed))
	if failed != nil && failed.After > 0 && failed.After <= longestPause {
		l.pauseUntil(now.Add(failed.After), failed.Status)
	}
	// A model that never answered and fails for good in a way that all calls
	// share is not asked a thousand times more.
	if failed != nil && e.final && failed.Fatal && !l.answered {
		l.closed = e.err
		l.rouse()
	}
	g.admit()
}

// overloaded says whether a status asks for fewer calls: too many requests,
// service unavailable, and the 529 of Anthropic for an API under too much load.
func overloaded(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable || status == 529
}

// pauseUntil keeps calls back as the server asked. A 429 is about the limit of a
// model, any other status about the server, with all of its models (RFC 6585,
// section 4; RFC 9110, section 15.6.4).
func (l *lane) pauseUntil(end time.Time, status int) {
	g := l.gate
	if status == http.StatusTooManyRequests {
		if end.After(l.until) {
			l.until = end
			l.rouse()
		}
		return
	}
	if end.After(g.until) {
		g.until = end
		for _, other := range g.lanes {
			other.rouse()
		}
	}
}

// quickest is the time of the quickest answer so far, 0 where there is none.
func (l *lane) quickest() time.Duration {
	l.gate.mu.Lock()
	defer l.gate.mu.Unlock()
	return l.pace.least
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
