package stats

import "gonum.org/v1/gonum/stat/distuv"

// WilsonLower is the lower end of the interval of Wilson (1927) for a mean in
// [0, 1] of n independent values in [0, 1], at a two-sided level. Neither n nor
// the sum of the values need be whole: values that are no passes or fails vary
// less than passes with the same mean would. n is above 0.
func WilsonLower(mean, n, level float64) float64 {
	return max(0, wilson(mean, n, distuv.UnitNormal.Quantile((1+level)/2))[0])
}
