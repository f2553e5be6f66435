package eval

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// ErrInterrupted marks a sample that was not judged because the run was
// stopped.
var ErrInterrupted = errors.New("interrupted before it was judged")

// Engine executes runs: it renders, calls, retries, keeps answers and grades.
// Render, RenderValue, Graders, Now and Sleep are required.
type Engine struct {
	Render      func(ctx context.Context, p *prompt.Prompt, vars *value.Object) ([]prompt.Message, error)
	RenderValue RenderFunc                                 // for the values of assertions
	Env         *value.Object                              // what {{ env.NAME }} gives, under a suite's env block
	Graders     func(Assertion) (Grader, error)            // finds an assertion type
	Comparers   func(Assertion) (Comparer, error)          // finds an assertion type that compares, nil for none
	RenderData  RenderFunc                                 // for the prompts of judges, over vars that are never templates
	Judges      OpenJudge                                  // makes a judge ready to be asked, nil where none can be
	Scripts     Runtime                                    // runs code of suites, nil for none
	Permit      func(*Suite) error                         // refuses a suite whose code may not run; nil permits all
	Now         func() time.Time                           // for latencies and pauses
	Sleep       func(context.Context, time.Duration) error // returns early with an error when ctx ends

	Cache   Cache // nil for none
	NoCache bool  // neither read nor write the cache
	Refresh bool  // write the cache without reading it

	Cassette  Cassette // asked before the cache and the models, nil for none
	Recording bool     // ask for what the cassette lacks, and add it; else that is an error of its case

	Concurrency int                    // calls at once to an endpoint without a limit of its own, 16 when 0
	AtMost      int                    // calls at once to any endpoint, whatever its own limit, 0 for no bound
	Timeout     time.Duration          // deadline of one call, a minute when 0
	MaxRetries  int                    // calls after the first one of a job
	Backoff     func() backoff.BackOff // pauses between the calls of one job; nil: half a second and growing, with jitter
	MaxCost     *float64               // US dollars for all runs of the engine, nil for no limit
	MaxCalls    int                    // calls of all runs of the engine, retries included, 0 for no limit, under 0 for no call
	MaxTime     time.Duration          // for the calls of all runs, from the beginning of the first, 0 for no limit
	Share       int                    // this process has 1/Share of every rate limit and budget, all where 0

	// Heard is called with every answer and failed call of the targets, from the
	// cache too, by many at once; not with those of judges.
	Heard func(ctx context.Context, t Target, req Request, a Answer, err error)

	Store    Store       // takes what is bulky of the results, nil: they stay whole in memory
	Progress func(Event) // called after each sample, never twice at once
	Warn     func(error) // what went wrong beside the results, as in the cache; never called twice at once

	budget *budget // made by the first run; runs come one after the other
	gating sync.Mutex
	gates  map[gateKey]*gate // made with the budget
}

// Event tells that one more sample is finished.
type Event struct {
	Column      int     // index in the columns of the run
	Result      *Result // whole, until Progress returns
	Done, Total int     // samples of the whole run
}

// Run judges every case of every column. Results stand by case and sample,
// however the calls came back. What could not be judged carries an error, and
// the others stay; only a run that cannot start gives no runs at all.
//
// When ctx ends, Run stops at once and gives what is finished, with the error
// of ctx; the other samples carry ErrInterrupted.
func (e *Engine) Run(ctx context.Context, cols []Column) ([]Run, error) {
	if err := e.checkPrices(cols); err != nil {
		return nil, err
	}
	if err := e.checkCode(cols); err != nil {
		return nil, err
	}
	x, err := newExecution(ctx, e, cols)
	if err != nil {
		return nil, err
	}
	if err := x.judges.open(ctx, x.runs); err != nil {
		return nil, err
	}
	x.run(ctx)
	return x.runs, ctx.Err()
}

// ErrUnknownPrice says that a budget was asked for a target whose price is not
// known, so that it could not be kept.
var ErrUnknownPrice = errors.New("unknown price")

func (e *Engine) checkPrices(cols []Column) error {
	for _, c := range cols {
		if len(c.Suite.Steps) > 0 && !slices.ContainsFunc(c.Suite.Steps, func(s Step) bool { return s.Judged }) {
			return fmt.Errorf("the steps of %s are not ready to judge %s", c.Suite.Path, c.Prompt.Path)
		}
		for _, s := range c.steps() {
			if err := e.checkPrice(c.at(s).Target); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *Engine) checkCode(cols []Column) error {
	if e.Permit == nil {
		return nil
	}
	for _, c := range cols {
		if err := e.Permit(c.Suite); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) checkPrice(t Target) error {
	if e.MaxCost != nil && !t.Free && t.Price == nil {
		return fmt.Errorf("a maximum cost cannot be kept: %w of model %q of provider %q", ErrUnknownPrice, t.Model, t.Provider)
	}
	return nil
}

func (e *Engine) concurrency() int {
	if e.Concurrency > 0 {
		return e.Concurrency
	}
	return 16
}

func (e *Engine) timeout() time.Duration {
	if e.Timeout > 0 {
		return e.Timeout
	}
	return time.Minute
}
