package eval

import (
	"math"

	"github.com/promptgit/promptgit/internal/stats"
)

// measure fills in the numbers of at least one pair. The verdict is Same or
// Unknown after it, whatever the p value, which may still be corrected: see decide.
func (cmp *Comparison) measure(pairs []pair) {
	before, after := make([]float64, len(pairs)), make([]float64, len(pairs))
	for i, p := range pairs {
		before[i], after[i] = p.baseScore, p.headScore
	}
	d, clusters := differences(pairs), clustersOf(pairs)
	cmp.Base, cmp.Head, cmp.Delta = new(stats.Mean(before)), new(stats.Mean(after)), new(stats.Mean(d))
	cmp.Clusters = countClusters(clusters)
	cmp.Interval90, cmp.Interval95 = differenceInterval(d, clusters, 0.90), differenceInterval(d, clusters, 0.95)
	cmp.Verdict = alike(d, clusters)
	if clusters != nil {
		d = stats.ClusterSums(d, clusters)
	} else if broken, fixed, ok := discordant(pairs); ok {
		p := stats.NewMcNemar(broken, fixed)
		cmp.PValue, cmp.MidP, cmp.Test = &p.TwoSided, &p.MidP, "mcnemar"
		return
	}
	cmp.PValue, cmp.Test = new(stats.NewSignFlip(d, flipSeed).TwoSided), "permutation"
}

// discordant counts the cases that moved. It is false where a score is neither
// 0 nor 1, or stands for several samples.
func discordant(pairs []pair) (broken, fixed int, ok bool) {
	for _, p := range pairs {
		if p.base.Samples != 1 || p.head.Samples != 1 {
			return 0, 0, false
		}
		if _, ok := countOnes([]float64{p.baseScore, p.headScore}); !ok {
			return 0, 0, false
		}
		if p.headScore < p.baseScore {
			broken++
		}
		if p.headScore > p.baseScore {
			fixed++
		}
	}
	return broken, fixed, true
}

// differenceInterval is nil only for too few clusters; clusters are nil where
// cases form none.
func differenceInterval(d []float64, clusters []string, level float64) *[2]float64 {
	n := len(d)
	bounds, ok := stats.T(d, level)
	if clusters != nil {
		if n = countClusters(clusters); n < stats.MinClusters {
			return nil
		}
		bounds, ok = stats.ClusterT(d, clusters, level)
	}
	if !ok {
		bounds = stats.Unanimous(stats.Mean(d), n, level)
	}
	return (*[2]float64)(&bounds)
}

// alike is Same where the differences show that the mean lies within the margin,
// else Unknown.
func alike(d []float64, clusters []string) string {
	bounds := differenceInterval(d, clusters, 0.90)
	if bounds == nil || math.Max(-bounds[0], bounds[1]) > margin || !stats.Alike(d, clusters, margin) {
		return Unknown
	}
	return Same
}

// decide words the numbers: a significant difference counts also where it is
// small.
func (cmp *Comparison) decide() {
	switch {
	case *cmp.PValue < significant && *cmp.Delta < 0:
		cmp.Verdict = Worse
	case *cmp.PValue < significant && *cmp.Delta > 0:
		cmp.Verdict = Better
	}
}
