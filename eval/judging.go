package eval

import (
	"errors"
	"slices"
	"sync"
)

// Judging is what judges were asked, for one sample or for a run. It is no part
// of what the outputs cost. As for outputs, tokens and cost are those of the
// answers when they were made, so that a run from the cache tells the same.
type Judging struct {
	Key     string   `json:"key"`   // of a run: see JudgesKey
	Asked   int      `json:"asked"` // questions, those that the cache answered too
	Calls   int      `json:"calls"` // that reached a provider, retries included
	Cached  int      `json:"cached"`
	Tokens  int      `json:"tokens"`
	CostUSD *float64 `json:"cost_usd"` // nil when a price is unknown
	Models  []string `json:"models"`   // as answered, sorted
}

// add counts one question.
func (j *Judging) add(t Target, a Answer, calls int, err error) {
	if j.Asked == 0 {
		j.CostUSD = new(float64)
	}
	j.Asked++
	j.Calls += calls
	switch {
	case err != nil:
		var failed *CallError
		if calls > 0 && !t.Free && (!errors.As(err, &failed) || failed.Sent) { // it may have been billed
			j.CostUSD = nil
		}
		return
	case j.CostUSD == nil, t.Free:
	case a.Cost == nil || !finite(*a.Cost):
		j.CostUSD = nil
	default:
		*j.CostUSD += *a.Cost
	}
	if a.Cached {
		j.Cached++
	}
	j.Tokens += a.Tokens.sum()
	j.name(a.Model)
}

func (j *Judging) name(model string) {
	if at, known := slices.BinarySearch(j.Models, model); model != "" && !known {
		j.Models = slices.Insert(j.Models, at, model)
	}
}

// Judging sums up the judges of a run, nil where none was asked.
func (run *Run) Judging() *Judging {
	sum := &Judging{Key: run.JudgesKey, CostUSD: new(float64), Models: []string{}}
	for i := range run.Results {
		j := &run.Results[i].Judging
		if j.Asked == 0 {
			continue
		}
		sum.Asked, sum.Calls, sum.Cached, sum.Tokens = sum.Asked+j.Asked, sum.Calls+j.Calls, sum.Cached+j.Cached, sum.Tokens+j.Tokens
		switch {
		case j.CostUSD == nil:
			sum.CostUSD = nil
		case sum.CostUSD != nil:
			*sum.CostUSD += *j.CostUSD
		}
		for _, model := range j.Models {
			sum.name(model)
		}
	}
	if sum.Asked == 0 {
		return nil
	}
	return sum
}

// clerk asks judges for one sample and counts what it took.
type clerk struct {
	bench *bench

	mu   sync.Mutex
	into *Judging
}

func (c *clerk) count(t Target, a Answer, calls int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.into.add(t, a, calls, err)
}
