package eval

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// Claims is what a Cache may offer beside: processes that share it agree who
// asks a question, so that it is paid once.
type Claims interface {
	// Claim takes the right to ask the question of a key. ok is false while
	// another process, or another call of this one, has it. An error says that
	// there are no claims here.
	Claim(key string) (release func(), ok bool, err error)
	// Clock is the time that an answer put now would be said to be written at.
	Clock() (time.Time, error)
	// Written tells when the answer of a key was put, zero where there is none.
	Written(key string) (time.Time, error)
}

// sharing is how the run shares its questions with other processes.
type sharing struct {
	claims Claims    // nil for not at all
	began  time.Time // by the clock of the cache, zero where that does not matter
	alone  atomic.Bool
	told   atomic.Bool // that something waits for long
}

// longestLook is the longest pause between two looks at a question that another
// process asks.
const longestLook = 50 * time.Millisecond

// share begins to share the questions of the run, where the cache can.
func (d *desk) share() {
	if d.Cache == nil || d.NoCache {
		return
	}
	if d.claims, _ = d.Cache.(Claims); d.claims == nil || !d.Refresh {
		return
	}
	var err error
	if d.began, err = d.claims.Clock(); err != nil {
		d.withdraw(err)
	}
}

// withdraw goes on without claims, for the rest of the run.
func (d *desk) withdraw(err error) {
	if !d.alone.Swap(true) {
		d.warning(fmt.Errorf("what another process asks at the same time is asked twice: %w", err))
	}
}

// claim waits for the right to ask a question. It fails when ctx ends.
func (d *desk) claim(ctx context.Context, key string, relieve func()) (release func(), err error) {
	var waited time.Duration
	for pause := time.Millisecond; ; pause = min(2*pause, longestLook) {
		if d.claims == nil || d.alone.Load() {
			return func() {}, nil
		}
		release, ok, err := d.claims.Claim(key)
		switch {
		case err != nil:
			d.withdraw(err)
			continue
		case ok:
			return release, nil
		}
		if relieve != nil {
			relieve()
			relieve = nil
		}
		if err := d.Sleep(ctx, pause); err != nil {
			return nil, err
		}
		if waited += pause; waited > d.timeout() && !d.told.Swap(true) {
			d.warning(fmt.Errorf("for %v now another promptgit has been asking what this one waits for: end it if it hangs, or use --no-cache", d.timeout()))
		}
	}
}

// fresh says whether the cache may hold the answer that is wanted by now: with
// Refresh only one that was put after this run began.
func (d *desk) fresh(key string) bool {
	if d.claims == nil || d.alone.Load() {
		return false
	}
	if !d.Refresh {
		return true
	}
	at, err := d.claims.Written(key)
	return err == nil && at.After(d.began)
}
