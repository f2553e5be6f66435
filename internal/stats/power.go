package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// PairsNeeded is the number of cases at which a paired comparison finds a mean
// difference of delta in 4 of 5 tries at the 5 % level, by the normal
// approximation ((z_(1-a) + z_(power)) * sd / delta)^2, where sd is the standard
// deviation of the differences of the case scores. Both are in units of the
// score; delta is above 0.
func PairsNeeded(sd, delta float64, twoSided bool) int {
	return int(math.Ceil(math.Pow(zSum(twoSided)*sd/delta, 2)))
}

// PairedDelta is the mean difference that n cases find in 4 of 5 tries: the
// inverse of PairsNeeded.
func PairedDelta(sd float64, n int, twoSided bool) float64 {
	return zSum(twoSided) * sd / math.Sqrt(float64(n))
}

// zSum is z_(1-alpha), or z_(1-alpha/2), plus z_(power).
func zSum(twoSided bool) float64 {
	level := alpha
	if twoSided {
		level = alpha / 2
	}
	return distuv.UnitNormal.Quantile(1-level) + distuv.UnitNormal.Quantile(power)
}
