package eval

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/promptgit/promptgit/prompt"
)

// job is one sample of one case of one column.
type job struct {
	column   int
	place    int // of its result in the run
	question *question
	result   *Result
	contest  *contest // nil where nothing is compared
	lost     bool     // its output could not be transformed
	stray    string   // why the model did not go the way of the case, "" where it did
}

// question is what all samples of a case ask in one column. It is rendered by
// the first job that needs it.
type question struct {
	c        *Case
	once     sync.Once
	messages []prompt.Message
	key      string // shared part of the keys of its jobs
	err      error
}

// plan lays out the results of all columns, each an error until it is judged,
// and lists the jobs that fill them. Columns advance evenly: a run that is cut
// short has judged about the same share of each.
func plan(cols []Column) ([]Run, []job) {
	runs := make([]Run, len(cols))
	type place struct {
		job
		share float64 // of its column, from 0 to 1
	}
	var places []place
	for i, col := range cols {
		run := &runs[i]
		run.Column = col
		run.Results = make([]Result, 0, len(col.Suite.Cases))
		questions := make([]*question, 0, len(col.Suite.Cases))
		for n := range col.Suite.Cases {
			c := &col.Suite.Cases[n]
			if col.Applies != nil && !col.Applies(c) {
				run.NA = append(run.NA, c.Index)
				continue
			}
			if col.Own != nil && !col.Own(c) {
				continue
			}
			q := &question{c: c}
			for sample := range samples(col, c) {
				run.Results = append(run.Results, Result{Case: c, Sample: sample, Err: ErrInterrupted})
				questions = append(questions, q)
			}
		}
		places = slices.Grow(places, len(questions))
		for n, q := range questions {
			share := (float64(n) + 0.5) / float64(len(questions))
			places = append(places, place{job{column: i, place: n, question: q, result: &run.Results[n]}, share})
		}
	}
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.share, b.share) })
	jobs := make([]job, len(places))
	for i, p := range places {
		jobs[i] = p.job
	}
	contests(runs, jobs)
	return runs, jobs
}

// samples is how often a case is asked: its own number wins over the run's.
func samples(col Column, c *Case) int {
	return max(1, cmp.Or(c.Repeat, col.Repeat))
}

// ready renders the question once, and hashes what all its jobs share.
func (q *question) ready(ctx context.Context, e *Engine, col Column, set setting) error {
	q.once.Do(func() {
		var p *prompt.Prompt
		if q.c, p, q.err = e.made(ctx, q.c, col); q.err != nil {
			return
		}
		q.messages, q.err = e.Render(prompt.WithFilters(ctx, set.filters), affixed(p, q.c.Options), scoped(q.c.Vars, set.env))
		if q.err == nil {
			q.key = messagesKey(set.key, q.messages)
		}
	})
	return q.err
}
