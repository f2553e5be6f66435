package stats

import "math"

// AlikeLevel is the one-sided level of each half of a test of sameness.
const AlikeLevel = 0.05

// Alike says whether paired differences in [-1, 1] show that their mean lies
// within a margin of zero, at AlikeLevel for either side.
//
// On each side the question is how large the mean could be. The values get
// random weights (those of the Bayesian bootstrap, Rubin 1981), and one value
// more stands among them that was not seen: the worst there can be. The share of
// weightings whose mean reaches the margin is at most 5 % where they are alike.
// This is the bound of Learned-Miller and Thomas (2019) on the mean of bounded
// values; for values that are 0 or 1 it is the exact bound of Clopper and Pearson,
// and for values that are all equal that of Unanimous. A t interval alone forgets
// what so few cases could not show: with 100 cases of which 1 in 20 breaks it
// calls 12 % of all drops of 5 points none.
//
// Scores that code gives may leave [0, 1]: then the worst there can be is as far
// off as the farthest difference that was seen.
//
// clusters names the cluster of each value, as in ClusterSums; clusters are
// weighted then, and the unseen one is as large as they are on average. nil makes
// each value its own.
func Alike(d []float64, clusters []string, margin float64) bool {
	worst := 1.0
	for _, x := range d {
		worst = max(worst, math.Abs(x))
	}
	sums, sizes := d, ones(len(d))
	if clusters != nil {
		sums, sizes = ClusterSums(d, clusters), ClusterSums(sizes, clusters)
	}
	if len(sums) < UnseenNeeded(margin) {
		return false
	}
	mean := float64(len(d)) / float64(len(sums)) // size of a cluster
	for _, sign := range []float64{-1, 1} {
		weights := make([]float64, 0, len(sums)+1)
		for i, s := range sums {
			weights = append(weights, sign*s-margin*sizes[i])
		}
		chance := positive(append(weights, mean*(worst-margin)))
		if chance > AlikeLevel || math.IsNaN(chance) { // NaN: numbers beyond reckoning
			return false
		}
	}
	return true
}

// UnseenNeeded is the number of cases from which a share of cases of another kind
// that is as large as the margin would have shown with 95 % probability: 59 for 5
// points. With fewer nothing is alike.
func UnseenNeeded(margin float64) int {
	return int(math.Ceil(math.Log(AlikeLevel) / math.Log(1-margin)))
}

// positive is the probability that the sum of a[i]*E[i] is above zero, for
// independent E of the standard exponential distribution. It inverts the
// characteristic function at equal steps (Davies 1973): the error is the
// probability that the sum lies further from zero than half a period, which is
// made negligible.
func positive(a []float64) float64 {
	values, counts := grouped(a)
	reach, square, largest := 0.0, 0.0, 0.0
	for i, x := range values {
		reach += counts[i] * x
		square += counts[i] * x * x
		largest = max(largest, math.Abs(x))
	}
	period := math.Abs(reach) + 12*math.Sqrt(square) + 30*largest
	if period == 0 {
		return 0
	}
	step, sum := 2*math.Pi/period, 0.0
	const terms, negligible = 100_000, 1e-12
	for k := range terms {
		at := (float64(k) + 0.5) * step
		angle, shrunk := 0.0, 0.0
		for i, x := range values {
			angle += counts[i] * math.Atan(x*at)
			shrunk += counts[i] * math.Log1p(x*x*at*at)
		}
		size := math.Exp(-shrunk / 2)
		sum += math.Sin(angle) * size / (float64(k) + 0.5)
		if size < negligible {
			break
		}
	}
	return 0.5 + sum/math.Pi
}

// grouped gives the different values and how often each is there, as most
// differences are equal.
func grouped(a []float64) (values, counts []float64) {
	place := map[float64]int{}
	for _, x := range a {
		at, known := place[x]
		if !known {
			at = len(values)
			place[x] = at
			values, counts = append(values, x), append(counts, 0)
		}
		counts[at]++
	}
	return values, counts
}

func ones(n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = 1
	}
	return list
}
