package advise

import (
	"math"
	"sort"

	"github.com/promptgit/promptgit/internal/stats"
)

// assumedSpread is the standard deviation of the differences of graded cases that
// statistics.md takes where none was seen.
const assumedSpread = 0.3

// Reach is what the tuned cases can see at all: the gain that they find in 4 of 5
// tries, one-sided at 5 %.
type Reach struct {
	Cases  int
	MDE    float64  // 1 where nothing can be seen
	Spread *float64 // standard deviation of the differences that were seen, nil for none
	Needed int      // cases that it takes for the least effect that matters
	// Repeats are the samples of each case that would do with as many cases, nil
	// where repeats alone do not help, or where it is not known.
	Repeats *int
}

// Answers says whether the cases can tell an effect that matters.
func (r Reach) Answers(delta float64) bool { return r.MDE <= delta }

// reach takes the spread of the comparisons that were made. Where every score is 0
// or 1 the cases see no more than the exact test on them, whatever the spread;
// where nothing moved, no more than what so many cases without a difference bound.
func reach(n int, ones bool, looks []*Gain, flips *float64, repeats int, delta float64) Reach {
	r := Reach{Cases: n, MDE: 1}
	sum, of := 0.0, 0
	for _, g := range looks {
		if g.Cases > 1 {
			ones = ones && g.Ones
			sum, of = sum+g.SD*g.SD, of+1
		}
	}
	if of > 0 {
		r.Spread = new(math.Sqrt(sum / float64(of)))
	}
	spread := assumedSpread
	if r.Spread != nil {
		spread = *r.Spread
	} else if ones {
		spread = 0 // the exact test stands for it
	}
	least := quiet
	if ones {
		least = exact
	}
	if n > 0 {
		r.MDE = min(1, max(stats.PairedDelta(spread, n, false), least(n)))
	}
	r.Needed = max(stats.PairsNeeded(spread, delta, false), leastCases(least, delta))
	r.Repeats = moreRepeats(n, spread, flips, repeats, delta)
	if r.Repeats != nil && least(n) > delta {
		r.Repeats = nil
	}
	return r
}

// leastCases is the number of cases from which on an effect is seen.
func leastCases(sees func(int) float64, delta float64) int {
	enough := 8
	for sees(enough) > delta {
		enough *= 2
	}
	return 1 + sort.Search(enough, func(i int) bool { return sees(i+1) <= delta })
}

// exact is the smallest effect that McNemar's exact test finds without noise.
func exact(n int) float64 {
	if drop, ok := stats.MinDrop(n, 0, false); ok {
		return drop
	}
	return 1
}

// quiet is what n cases without any difference leave open.
func quiet(n int) float64 { return 1 - math.Pow(alpha, 1/float64(n)) }

// moreRepeats solves var(true differences) + flips/K = (delta sqrt(n) / z)^2 for K:
// of two versions each has the noise p(1-p)/K, and flips is 2p(1-p).
func moreRepeats(n int, spread float64, flips *float64, repeats int, delta float64) *int {
	if flips == nil || *flips <= 0 || n == 0 || repeats < 1 {
		return nil
	}
	between := max(0, spread*spread-*flips/float64(repeats))
	room := math.Pow(delta/stats.PairedDelta(1, n, false), 2) - between
	if room <= 0 {
		return nil
	}
	if k := math.Ceil(*flips / room); k > float64(repeats) && k <= 20 {
		return new(int(k))
	}
	return nil
}
