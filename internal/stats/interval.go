package stats

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is a lower and an upper bound.
type Interval [2]float64

// Wilson is the score interval of Wilson (1927) for a pass rate: successes out
// of n at a two-sided confidence level such as 0.95. It holds its level for few
// cases and at 0 and 1, where the textbook interval has no width. n is at
// least 1.
func Wilson(successes, n int, level float64) Interval {
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	return wilson(float64(successes)/float64(n), float64(n), z)
}

// Mean is the arithmetic mean of at least one value.
func Mean(xs []float64) float64 { return stat.Mean(xs, nil) }

// StandardError is the standard error of the mean, sd/sqrt(n). It is false for
// fewer than two values and for values that are all equal: no spread was seen,
// which is not the same as none being there.
func StandardError(xs []float64) (float64, bool) {
	if len(xs) < 2 || constant(xs) {
		return 0, false
	}
	return stat.StdDev(xs, nil) / math.Sqrt(float64(len(xs))), true
}

// T is Student's interval for the mean of xs, or of paired differences, at a
// two-sided confidence level. It is false where StandardError is.
func T(xs []float64, level float64) (Interval, bool) {
	se, ok := StandardError(xs)
	if !ok {
		return Interval{}, false
	}
	t := student(studentAt{float64(len(xs) - 1), (1 + level) / 2})
	mean := Mean(xs)
	return Interval{mean - t*se, mean + t*se}, true
}

// LowerBound is the one-sided lower bound of Student's interval for the mean of xs
// at a confidence level such as 0.95. It is false where StandardError is.
func LowerBound(xs []float64, level float64) (float64, bool) {
	bounds, ok := T(xs, 2*level-1)
	return bounds[0], ok
}

// Unanimous bounds the mean difference when all n cases differ by the same d,
// so that there is no spread to build a t interval on. Had more than a share
// q = 1 - ((1-level)/2)^(1/n) of all cases another difference, n cases without
// one would be rarer than each tail allows; such cases may lie anywhere in
// [-1, 1], or as far from 0 as d where code gave scores beyond [0, 1]. For d = 0
// this is the exact bound on discordant pairs: 59 identical cases are needed for
// 90 % confidence in a change of less than 5 points.
func Unanimous(d float64, n int, level float64) Interval {
	q := 1 - math.Pow((1-level)/2, 1/float64(n))
	far := q * max(1, math.Abs(d))
	return Interval{d*(1-q) - far, d*(1-q) + far}
}

// constant compares values, since the variance of equal values need not come
// out as zero.
func constant(xs []float64) bool {
	for _, x := range xs {
		if x != xs[0] {
			return false
		}
	}
	return true
}
