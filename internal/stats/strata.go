package stats

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// Stratum holds scores of samples that differ in one thing alone: with a change,
// and without it. Both sides have at least one.
type Stratum struct{ With, Without []float64 }

// Stratified is what a change does to scores, over strata.
type Stratified struct {
	Effect   float64   // mean over strata of the mean with minus the mean without
	Interval *Interval // 95 % over all looks, nil where samples of a cell never differ or none is repeated
	PValue   float64   // two-sided
}

// Labels are dealt out in all ways where these are no more than mostDeals; beyond
// it in so many random ones, and with the observed one the smallest p is 1/10,000.
const (
	mostDeals    = 100_000
	permutations = 9999
)

// NewStratified measures an effect where the cases are given and what varies is
// the answer to the same question. The test deals the samples of each stratum out
// again, to as many with and without the change, and asks how often the effect is
// as large, so that nothing is assumed of the scores (statistics.md 1; a stratified
// permutation test). The interval has the variance within each cell, by t with the
// degrees of freedom of all; it is as wide as it must be to hold at each of so many
// looks at growing samples. The p is of this look alone. The same seed gives the
// same p.
func NewStratified(strata []Stratum, looks int, seed uint64) Stratified {
	var s Stratified
	if len(strata) == 0 {
		s.PValue = 1
		return s
	}
	variance, df := 0.0, 0
	for _, x := range strata {
		s.Effect += Mean(x.With) - Mean(x.Without)
		for _, cell := range [][]float64{x.With, x.Without} {
			ss, mean := 0.0, Mean(cell)
			for _, v := range cell {
				ss += (v - mean) * (v - mean)
			}
			if n := float64(len(cell)); n > 1 {
				variance += ss / (n - 1) / n
			}
			df += len(cell) - 1
		}
	}
	n := float64(len(strata))
	s.Effect /= n
	if df > 0 && variance > 0 {
		half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}.Quantile(1-level/2/float64(looks)) * math.Sqrt(variance) / n
		s.Interval = &Interval{s.Effect - half, s.Effect + half}
	}
	seen := math.Abs(s.Effect) * n
	if deals(strata) <= mostDeals {
		s.PValue = counted(strata, seen)
	} else {
		s.PValue = permuted(strata, seen, seed)
	}
	return s
}

// deals is in how many ways the labels can be dealt out.
func deals(strata []Stratum) float64 {
	n := 1.0
	for _, x := range strata {
		n *= binomial(len(x.With)+len(x.Without), len(x.With))
	}
	return n
}

// counted is the share of all deals whose sum of effects is as large as the one seen.
func counted(strata []Stratum, seen float64) float64 {
	sums := []float64{0}
	for _, x := range strata {
		pool := append(append([]float64{}, x.With...), x.Without...)
		with, without := float64(len(x.With)), float64(len(x.Without))
		total := Mean(pool) * (with + without)
		var next []float64
		for _, dealt := range sumsOf(nil, pool, len(x.With), 0) {
			for _, sum := range sums {
				next = append(next, sum+dealt/with-(total-dealt)/without)
			}
		}
		sums = next
	}
	hits := 0
	for _, sum := range sums {
		if math.Abs(sum) >= seen-1e-9 {
			hits++
		}
	}
	return float64(hits) / float64(len(sums))
}

// sumsOf appends the sums of all k of the numbers, added to sum.
func sumsOf(list, numbers []float64, k int, sum float64) []float64 {
	if k == 0 {
		return append(list, sum)
	}
	for i := range len(numbers) - k + 1 {
		list = sumsOf(list, numbers[i+1:], k-1, sum+numbers[i])
	}
	return list
}

// permuted is the share of deals whose sum of effects is as large as the one seen,
// which counts as one of them.
func permuted(strata []Stratum, seen float64, seed uint64) float64 {
	random := rand.New(rand.NewPCG(seed, uint64(len(strata)))) //nolint:gosec // it need not be secret
	pools := make([][]float64, len(strata))
	for i, x := range strata {
		pools[i] = append(append([]float64{}, x.With...), x.Without...)
	}
	hits := 1
	for range permutations {
		sum := 0.0
		for i, pool := range pools {
			random.Shuffle(len(pool), func(a, b int) { pool[a], pool[b] = pool[b], pool[a] })
			k := len(strata[i].With)
			sum += Mean(pool[:k]) - Mean(pool[k:])
		}
		if math.Abs(sum) >= seen-1e-9 {
			hits++
		}
	}
	return float64(hits) / (permutations + 1)
}
