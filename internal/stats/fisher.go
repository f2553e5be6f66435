package stats

import "math"

// Fisher is the two-sided p value of Fisher's exact test (1935) that two samples
// of passes and fails have one pass rate: a passes out of n, and b out of m. It
// sums the tables with the same totals that are no more likely than this one.
func Fisher(a, n, b, m int) float64 {
	total := a + b
	low, high := max(0, total-m), min(n, total)
	logs := func(x int) float64 { return logChoose(n, x) + logChoose(m, total-x) }
	// Tables that are equally likely on paper must count as such in spite of rounding.
	observed := logs(a) + 1e-9
	sum := 0.0
	for x := low; x <= high; x++ {
		if l := logs(x); l <= observed {
			sum += math.Exp(l - logChoose(n+m, total))
		}
	}
	return min(1, sum)
}

// logChoose is the logarithm of the binomial coefficient.
func logChoose(n, k int) float64 {
	all, _ := math.Lgamma(float64(n + 1))
	in, _ := math.Lgamma(float64(k + 1))
	out, _ := math.Lgamma(float64(n - k + 1))
	return all - in - out
}
