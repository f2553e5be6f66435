package advise

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/combin"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/stats"
)

const (
	permutations = 9999 // random labels beyond as many different ones
	labelSeed    = 20261128
)

// Overfit compares what a version gained over the first one on the tuned cases with
// what it gained on those held out. Gains are compared and not levels, since the
// splits may differ in difficulty.
type Overfit struct {
	Tuned, Holdout         int // cases in both records
	TunedGain, HoldoutGain float64
	Gap                    float64
	P                      float64 // one-sided, by permuting which cases are held out
	MDE                    float64 // the gap that is found in 4 of 5 tries
	Flagged                bool    // p < 0.05 and the gap matters
	First, Last            *eval.Record
}

// overfit is nil where a split has no case in common.
func overfit(first, last *eval.Record, tuned, holdout Counts, delta float64) *Overfit {
	a, _ := differences(first, last, tuned)
	b, _ := differences(first, last, holdout)
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	o := &Overfit{
		Tuned: len(a), Holdout: len(b), TunedGain: stats.Mean(a), HoldoutGain: stats.Mean(b), P: labels(a, b), MDE: 1, First: first, Last: last,
	}
	o.Gap = o.TunedGain - o.HoldoutGain
	if all := append(append([]float64{}, a...), b...); len(all) > 1 {
		o.MDE = stats.PairedDelta(stat.StdDev(all, nil), 1, false) * rootOfSum(1/float64(len(a)), 1/float64(len(b)))
	}
	o.Flagged = o.P < alpha && o.Gap >= delta
	return o
}

// labels is the probability of a gap between the means of a and b as large as this
// one, were it chance which cases are in b: every choice is counted, or 9,999
// random ones with the added one where there are more.
//
// Welch's test, the other one of statistics.md 4.3, does not hold its level where a
// handful of held-out cases shows no spread.
func labels(a, b []float64) float64 {
	all := append(append(make([]float64, 0, len(a)+len(b)), a...), b...)
	seen, size := 0.0, 0.0
	for i, x := range all {
		if i >= len(a) {
			seen += x
		}
		size += max(x, -x)
	}
	seen += 1e-9 * size // sums that are equal on paper are ties
	n, k := len(all), len(b)
	if combin.GeneralizedBinomial(float64(n), float64(k)) <= permutations {
		hits, total := 0, 0
		choice := make([]int, k)
		for each := combin.NewCombinationGenerator(n, k); each.Next(); total++ {
			if sumOf(all, each.Combination(choice)) <= seen {
				hits++
			}
		}
		return float64(hits) / float64(total)
	}
	rng := rand.New(rand.NewPCG(labelSeed, uint64(n))) //nolint:gosec // a repeatable draw is wanted, not a secret one
	hits := 0
	for range permutations {
		sum := 0.0
		for i := range k { // the first k of a shuffle
			j := i + rng.IntN(n-i)
			all[i], all[j] = all[j], all[i]
			sum += all[i]
		}
		if sum <= seen {
			hits++
		}
	}
	return float64(1+hits) / (1 + permutations)
}

func sumOf(all []float64, at []int) float64 {
	sum := 0.0
	for _, i := range at {
		sum += all[i]
	}
	return sum
}
