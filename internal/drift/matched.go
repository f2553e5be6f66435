package drift

import "github.com/promptgit/promptgit/internal/stats"

// matched are cases of a look beside their baseline.
type matched struct {
	n                    int
	sum                  float64   // of their scores now
	changes, sinceFirst  []float64 // of each, to its baseline and to the first look at it
	mean, samples, bound float64   // of the baseline
}

// match gives the cases whose baselines rest on at least so many looks.
func (b baselines) match(cases []Case, least int) matched {
	var m matched
	list := make([]baseline, 0, len(cases))
	for _, c := range cases {
		if one, known := b[c.Key]; known && one.looks() >= least {
			score := clamp(c.Score)
			list = append(list, one)
			m.sum += score
			m.changes = append(m.changes, score-one.mean())
			m.sinceFirst = append(m.sinceFirst, score-one.scores[0])
		}
	}
	m.n = len(list)
	m.mean, m.samples = pooled(list, 0)
	m.bound = Bound(m.mean, m.samples)
	return m
}

// look tests them for a drop to a target.
func (m *matched) look(target float64) Look {
	return Look{
		N: m.n, Baseline: m.mean, Samples: m.samples, Now: m.sum / float64(m.n), Interval: intervalOf(m.changes), Bound: m.bound, Target: target,
		LogE: stats.LogE(m.sum, m.n, m.bound, target),
	}
}

// What keeps a look out of a baseline that is measured: the logarithm of its
// e-value, or the level of the paired test. With less, looks that were only unlucky
// stay out as well, and what is left is a baseline that is too good
// (docs/statistics.md).
const (
	doubt     = 1
	fellLevel = 0.01
)

// fell says whether more cases fell since the first look than luck explains, by the
// paired test on which comparisons of versions rest.
func (m *matched) fell() bool { return stats.NewSignFlip(m.sinceFirst, 1).OneSided < fellLevel }
