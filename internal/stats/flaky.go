package stats

import "math"

// Flips is the unbiased estimate of 2p(1-p), the probability that two samples of
// a case disagree, from passes out of n samples: 2*s(n-s) / (n(n-1)). Samples of
// different prompts must not be pooled. It is false for fewer than two samples.
func Flips(passes, n int) (float64, bool) {
	if n < 2 {
		return 0, false
	}
	s := float64(passes)
	size := float64(n)
	return 2 * s * (size - s) / (size * (size - 1)), true
}

// Entropy is the uncertainty of a case in bits, h((s+1/2)/(n+1)) for s passes out
// of n samples.
func Entropy(passes, n int) float64 {
	p := (float64(passes) + 0.5) / (float64(n) + 1)
	return -p*math.Log2(p) - (1-p)*math.Log2(1-p)
}
