package bisect_test

import (
	"math"
	"slices"

	"github.com/promptgit/promptgit/internal/bisect"
)

// tally counts the answers of the trials of a scenario; unmoved is that nothing
// broke.
type tally struct {
	trials, hits, wrong, unmoved, undecided int
	runs, turns                             []int // sorted
}

// simulate runs the trials of a scenario one after the other.
func simulate(sc scenario, trials int, strategy func(*judge) answer) tally {
	var t tally
	for trial := range trials {
		j := newJudge(sc, trial)
		t.add(j.past, strategy(j))
	}
	return t
}

func (t *tally) add(p *past, a answer) {
	t.trials++
	switch {
	case a.verdict == bisect.Found && a.culprit == p.culprit:
		t.hits++
	case a.verdict == bisect.Found:
		t.wrong++
	case a.verdict == bisect.NoRegression:
		t.unmoved++
	default:
		t.undecided++
	}
	t.runs = insert(t.runs, a.runs)
	t.turns = insert(t.turns, a.turns)
}

func insert(sorted []int, x int) []int {
	at, _ := slices.BinarySearch(sorted, x)
	return slices.Insert(sorted, at, x)
}

func (t tally) share(count int) float64 { return float64(count) / float64(t.trials) }

// quantile of the runs.
func (t tally) quantile(q float64) float64 { return quantile(t.runs, q) }

// quantile is the smallest of sorted numbers that at least the share q lie at or
// below.
func quantile(sorted []int, q float64) float64 {
	return float64(sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)])
}

func (t tally) mean() float64 {
	sum := 0
	for _, r := range t.runs {
		sum += r
	}
	return float64(sum) / float64(t.trials)
}
