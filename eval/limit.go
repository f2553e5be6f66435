package eval

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// gate limits the calls to one endpoint and model. It starts wide open; each 429 halves
// the number of calls at once and each answer widens it by a fraction, the
// additive-increase, multiplicative-decrease rule of TCP (RFC 5681, section
// 3.1). A pause that the server asks for holds for all calls.
type gate struct {
	now   func() time.Time
	sleep func(context.Context, time.Duration) error
	most  float64

	mu       sync.Mutex
	limit    float64 // calls at once, at least 1
	inside   int
	cuts     int           // how often the limit was halved
	until    time.Time     // end of the pause
	changed  chan struct{} // closed when a call leaves
	answered bool
	closed   error // why no further call is made
}

func newGate(most int, now func() time.Time, sleep func(context.Context, time.Duration) error) *gate {
	return &gate{now: now, sleep: sleep, most: float64(most), limit: float64(most), changed: make(chan struct{})}
}

// enter waits for a place, and gives what leave needs to know. It fails when
// ctx ends, and when the endpoint is closed.
func (g *gate) enter(ctx context.Context) (cuts int, err error) {
	var waited time.Time // the end of the last pause that was waited for
	for {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		g.mu.Lock()
		until, changed := g.until, g.changed
		pause := until.Sub(g.now())
		switch {
		case g.closed != nil:
			defer g.mu.Unlock()
			return 0, g.closed
		case pause > 0 && until.After(waited):
			g.mu.Unlock()
			if err := g.sleep(ctx, pause); err != nil {
				return 0, err
			}
			waited = until
			continue
		case g.inside < int(g.limit):
			g.inside++
			cuts = g.cuts
			g.mu.Unlock()
			return cuts, nil
		}
		g.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
}

// leave gives the place back and learns from how the call ended: err is nil
// for an answer, final tells whether the job gave up. Calls that were under way
// when the limit was halved do not halve it again.
func (g *gate) leave(cuts int, err error, final bool) {
	var failed *CallError
	errors.As(err, &failed)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	switch {
	case err == nil:
		g.answered = true
		g.limit = min(g.most, g.limit+1/g.limit)
	case failed == nil:
	case failed.Status == http.StatusTooManyRequests && cuts == g.cuts:
		g.limit = max(1, g.limit/2)
		g.cuts++
	}
	if failed != nil && failed.After > 0 && failed.After <= longestPause {
		if end := g.now().Add(failed.After); end.After(g.until) {
			g.until = end
		}
	}
	// An endpoint that never answered and fails for good in a way that all
	// calls share is not asked a thousand times more.
	if failed != nil && final && failed.Fatal && !g.answered {
		g.closed = err
	}
	close(g.changed)
	g.changed = make(chan struct{})
}
