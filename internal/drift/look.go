package drift

import "github.com/promptgit/promptgit/internal/stats"

// Case is a judged case of one look: its key and its score, the mean of its
// samples. Scores beyond [0, 1], which code may give, count as the nearer end.
type Case struct {
	Key   string
	Score float64
}

// Look is what one look says of the cases that have a baseline.
type Look struct {
	N         int            // cases that are tested; 0 where their baseline can tell no drop
	Measuring int            // cases of whose baseline this look is a part
	Wider     bool           // the baseline is not known well enough for the drop of the rule: Target is lower
	Worse     bool           // this look seems worse than a baseline that is measured, and is left out of it
	Baseline  float64        // mean score of the watched cases before
	Samples   float64        // how many looks at one case that baseline is worth
	Now       float64        // their mean score in this look
	Interval  stats.Interval // 95 %, of Now - Baseline over the watched cases
	Bound     float64        // lower bound of Baseline, the p0 of stats.LogE
	Target    float64        // the mean that is to be noticed, its p1
	LogE      float64        // evidence of this look, 0 where N is
	LogW      float64        // the e-CUSUM after it
}

// Measures says whether this look is a part of the baseline that later ones are
// tested against.
func (l Look) Measures() bool { return (l.N == 0 || l.Wider) && l.Measuring > 0 }

// New is the number of cases that have no baseline yet, or one of their own.
func (l Look) New() int {
	if l.Wider && !l.Worse {
		return l.Measuring - l.N
	}
	return l.Measuring
}

// Delta is the change of the mean score.
func (l Look) Delta() float64 { return l.Now - l.Baseline }

// Expected is the number of looks like this one after which a drop to the target
// gives an alarm, as the evidence grows on average. It is for a look with N above 0.
func (l Look) Expected(r Rule) float64 {
	return r.logThreshold() / stats.LogE(float64(l.N)*l.Target, l.N, l.Bound, l.Target)
}
