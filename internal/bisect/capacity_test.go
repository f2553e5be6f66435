package bisect_test

import "math"

// What any search costs at least. A reading of a case is a channel from "before
// or after the culprit" to "pass or fail"; its capacity is the most that one
// reading can tell, in bits, and one of m versions takes log2(m) bits.

// entropy of a coin, in bits.
func entropy(p float64) float64 {
	if p <= 0 || p >= 1 {
		return 0
	}
	return -p*math.Log2(p) - (1-p)*math.Log2(1-p)
}

// symmetric is the capacity of a case that passes with rate 1-eps before and
// eps after.
func symmetric(eps float64) float64 { return 1 - entropy(eps) }

// capacity is that of a case with any two rates, and the share x of readings
// before the culprit that attains it. The derivative of the information
// I(x) = h(q) - x h(p0) - (1-x) h(p1) with q = x p0 + (1-x) p1 vanishes where
// log2((1-q)/q) is the slope of h between p1 and p0.
func capacity(p0, p1 float64) (bits, x float64) {
	slope := (entropy(p0) - entropy(p1)) / (p0 - p1)
	q := 1 / (1 + math.Exp2(slope))
	x = (q - p1) / (p0 - p1)
	return entropy(q) - x*entropy(p0) - (1-x)*entropy(p1), x
}

// suiteCapacity is what k such cases tell at one version, both sides as likely.
// It tends to one bit while the cost grows with k.
func suiteCapacity(eps float64, k int) float64 {
	bits := 0.0
	for s := range k + 1 {
		before, after := binomial(k, s, 1-eps), binomial(k, s, eps)
		mean := (before + after) / 2
		for _, p := range [2]float64{before, after} {
			if p > 0 {
				bits += p / 2 * math.Log2(p/mean)
			}
		}
	}
	return bits
}

// leastRuns is the bound on the mean number of case runs without any error.
func leastRuns(m int, bits float64) float64 { return math.Log2(float64(m)) / bits }

// fano is the bound for a search that may err with probability delta.
func fano(m int, bits, delta float64) float64 {
	return ((1-delta)*math.Log2(float64(m)) - entropy(delta)) / bits
}

// majorityError is the chance that most of k readings are wrong, k odd.
func majorityError(eps float64, k int) float64 {
	sum := 0.0
	for s := k/2 + 1; s <= k; s++ {
		sum += binomial(k, s, eps)
	}
	return sum
}

// binomial is the probability of s of n at rate p.
func binomial(n, s int, p float64) float64 {
	ways := 1.0
	for i := range s {
		ways = ways * float64(n-i) / float64(i+1)
	}
	return ways * math.Pow(p, float64(s)) * math.Pow(1-p, float64(n-s))
}
