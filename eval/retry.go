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

	mu    sync.Mutex
	gates map[string]*gate // by endpoint and model
	warn  sync.Mutex
}

func newDesk(e *Engine) *desk {
	d := &desk{Engine: e, gates: map[string]*gate{}}
	if e.MaxCost != nil && e.budget == nil {
		e.budget = newBudget(*e.MaxCost)
	}
	return d
}

// ask gives the answer of a job, from the cache or from the target, and how
// many calls it took.
func (d *desk) ask(ctx context.Context, t Target, key string, req Request) (a Answer, calls int, err error) {
	if d.caches(t) && !d.Refresh {
		kept, ok, miss := d.Cache.Get(key)
		if miss != nil {
			d.warning(fmt.Errorf("read the response cache: %w", miss))
		}
		if ok {
			kept.Cached = true
			return kept, 0, nil
		}
	}
	return d.fetch(ctx, t, key, req)
}

// fetch is ask without a look into the cache.
func (d *desk) fetch(ctx context.Context, t Target, key string, req Request) (a Answer, calls int, err error) {
	a, calls, err = d.retry(ctx, t, req)
	if err == nil && d.caches(t) {
		d.keep(key, a)
	}
	return a, calls, err
}

// keep puts a fresh answer into the cache, before its caller goes on to the next
// call: what a killed run loses is at most the answers in flight.
func (d *desk) keep(key string, a Answer) {
	if err := d.Cache.Put(key, a); err != nil {
		d.warning(fmt.Errorf("write the response cache: %w", err))
	}
}

func (d *desk) caches(t Target) bool { return d.Cache != nil && !d.NoCache && !t.Free }

// retry calls until there is an answer, or an error that another call would
// not mend.
func (d *desk) retry(ctx context.Context, t Target, req Request) (a Answer, calls int, _ error) {
	g := d.gate(t.Endpoint + "\n" + t.Model)
	var pauses backoff.BackOff
	for try := 0; ; try++ {
		cuts, err := g.enter(ctx)
		if err != nil {
			return Answer{}, calls, err
		}
		a, called, err := d.attempt(ctx, t, req)
		if called {
			calls++
		}
		var failed *CallError
		again := errors.As(err, &failed) && failed.Retry && try < d.MaxRetries && failed.After <= longestPause
		g.leave(cuts, err, !again)
		if !again {
			return a, calls, err
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
func (d *desk) attempt(ctx context.Context, t Target, req Request) (a Answer, called bool, err error) {
	paid := func(Answer, error) {}
	if d.budget != nil && !t.Free {
		if paid, err = d.budget.reserve(ctx, t, req); err != nil {
			return Answer{}, false, err
		}
	}
	limited, cancel := context.WithTimeout(ctx, d.timeout())
	defer cancel()
	start := d.Now()
	a, err = t.Caller.Complete(limited, req)
	switch {
	case err == nil && a.Latency == 0:
		a.Latency = d.Now().Sub(start)
	case err != nil && ctx.Err() == nil && limited.Err() != nil:
		err = &CallError{
			Sent: true,
			Hint: "raise eval.timeout in promptgit.yaml if the model needs longer",
			Err:  fmt.Errorf("no answer within %v: %w", d.timeout(), limited.Err()),
		}
	}
	paid(a, err)
	return a, true, err
}

func (d *desk) pauses() backoff.BackOff {
	if d.Backoff != nil {
		return d.Backoff()
	}
	return backoff.NewExponentialBackOff()
}

func (d *desk) gate(endpoint string) *gate {
	d.mu.Lock()
	defer d.mu.Unlock()
	g := d.gates[endpoint]
	if g == nil {
		g = newGate(d.concurrency(), d.Now, d.Sleep)
		d.gates[endpoint] = g
	}
	return g
}

func (d *desk) warning(err error) {
	d.warn.Lock()
	defer d.warn.Unlock()
	if d.Warn != nil {
		d.Warn(err)
	}
}
