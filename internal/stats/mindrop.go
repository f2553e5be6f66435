package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/promptgit/promptgit/internal/memo"
)

const (
	alpha = 0.05
	power = 0.80
)

// MinDrop is the smallest drop of the pass rate (in [0, 1]) that the exact
// McNemar test on n cases finds in 4 of 5 tries at the 5 % level; false where
// even the largest drop would not be found so often. noise is the probability
// that a case moves from fail to pass by chance. The one-sided test asks only
// for regressions.
func MinDrop(n int, noise float64, twoSided bool) (float64, bool) {
	found := minDrop(dropOf{n, noise, twoSided})
	return found.drop, found.ok
}

// dropOf is what MinDrop is asked for, and drop what it gives.
type (
	dropOf struct {
		n        int
		noise    float64
		twoSided bool
	}
	drop struct {
		drop float64
		ok   bool
	}
)

// minDrop is kept: records of one suite have the same number of cases.
var minDrop = memo.Func(func(q dropOf) drop {
	found, ok := searchDrop(q.n, q.noise, q.twoSided)
	return drop{found, ok}
})

func searchDrop(n int, noise float64, twoSided bool) (float64, bool) {
	level := alpha
	if twoSided {
		level = alpha / 2
	}
	critical := criticals(n, level)
	low, high := 0.0, 1-2*noise // more could not drop: broken and fixed cases add up to all
	if high <= 0 || detects(n, high, noise, critical) < power {
		return 0, false
	}
	for range 60 {
		mid := (low + high) / 2
		if detects(n, mid, noise, critical) < power {
			low = mid
		} else {
			high = mid
		}
	}
	return high, true
}

// PassesNeeded is the number of cases from which the exact McNemar test, two-sided
// at 5 %, finds a drop of the pass rate in 4 of 5 tries where nothing else moves:
// 157 for 5 points. It is the inverse of MinDrop; drop is in (0, 1].
func PassesNeeded(drop float64) int { return passesNeeded(drop) }

var passesNeeded = memo.Func(func(drop float64) int {
	broken := 1 // so many and none fixed are significant
	for math.Ldexp(2, -broken) > alpha {
		broken++
	}
	low, high := 0, broken
	for atLeast(high, broken, drop) < power {
		low, high = high, 2*high
	}
	for high-low > 1 {
		if mid := (low + high) / 2; atLeast(mid, broken, drop) < power {
			low = mid
		} else {
			high = mid
		}
	}
	return high
})

// criticals gives for each number of moved cases how many of them must be
// broken for the test to reject. One more moved case raises it by at most one.
func criticals(n int, level float64) []int {
	ks := make([]int, n+1)
	ks[0] = 1 // nothing moved: never
	for moved := 1; moved <= n; moved++ {
		k := ks[moved-1]
		for k <= moved && atLeast(moved, k, 0.5) > level {
			k++
		}
		ks[moved] = k
	}
	return ks
}

// detects is the power against a drop: the number of moved cases is binomial,
// and so is the number of broken ones among them.
func detects(n int, drop, noise float64, critical []int) float64 {
	broken := drop + noise
	moving := broken + noise
	if noise == 0 {
		// All that move are broken, so the test needs one fixed number of them.
		for moved, k := range critical {
			if k <= moved {
				return atLeast(n, moved, moving)
			}
		}
		return 0
	}
	total := 0.0
	for moved, k := range critical {
		if k > moved {
			continue
		}
		total += probability(n, moved, moving) * atLeast(moved, k, broken/moving)
	}
	return total
}

func probability(n, k int, p float64) float64 {
	if p >= 1 {
		if k == n {
			return 1
		}
		return 0
	}
	return math.Exp(distuv.Binomial{N: float64(n), P: p}.LogProb(float64(k)))
}
