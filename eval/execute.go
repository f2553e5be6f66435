package eval

import (
	"context"
	"sync"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
	"github.com/promptgit/promptgit/prompt/nunjucks"
)

// execution is one Run of an engine under way.
type execution struct {
	*Engine
	desk     *desk
	judges   *bench
	runs     []Run
	jobs     []job
	settings []setting // by column

	chained []bool // by column: its outputs are handed on to later cases

	mu      sync.Mutex
	flights flights
	names   map[string]string // of models and finish reasons

	told sync.Mutex // apart, so that a slow terminal does not hold up calls
	done int
}

// setting is what all jobs of a column share.
type setting struct {
	key string        // its part of the keys of jobs
	env *value.Object // see environment

	filters map[string]nunjucks.Filter // of the suite, nil for none
	stages  []string                   // keys of the steps of the column
}

func newExecution(ctx context.Context, e *Engine, cols []Column) (*execution, error) {
	x := &execution{Engine: e, desk: newDesk(ctx, e), chained: make([]bool, len(cols)), names: map[string]string{}}
	x.judges = newBench(x.desk)
	x.runs, x.jobs = plan(cols)
	x.flights = make(flights, len(x.jobs))
	for _, col := range cols {
		set, err := e.settingOf(ctx, col)
		if err != nil {
			return nil, err
		}
		x.settings = append(x.settings, set)
	}
	return x, nil
}

func (e *Engine) settingOf(ctx context.Context, col Column) (setting, error) {
	env, err := e.environment(ctx, col.Suite)
	return setting{settingsKey(col.Target, col.Prompt), env, e.filters(col.Suite), col.stageKeys()}, err
}

// answer finds the answer of a job and puts it into the queue, together with
// the jobs that waited for the same one. A job that only waits is left to the
// worker that asks, so that it does not keep this one. See desk.ask for relieve.
func (x *execution) answer(ctx context.Context, j *job, queue chan<- *job, relieve func()) {
	col, q := x.runs[j.column].Column, j.question
	if col.staged(j.result.Case) {
		x.stage(ctx, j, relieve)
		queue <- j
		return
	}
	if err := q.ready(ctx, x.Engine, col, x.settings[j.column]); err != nil {
		j.result.Err = err
		queue <- j
		return
	}
	j.result.Case, j.result.Messages = q.c, q.messages
	if q.c.Output != nil {
		j.result.answered(Answer{Output: *q.c.Output, Structured: q.c.Structured, Cost: new(float64)}, nil)
		queue <- j
		return
	}
	number := col.Seen + j.result.Sample
	key := jobKey(q.key, number)
	if !col.Target.Free && !x.lead(key, j, queue) {
		return
	}
	a, calls, err := x.desk.ask(ctx, col.Target, key, Request{
		Messages: q.messages,
		Rendered: prompt.Flatten(q.messages),
		Model:    col.Target.Model,
		Params:   col.Prompt.Params,
		Tools:    col.Prompt.Tools,
		Schema:   col.Prompt.Schema.Output,
		Sample:   number,
		Seed:     seed(key),
		Case:     q.c.Key,
		CaseID:   q.c.ID,
		Row:      q.c.Index,
	}, relieve)
	x.land(key, j, calls, a, err, queue)
}

func (r *Result) answered(a Answer, err error) { r.Answer, r.Err = a, err }

// grade judges the answer of a job, if there is one, and finishes it: at once,
// or when all that it is compared with are judged.
func (x *execution) grade(ctx context.Context, j *job) {
	one := outcome{err: j.result.Err}
	if one.err == nil && j.stray == "" {
		j.result.Answer, one.err = x.transformed(ctx, j)
		j.lost = one.err != nil
	}
	if one.err == nil && j.stray != "" {
		one.Graded = strayed(j.stray)
	} else if one.err == nil {
		one.Graded, one.err = GradeSample(ctx, x.sample(j), GradeOptions{New: x.Graders, Services: x.services(j)})
	}
	c := j.contest
	if c == nil {
		x.finish(ctx, j, one)
		return
	}
	j.result.Err = ErrInterrupted // until it is compared
	if c.enter(j, one) {
		x.compare(ctx, c)
		for i := range c.jobs {
			x.finish(ctx, &c.jobs[i], c.graded[i])
		}
	}
}

func (x *execution) sample(j *job) Sample {
	r := j.result
	return Sample{Case: r.Case, Number: r.Sample, Answer: r.Answer, Messages: r.Messages, Steps: r.Steps, Column: &x.runs[j.column].Column}
}

func (x *execution) services(j *job) Services {
	env := x.settings[j.column].env
	return Services{
		Render:     scopedRender(x.RenderValue, env),
		RenderData: scopedRender(x.RenderData, env),
		Scripts:    x.Scripts,
		Judge:      &clerk{bench: x.judges, into: &j.result.Judging},
	}
}

// finish takes the verdict over, gives the result away where there is a store,
// and reports the sample finished.
func (x *execution) finish(ctx context.Context, j *job, one outcome) {
	r := j.result
	if r.Err = one.err; r.Err == nil {
		r.Pass, r.Score, r.Metrics, r.Asserts, r.Weights = one.Pass, one.Score, one.Metrics, one.Asserts, one.Weights
	} else if ctx.Err() != nil {
		r.Err = ErrInterrupted
	}
	stored := x.store(j)
	x.tell(j)
	if stored {
		r.lighten()
		j.question = nil
	}
}

func (x *execution) tell(j *job) {
	x.told.Lock()
	defer x.told.Unlock()
	x.done++
	if x.Progress != nil {
		x.Progress(Event{Column: j.column, Result: j.result, Done: x.done, Total: len(x.jobs)})
	}
}
