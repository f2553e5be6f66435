package eval_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/cache"
)

// claiming is a cache in memory with claims, all of which somebody else may
// hold.
type claiming struct {
	memory
	held  map[string]bool
	err   error
	taken bool // by another process
	tries int
}

func (c *claiming) Claim(key string) (func(), bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tries++
	if c.err != nil || c.taken || c.held[key] {
		return nil, false, c.err
	}
	if c.held == nil {
		c.held = map[string]bool{}
	}
	c.held[key] = true
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.held, key)
	}, true, nil
}

func (c *claiming) Clock() (time.Time, error) { return time.Now(), nil }

func (c *claiming) Written(string) (time.Time, error) { return time.Time{}, nil }

// TestTwoEnginesOnOneCachePayOnce: for answers, also with --refresh, and for
// what another one failed to get.
func TestTwoEnginesOnOneCachePayOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		refresh bool
		errs    []error
		calls   int
	}{
		"cold":         {false, nil, 40},
		"with refresh": {true, nil, 40},
		"after errors": {false, []error{status(400, 0), status(400, 0)}, 42},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			m := script(c.errs...)
			answer := m.answer
			m.answer = slow(5 * time.Millisecond).answer
			if c.errs != nil {
				m.answer = answer
			}
			col := eval.Column{Prompt: ask("case {n}"), Suite: suite(40), Target: m.target()}
			if c.refresh { // an answer from before is none
				e := newEngine()
				e.Cache = cache.New(dir)
				old := col
				old.Target = (&model{}).target()
				mustRun(t, e, old)
			}
			var failed, passed int
			var mu sync.Mutex
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() {
					e := newEngine()
					e.Cache, e.Refresh, e.Concurrency = cache.New(dir), c.refresh, 4
					runs, err := e.Run(t.Context(), []eval.Column{col})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					defer mu.Unlock()
					for _, r := range runs[0].Results {
						switch {
						case r.Pass:
							passed++
						case r.Err != nil:
							failed++
						}
					}
				})
			}
			both.Wait()
			if m.calls != c.calls || failed != len(c.errs) || passed+failed != 80 {
				t.Errorf("%d calls, %d passed, %d failed", m.calls, passed, failed)
			}
		})
	}
}

func TestAWaitForAnotherProcessIsToldAndKeepsNoWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := patient()
		c := &claiming{taken: true}
		e.Cache, e.Concurrency = c, 2
		var told []string
		e.Warn = func(err error) { told = append(told, err.Error()) }
		time.AfterFunc(10*time.Minute, func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.taken = false
		})
		m, start := &model{}, time.Now()
		run := mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(20), Target: m.target()})[0]
		for _, r := range run.Results {
			if !r.Pass {
				t.Errorf("got %s", brief(r))
			}
		}
		if d := time.Since(start); d < 10*time.Minute || d > 10*time.Minute+time.Second || m.calls != 20 {
			t.Errorf("%d calls after %v", m.calls, d)
		}
		if len(told) != 1 || !strings.Contains(told[0], "another promptgit") {
			t.Errorf("told %q", told)
		}
		if most := 20 * 10 * 60 * 25; c.tries > most {
			t.Errorf("%d looks for 20 questions in ten minutes", c.tries)
		}
	})
}

func TestAWaitForAnotherProcessEndsWhenTheTimeIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := patient()
		e.Cache, e.MaxTime = &claiming{taken: true}, 2*time.Minute
		time.AfterFunc(time.Hour, func() { e.Cache.(*claiming).err = eval.ErrInterrupted }) // ends what would not
		m, start := &model{}, time.Now()
		run := mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(5), Target: m.target()})[0]
		if _, stopped, _ := counted(t, run); stopped != 5 || m.calls != 0 || time.Since(start) != e.MaxTime {
			t.Errorf("%d stopped after %v and %d calls", stopped, time.Since(start), m.calls)
		}
	})
}

func TestAPlaceWithoutLocksIsToldOnce(t *testing.T) {
	t.Parallel()
	e := newEngine()
	e.Cache = &claiming{err: errors.New("no locks here")}
	var told []string
	e.Warn = func(err error) { told = append(told, err.Error()) }
	m := &model{}
	run := mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(20), Target: m.target()})[0]
	if len(told) != 1 || !strings.Contains(told[0], "no locks here") || m.calls != 20 || run.Calls != 20 {
		t.Errorf("%d calls, told %q", m.calls, told)
	}
}

func TestNothingIsClaimedWithoutACache(t *testing.T) {
	t.Parallel()
	e := newEngine()
	c := &claiming{taken: true}
	e.Cache, e.NoCache = c, true
	m := &model{}
	mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(20), Target: m.target()})
	if c.tries != 0 || m.calls != 20 {
		t.Errorf("%d claims, %d calls", c.tries, m.calls)
	}
}
