package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// ClusterWilson is Wilson's interval for a pass rate where cases of one cluster
// depend on each other; passes holds a 1 or a 0 for each case. The number of
// cases is replaced by how many independent ones would tell as much, at most all
// of them: p(1-p)/SE^2 by the cluster-robust standard error, times (z/t)^2 where t
// is Student's with one degree of freedom less than there are clusters (Korn and
// Graubard 1998). Where all cases passed or all failed nothing tells how much
// they depend on each other; then each cluster counts as one case. It is false
// for fewer than two clusters.
func ClusterWilson(passes []float64, clusters []string, level float64) (Interval, bool) {
	count := len(ClusterSums(passes, clusters))
	if count < 2 {
		return Interval{}, false
	}
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	p, size := Mean(passes), float64(count)
	if se, ok := ClusterStandardError(passes, clusters); ok {
		t := student(studentAt{float64(count - 1), (1 + level) / 2})
		size = min(float64(len(passes)), p*(1-p)*(z*z)/(se*se*t*t))
	}
	return wilson(p, size, z), true
}

// wilson is the score interval of Wilson for the rate p among size cases, z
// standard errors wide.
func wilson(p, size, z float64) Interval {
	scale := 1 + z*z/size
	middle := (p + z*z/(2*size)) / scale
	half := z * math.Sqrt(p*(1-p)/size+z*z/(4*size*size)) / scale
	bounds := Interval{middle - half, middle + half}
	if p == 0 {
		bounds[0] = 0 // rounding must not leave the range
	}
	if p == 1 {
		bounds[1] = 1
	}
	return bounds
}
