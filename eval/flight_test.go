package eval_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/promptgit/promptgit/eval"
)

// twoSteps is the suite with a step before its prompt, which finds the output as {x}.
func twoSteps(s *eval.Suite, first string, t eval.Target) *eval.Suite {
	s.Path = "suite.yaml"
	s.Steps = []eval.Step{{Path: "first.md", As: "x", Prompt: ask(first), Target: t}, {Path: "p.md", Judged: true}}
	for i := range s.Cases {
		s.Cases[i].Asserts = nil
	}
	return s
}

// TestAQuestionOfAStepIsAskedOnce where another column asks the same on its own,
// and where the store has the answer.
func TestAQuestionOfAStepIsAskedOnce(t *testing.T) {
	t.Parallel()
	for name, store := range map[string]*shelf{"in memory": nil, "in a store": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := slow(time.Millisecond)
			e := newEngine()
			if store != nil {
				e.Store = store
			}
			runs := mustRun(t, e,
				eval.Column{Prompt: ask("case {n}"), Suite: suite(30), Target: m.target()},
				eval.Column{Prompt: ask("so {x}"), Suite: twoSteps(suite(30), "case {n}", m.target()), Target: m.target()},
			)
			if m.calls != 60 || runs[0].Calls+runs[1].Calls != 60 {
				t.Errorf("%d calls for 60 questions, %d and %d counted", m.calls, runs[0].Calls, runs[1].Calls)
			}
			for _, run := range runs {
				for _, r := range run.Results {
					if !r.Pass {
						t.Errorf("got %s", brief(r))
					}
				}
			}
		})
	}
}

// oneTaken is a cache whose first question another process asks.
type oneTaken struct {
	claiming
	first  string
	theirs bool
}

func (c *oneTaken) Claim(key string) (func(), bool, error) {
	c.mu.Lock()
	if c.first == "" {
		c.first = key
	}
	theirs := c.theirs && c.first == key
	c.mu.Unlock()
	if theirs {
		return nil, false, nil
	}
	return c.claiming.Claim(key)
}

func TestAStepThatWaitsForAnotherProcessKeepsNoWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := patient()
		c := &oneTaken{theirs: true}
		e.Cache, e.Concurrency = c, 1
		m := &model{}
		meanwhile := 0
		time.AfterFunc(10*time.Minute, func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			m.mu.Lock()
			defer m.mu.Unlock()
			c.theirs, meanwhile = false, m.calls
		})
		col := eval.Column{Prompt: ask("so {x}"), Suite: twoSteps(suite(10), "case {n}", m.target()), Target: m.target()}
		run := mustRun(t, e, col)[0]
		if meanwhile != 18 || m.calls != 20 || run.Calls != 20 {
			t.Errorf("%d calls during the wait and %d in all, want 18 and 20", meanwhile, m.calls)
		}
	})
}
