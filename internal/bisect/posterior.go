package bisect

import "slices"

// noisy is the search of a problem whose readings are noisy. It keeps how
// likely every first bad version is, together with how cases break at all, and
// asks what tells the most for its cost.
type noisy struct {
	problem Problem
	prior   prior
	grid    *grid
	hypers  [perCase]hyper
	cases   []noisyCase
	seen    tallies // of all cases
	costs   []float64
	runs    int // queries given out
	ends    int // those of them that were the first reading of a case at an end
	belief  *belief

	blocks      [][][perCase]float64 // sums over the cases of each block, nil where they are due
	blockBounds []int                // that they are for
}

// noisyCase is what is known of one case.
type noisyCase struct {
	runs     tallies
	unjudged []bool // by version, nil for none
	stale    bool   // runs have changed since
	same     sameRate
	rates    []rates // element i is for a first bad version after the i first versions of runs
}

func newNoisy(p Problem) *noisy {
	s := &noisy{
		problem: p, prior: recommended(p.AssumeRegression),
		grid: newGrid(), hypers: newHypers(p.Cases), cases: make([]noisyCase, p.Cases), costs: costs(p),
		blocks: make([][][perCase]float64, (p.Cases+blockCases-1)/blockCases),
	}
	for i := range s.cases {
		s.cases[i].stale = true
	}
	return s
}

func (s *noisy) observe(o Observation) {
	c := &s.cases[o.Case]
	s.belief = nil
	if o.Unjudged {
		if c.unjudged == nil {
			c.unjudged = make([]bool, s.problem.Versions)
		}
		c.unjudged[o.Version] = true
		return
	}
	n := float64(o.Runs)
	t := tally{pass: o.Value * n, fail: (1 - o.Value) * n}
	c.runs = c.runs.add(o.Version, t)
	s.seen = s.seen.add(o.Version, t)
	c.stale = true
}

// update weighs the runs of a case again. The first and the last segment are
// empty where the ends were judged.
func (s *noisy) update(c *noisyCase) {
	before, after := c.runs.sides()
	c.same = s.grid.same(after[0])
	c.rates = slices.Grow(c.rates[:0], len(before))[:len(before)]
	for i := range before {
		if from, to := c.segment(i, s.last()); from < to {
			c.rates[i] = s.grid.rates(&c.same, &s.hypers, before[i], after[i])
		}
	}
	c.stale = false
}

// segment is the range of first bad versions that the rates of element i are
// for: from < B <= to.
func (c *noisyCase) segment(i, last int) (from, to int) {
	to = last
	if i < len(c.runs) {
		to = c.runs[i].version
	}
	if i > 0 {
		from = c.runs[i-1].version
	}
	return from, to
}

func (c *noisyCase) judgeable(version int) bool {
	return c.unjudged == nil || !c.unjudged[version]
}

// last is the bad end.
func (s *noisy) last() int { return s.problem.Versions - 1 }

// costs are the relative costs of a run by case. What is free or unknown costs a
// thousandth of the dearest: it is asked for gladly, but not without end.
func costs(p Problem) []float64 {
	all := make([]float64, p.Cases)
	top := 0.0
	for i := range all {
		if i < len(p.Costs) && p.Costs[i] > 0 {
			all[i] = p.Costs[i]
		}
		top = max(top, all[i])
	}
	for i := range all {
		if top == 0 {
			all[i] = 1
		}
		all[i] = max(all[i], top/1000)
	}
	return all
}
