package bisect

import "slices"

// tally counts runs: those that passed and those that failed, in fractions for
// scores.
type tally struct{ pass, fail float64 }

func (t tally) plus(u tally) tally { return tally{t.pass + u.pass, t.fail + u.fail} }

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
