package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// contest is the comparison of the samples of one case and of one number over
// the columns that compete. It is held by the worker who grades the last of
// them.
type contest struct {
	jobs []job // by column; copies, told by their results, since the jobs of a run may change their order

	mu     sync.Mutex
	graded []outcome // by job; complete when none is missing
	left   int       // jobs without an outcome
}

// outcome is what grading a sample alone gave.
type outcome struct {
	Graded
	err error
}

// contests gives every job whose case compares its contest: one with the same
// sample of the other columns that compete, or one of its own.
func contests(runs []Run, jobs []job) {
	type key struct {
		suite       string
		row, sample int
		alone       int // 1 + the column, where it competes with none
	}
	found := map[key]*contest{}
	for i := range jobs {
		j := &jobs[i]
		if !j.question.c.compares() {
			continue
		}
		col := &runs[j.column].Column
		k := key{suite: col.Suite.Path, row: j.question.c.Index, sample: j.result.Sample}
		if !col.Competes {
			k.alone = j.column + 1
		}
		if found[k] == nil {
			found[k] = &contest{}
		}
		j.contest = found[k]
		j.contest.jobs = append(j.contest.jobs, *j)
	}
	for _, c := range found {
		slices.SortFunc(c.jobs, func(a, b job) int { return cmp.Compare(a.column, b.column) })
		c.graded, c.left = make([]outcome, len(c.jobs)), len(c.jobs)
	}
}

// enter takes the outcome of one job, and tells whether it was the last.
func (c *contest) enter(j *job, one outcome) (complete bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.graded[slices.IndexFunc(c.jobs, func(own job) bool { return own.result == j.result })] = one
	c.left--
	return c.left == 0
}

// compare settles the outcomes of a contest. One output that could not be
// judged leaves the others without a verdict too: it might have been the best.
func (x *execution) compare(ctx context.Context, c *contest) {
	err := c.unjudged(x.runs)
	if err == nil {
		rivals := make([]Rival, len(c.jobs))
		for i := range c.jobs {
			rivals[i] = Rival{x.sample(&c.jobs[i]), c.graded[i].Graded}
		}
		err = CompareSamples(ctx, rivals, x.comparer, x.services(&c.jobs[0])) // the first one pays the judge
		for i := range rivals {
			c.graded[i].Graded = rivals[i].Graded
		}
	}
	for i := range c.graded {
		c.graded[i].err = cmp.Or(c.graded[i].err, err)
	}
}

// unjudged says which output there is no verdict of, nil where all are judged.
func (c *contest) unjudged(runs []Run) error {
	for i, j := range c.jobs {
		if err := c.graded[i].err; err != nil {
			col := runs[j.column].Column
			return fmt.Errorf("nothing to compare with: %s under %s could not be judged: %w", col.Prompt.Path, col.Target.Provider, err)
		}
	}
	return nil
}

func (x *execution) comparer(a Assertion) (Comparer, error) {
	if x.Comparers == nil {
		return nil, errors.New("no assertion type that compares outputs is known")
	}
	return x.Comparers(a)
}
