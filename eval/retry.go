package eval

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// longestPause is the longest pause a server may ask for; a quota that comes
// back tomorrow is an error today.
const longestPause = 5 * time.Minute

// desk is where all calls of a run pass: it reads and writes the cache, keeps
// the limits of each endpoint and the budget, and is the only layer that tries
// again.
type desk struct {
	*Engine
	sharing
	ends time.Time // when the time of the run is over, zero for never

	warn   sync.Mutex
	causes map[string]bool // of warnings, see warnOnce
}

func newDesk(ctx context.Context, e *Engine) *desk {
	d := &desk{Engine: e, causes: map[string]bool{}}
	if e.budget == nil {
		e.budget, e.gates = newBudget(e), map[gateKey]*gate{}
	}
	for _, g := range e.gates {
		g.reopen()
	}
	if e.MaxTime > 0 { // by the clock of contexts, which the engine's need not be
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), e.budget.left(e.Now()))
		d.ends, _ = limited.Deadline()
		cancel()
	}
	d.share()
	return d
}

// ask gives the answer of a job, from the cache or from the target, and how
// many calls it took. A question that another process is asking is left to it;
// relieve, where it is not nil, is called before the wait for its answer.
func (d *desk) ask(ctx context.Context, t Target, key string, req Request, relieve func()) (a Answer, calls int, err error) {
	if d.Heard != nil && req.Row >= 0 { // judges ask for no row
		defer func() { d.Heard(ctx, t, req, a, err) }()
	}
	if d.taped(t) {
		if played, done, missed := d.play(t, key, req); done {
			return played, 0, missed
		}
	}
	if !d.caches(t) {
		return d.fetch(ctx, t, key, req)
	}
	if !d.Refresh {
		if a, ok := d.kept(key, d.warning); ok {
			d.tape(t, key, req, a)
			return a, 0, nil
		}
	}
	limited, cancel := d.limited(ctx)
	defer cancel()
	release, err := d.claim(limited, key, relieve)
	if err != nil {
		return Answer{}, 0, d.ended(ctx, limited, err)
	}
	defer release()
	if d.fresh(key) {
		if a, ok := d.kept(key, func(error) {}); ok { // what is wrong with it was told, or does not matter
			d.tape(t, key, req, a)
			return a, 0, nil
		}
	}
	return d.fetch(ctx, t, key, req)
}

// kept finds the answer of a question in the cache.
func (d *desk) kept(key string, tell func(error)) (Answer, bool) {
	a, ok, miss := d.Cache.Get(key)
	if miss != nil {
		tell(fmt.Errorf("read the response cache: %w", miss))
	}
	a.Cached = ok
	return a, ok
}

// fetch is ask without a look into the cache.
func (d *desk) fetch(ctx context.Context, t Target, key string, req Request) (a Answer, calls int, err error) {
	limited, cancel := d.limited(ctx)
	defer cancel()
	a, calls, err = d.retry(limited, t, req)
	err = d.ended(ctx, limited, err)
	if err == nil && d.caches(t) {
		d.keep(t, key, a)
	}
	if err == nil {
		d.tape(t, key, req, a)
	}
	return a, calls, err
}

// limited is ctx until the time of the run is over.
func (d *desk) limited(ctx context.Context) (context.Context, context.CancelFunc) {
	if d.ends.IsZero() {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, d.ends)
}

// ended is an error, or that the time of the run is over where that is its cause.
func (d *desk) ended(ctx, limited context.Context, err error) error {
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		return d.budget.bounds.outOfTime()
	}
	return err
}

// keep puts a fresh answer into the cache, before its caller goes on to the next
// call: what a killed run loses is at most the answers in flight.
func (d *desk) keep(t Target, key string, a Answer) {
	a.Origin = d.origin(t)
	if err := d.Cache.Put(key, a); err != nil {
		d.warnOnce(fmt.Errorf("write the response cache: %w", err))
	}
}

func (d *desk) caches(t Target) bool { return d.Cache != nil && !d.NoCache && !t.Free }

// retry calls until there is an answer, or an error that another call would
// not mend.
func (d *desk) retry(ctx context.Context, t Target, req Request) (a Answer, calls int, _ error) {
	l := d.lane(t)
	var pauses backoff.BackOff
	for try := 0; ; try++ {
		if err := d.budget.over(t, req); err != nil {
			return Answer{}, calls, err
		}
		p, err := l.enter(ctx, req)
		if err != nil {
			return Answer{}, calls, err
		}
		e, called := d.attempt(ctx, t, req, l)
		if called {
			calls++
		}
		var failed *CallError
		again := errors.As(e.err, &failed) && failed.Retry && try < d.MaxRetries && failed.After <= longestPause
		e.final = !again
		l.leave(p, e)
		if !again {
			return e.answer, calls, e.err
		}
		if pauses == nil {
			pauses = d.pauses()
		}
		pause := max(failed.After, pauses.NextBackOff())
		if err := d.Sleep(ctx, pause); err != nil {
			return Answer{}, calls, err
		}
	}
}

// attempt makes one call under its deadline, within the budget.
func (d *desk) attempt(ctx context.Context, t Target, req Request, l *lane) (e ended, called bool) {
	paid, err := d.budget.reserve(ctx, t, req)
	if err != nil {
		return ended{err: err}, false
	}
	start := d.Now()
	if err = d.budget.begin(start, l.quickest()); err != nil {
		paid(Answer{}, err)
		return ended{err: err}, false
	}
	limited, cancel := context.WithTimeout(ctx, d.timeout())
	defer cancel()
	e.answer, e.err = t.Caller.Complete(limited, req)
	e.took = d.Now().Sub(start)
	switch {
	case e.err == nil && e.answer.Latency == 0:
		e.answer.Latency = e.took
	case e.err != nil && ctx.Err() == nil && limited.Err() != nil:
		e.late = true
		e.err = &CallError{
			Sent: true,
			Hint: "raise eval.timeout in promptgit.yaml if the model needs longer",
			Err:  fmt.Errorf("no answer within %v: %w", d.timeout(), limited.Err()),
		}
	}
	paid(e.answer, e.err)
	return e, true
}

func (d *desk) pauses() backoff.BackOff {
	if d.Backoff != nil {
		return d.Backoff()
	}
	return backoff.NewExponentialBackOff()
}
