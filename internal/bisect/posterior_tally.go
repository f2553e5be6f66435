package bisect

import (
	"math"
	"slices"
)

// tally counts runs: those that passed and those that failed, in fractions for
// scores.
type tally struct{ pass, fail float64 }

func (t tally) plus(u tally) tally { return tally{t.pass + u.pass, t.fail + u.fail} }

func (t tally) size() float64 { return t.pass + t.fail }

// mean is the pass rate by Jeffreys' prior.
func (t tally) mean() float64 { return (.5 + t.pass) / (1 + t.pass + t.fail) }

// tallies are the runs by version, in ascending order.
type tallies []versionTally

type versionTally struct {
	version int
	tally
}

func (ts tallies) find(version int) (int, bool) {
	return slices.BinarySearchFunc(ts, version, func(t versionTally, v int) int { return t.version - v })
}

func (ts tallies) add(version int, t tally) tallies {
	i, there := ts.find(version)
	if there {
		ts[i].tally = ts[i].plus(t)
		return ts
	}
	return slices.Insert(ts, i, versionTally{version, t})
}

// sides sums the runs before and after each segment: element i is for a first
// bad version after the i first versions of the tallies and up to the next one.
func (ts tallies) sides() (before, after []tally) {
	before, after = make([]tally, len(ts)+1), make([]tally, len(ts)+1)
	for i, t := range ts {
		before[i+1] = before[i].plus(t.tally)
	}
	for i := len(ts) - 1; i >= 0; i-- {
		after[i] = after[i+1].plus(ts[i].tally)
	}
	return before, after
}

// runningSum sums the runs of a case up to each version.
type runningSum struct {
	versions []int
	sums     []tally // element i sums the first i versions
}

func newRunningSum(ts tallies) runningSum {
	r := runningSum{versions: make([]int, len(ts)), sums: make([]tally, len(ts)+1)}
	for i, t := range ts {
		r.versions[i] = t.version
		r.sums[i+1] = r.sums[i].plus(t.tally)
	}
	return r
}

// between sums the versions from one on and below another.
func (r *runningSum) between(from, below int) tally {
	if from >= below {
		return tally{}
	}
	i, _ := slices.BinarySearch(r.versions, from)
	j, _ := slices.BinarySearch(r.versions, below)
	return tally{max(0, r.sums[j].pass-r.sums[i].pass), max(0, r.sums[j].fail-r.sums[i].fail)}
}

// inside is between, on both sides of a first bad version.
func (r *runningSum) inside(from, below, first int) (before, after tally) {
	return r.between(from, min(below, first)), r.between(max(from, first), below)
}

// outside is all that is not between, on both sides of a first bad
// version that does not cut what is left out.
func (r *runningSum) outside(from, below, first int) (before, after tally) {
	const beyond = math.MaxInt
	before = r.between(0, min(from, first)).plus(r.between(below, first))
	after = r.between(first, from).plus(r.between(max(below, first), beyond))
	return before, after
}
