package stats

import "math"

// LogE is the logarithm of the e-value against "the mean is at least p0" of one
// look: the scores of n cases, each in [0, 1], add up to sum. p1 < p0 is the mean
// to be noticed, both strictly between 0 and 1. Under the claim its expectation
// is at most 1, also for unequal cases and for scores between 0 and 1, as long as
// cases err independently (statistics.md 4.2):
//
//	log e = sum * log(theta) - n * log(1 + p0*(theta-1)),  theta = p1(1-p0) / (p0(1-p1))
func LogE(sum float64, n int, p0, p1 float64) float64 {
	theta := p1 * (1 - p0) / (p0 * (1 - p1))
	return sum*math.Log(theta) - float64(n)*math.Log1p(p0*(theta-1))
}

// ECusum is the logarithm of the e-CUSUM after one more look: W = max(1, W) * e.
// It starts at 0. The mean number of looks to a false alarm at W >= a is at least
// a (e-detectors: Shin, Ramdas, Rinaldo).
func ECusum(logW, logE float64) float64 { return max(0, logW) + logE }
