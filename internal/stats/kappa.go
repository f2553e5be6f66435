package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Kappa is Cohen's kappa of two raters who put the same things into the same
// kinds, with its large-sample standard error. table[i][j] counts what the first
// put into kind i and the second into kind j; it is square, without negatives.
//
// With p the table over its sum n, po the sum of its diagonal and pe the sum of
// the products of its margins, kappa = (po - pe)/(1 - pe) (Cohen, "A coefficient
// of agreement for nominal scales", 1960). The standard error is that of Fleiss,
// Cohen and Everitt ("Large sample standard errors of kappa and weighted kappa",
// 1969), which does not assume kappa to be 0:
//
//	SE = sqrt(A + B - C) / ((1 - pe) sqrt(n))
//	A  = sum over i of p_ii (1 - (p_i. + p_.i)(1 - kappa))^2
//	B  = (1 - kappa)^2 times the sum over i != j of p_ij (p_.i + p_j.)^2
//	C  = (kappa - pe (1 - kappa))^2
//
// It is false where there is nothing to agree on by chance or otherwise: an empty
// table, or both raters putting everything into one kind.
func Kappa(table [][]int) (kappa, se float64, ok bool) {
	n := 0
	for _, row := range table {
		for _, x := range row {
			n += x
		}
	}
	if n == 0 {
		return 0, 0, false
	}
	p := make([][]float64, len(table))
	first, second := make([]float64, len(table)), make([]float64, len(table))
	for i, row := range table {
		p[i] = make([]float64, len(row))
		for j, x := range row {
			p[i][j] = float64(x) / float64(n)
			first[i] += p[i][j]
			second[j] += p[i][j]
		}
	}
	po, pe := 0.0, 0.0
	for i := range p {
		po += p[i][i]
		pe += first[i] * second[i]
	}
	if 1-pe < 1e-12 {
		return 0, 0, false
	}
	kappa = (po - pe) / (1 - pe)
	a, b := 0.0, 0.0
	for i := range p {
		a += p[i][i] * square(1-(first[i]+second[i])*(1-kappa))
		for j := range p {
			if i != j {
				b += p[i][j] * square(second[i]+first[j])
			}
		}
	}
	b *= square(1 - kappa)
	c := square(kappa - pe*(1-kappa))
	return kappa, math.Sqrt(max(0, a+b-c)) / ((1 - pe) * math.Sqrt(float64(n))), true
}

func square(x float64) float64 { return x * x }

// KappaInterval is kappa with the normal interval of its standard error at a
// two-sided level such as 0.95, cut to [-1, 1]. It is false where Kappa is, and
// where the standard error is 0, as for raters who always agree: so few things
// showed no spread, which is not the same as none being there.
func KappaInterval(table [][]int, level float64) (kappa float64, bounds Interval, ok bool) {
	kappa, se, ok := Kappa(table)
	if !ok || se == 0 {
		return kappa, Interval{}, false
	}
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	return kappa, Interval{max(-1, kappa-z*se), min(1, kappa+z*se)}, true
}
