package eval

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"github.com/promptgit/promptgit/internal/stats"
)

// needed fills in how many cases, or samples of each, would show a difference of
// drop in 4 of 5 tries at the 5 % level, two-sided, by the spread of the paired
// differences that was seen; and so many that as large a share of cases of another
// kind would have shown (stats.UnseenNeeded). Where cases pass or fail, what was
// seen may be no spread at all, and the exact test takes its number of cases
// whatever was seen (stats.PassesNeeded). In clusters a case counts for less.
//
// Of the variance of a difference, w/K is from within the cases, K samples each,
// and the rest between them. Samples only shrink the first part: beyond w over
// the rest more cases buy more.
func (cmp *Comparison) needed(pairs []pair, drop float64) {
	if drop <= 0 {
		drop = margin
	}
	if len(pairs) < 2 {
		return
	}
	d, n := differences(pairs), float64(len(pairs))
	spread := stat.Variance(d, nil)
	if clusters := clustersOf(pairs); clusters != nil {
		if len(stats.ClusterSums(d, clusters)) < 2 {
			return // the spread between clusters was not seen
		}
		se, _ := stats.ClusterStandardError(d, clusters)
		spread = se * se * n
	}
	unseen := float64(stats.UnseenNeeded(drop))
	if _, _, whole := discordant(pairs); whole {
		unseen = float64(stats.PassesNeeded(drop))
	}
	if cmp.Clusters > 0 {
		unseen *= n / float64(cmp.Clusters) // so many clusters
	}
	cmp.Needed = new(max(stats.PairsNeeded(math.Sqrt(spread), drop, true), int(math.Ceil(unseen))))
	within, sampled, ok := withinVariance(pairs)
	if !ok {
		return
	}
	between := max(0, spread-sampled)
	if within > 0 && between > 0 {
		cmp.WorthRepeats = new(max(1, int(math.Ceil(within/between))))
	}
	// So much variance the cases at hand can bear.
	bearable := n * math.Pow(drop/stats.PairedDelta(1, 1, true), 2)
	if bearable > between && n >= unseen {
		cmp.NeededRepeats = new(max(1, int(math.Ceil(within/(bearable-between)))))
	}
}

// withinVariance is the mean variance of a difference that is from within the
// cases: of one sample on either side, and of the samples that there are. It is
// known where every case has several samples on both sides that pass or fail, and
// the score of a case is the share that passed.
func withinVariance(pairs []pair) (one, sampled float64, ok bool) {
	for _, p := range pairs {
		for _, c := range []*CaseRecord{p.base, p.head} {
			share := float64(c.Passes) / float64(c.Samples)
			if c.Samples < 2 || c.Score == nil || math.Abs(*c.Score-share) > 1e-9 {
				return 0, 0, false
			}
			n := float64(c.Samples)
			v := share * (1 - share) * n / (n - 1)
			one, sampled = one+v, sampled+v/n
		}
		if p.baseScore != *p.base.Score || p.headScore != *p.head.Score {
			return 0, 0, false // a metric
		}
	}
	n := float64(len(pairs))
	return one / n, sampled / n, true
}
