package stats

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Welch is the one-sided p value of Welch's t test (1947) that the mean of a is
// above that of b, two independent samples of unequal variance, with the degrees
// of freedom of Welch and Satterthwaite. It is false with fewer than two values
// on a side or without any spread.
func Welch(a, b []float64) (float64, bool) {
	if len(a) < 2 || len(b) < 2 || constant(a) && constant(b) {
		return 1, false
	}
	va, vb := stat.Variance(a, nil)/float64(len(a)), stat.Variance(b, nil)/float64(len(b))
	t := (Mean(a) - Mean(b)) / math.Sqrt(va+vb)
	df := (va + vb) * (va + vb) / (va*va/float64(len(a)-1) + vb*vb/float64(len(b)-1))
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Survival(t), true
}

// LowerBound and UpperBound are the one-sided bounds of Student's interval for
// the mean of xs at a confidence level such as 0.95. They are false where
// StandardError is.
func LowerBound(xs []float64, level float64) (float64, bool) {
	bounds, ok := T(xs, 2*level-1)
	return bounds[0], ok
}

// UpperBound is described at LowerBound.
func UpperBound(xs []float64, level float64) (float64, bool) {
	bounds, ok := T(xs, 2*level-1)
	return bounds[1], ok
}
