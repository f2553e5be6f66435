package eval_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/prompt"
)

// TestWhatAStepCostCountsWhereALaterOneFails, as it does where an output cannot
// be graded.
func TestWhatAStepCostCountsWhereALaterOneFails(t *testing.T) {
	t.Parallel()
	m := &model{answer: func(_ context.Context, req eval.Request) (eval.Answer, error) {
		if req.Rendered == "so first 1" {
			return eval.Answer{}, errors.New("no")
		}
		return eval.Answer{Output: "first " + req.Rendered, Cost: new(0.5), Tokens: eval.Tokens{Total: 7}}, nil
	}}
	col := eval.Column{Prompt: ask("so {x}"), Suite: twoSteps(suite(2), "{n}", m.target()), Target: m.target()}
	run := mustRun(t, newEngine(), col)[0]
	if r := run.Results[1]; r.Err == nil || r.Answer.Output != "" {
		t.Errorf("got %s, %q", brief(r), r.Answer.Output)
	}
	if sum := run.Sum(); sum.CostUSD == nil || *sum.CostUSD != 1.5 || sum.Tokens != 21 || sum.Errors != 1 {
		t.Errorf("got %+v", sum.Tally)
	}
}

func TestAConversationThatEndsBeforeACallCostsNothing(t *testing.T) {
	t.Parallel()
	m := &model{}
	s := suite(1)
	s.Cases[0].Turns = []prompt.Message{{Role: "tool", Name: "weather", Text: "sunny"}}
	s.Cases[0].Code.Output = &eval.Script{} // has nothing to change
	p := &prompt.Prompt{Messages: []prompt.Message{{Role: "system", Text: "case {n}"}}}
	run := mustRun(t, newEngine(), eval.Column{Prompt: p, Suite: s, Target: m.target()})[0]
	if sum := run.Sum(); m.calls != 0 || sum.Failed != 1 || sum.CostUSD == nil || *sum.CostUSD != 0 {
		t.Errorf("%d calls: %+v", m.calls, sum.Tally)
	}
}

// full is a cache on a full disk, which names another file each time.
type full struct {
	memory
	puts int
}

func (c *full) Put(string, eval.Answer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.puts++
	return errors.Join(&fs.PathError{Op: "write", Path: fmt.Sprint("put-", c.puts), Err: syscall.ENOSPC}, nil)
}

func TestAFullDiskIsToldOnce(t *testing.T) {
	t.Parallel()
	e := newEngine()
	c := &full{}
	e.Cache = c
	var told []string
	e.Warn = func(err error) { told = append(told, err.Error()) }
	m := &model{}
	mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(20), Target: m.target()})
	if c.puts != 20 || len(told) != 1 {
		t.Errorf("%d puts, told %q", c.puts, told)
	}
}
