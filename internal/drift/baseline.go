package drift

import (
	"slices"

	"github.com/promptgit/promptgit/internal/stats"
)

// baseline is what a case scored before it is watched.
type baseline struct {
	scores []float64 // of each look, in [0, 1]
	sum    float64
}

// and is the baseline with the score of one more look.
func (b baseline) and(score float64) baseline {
	b.scores = append(b.scores, clamp(score))
	b.sum += clamp(score)
	return b
}

func (b baseline) looks() int { return len(b.scores) }

func (b baseline) mean() float64 { return b.sum / float64(b.looks()) }

// baselines are those of all cases that were seen, by key.
type baselines map[string]baseline

// known gives the numbers of looks that the baselines of the cases rest on, in
// rising order.
func (b baselines) known(cases []Case) []int {
	var counts []int
	for _, c := range cases {
		if one, ok := b[c.Key]; ok {
			counts = append(counts, one.looks())
		}
	}
	slices.Sort(counts)
	return slices.Compact(counts)
}

// pooled is the mean of the baselines of cases, and of how many independent
// samples it is worth: n where each of n cases was seen once, less where some
// were seen less often than others. more looks at each are added for samples
// alone.
func pooled(list []baseline, more int) (mean, samples float64) {
	inverse := 0.0
	for _, b := range list {
		mean += b.mean()
		inverse += 1 / float64(b.looks()+more)
	}
	n := float64(len(list))
	return mean / n, n * n / inverse
}

// Bound is the lower bound of a baseline. A score in [0, 1] varies at most as much as a
// pass with the same mean, and cases of unequal difficulty less, so Wilson's
// bound for a pass rate holds for both.
func Bound(mean, samples float64) float64 { return stats.WilsonLower(mean, samples, boundLevel) }
