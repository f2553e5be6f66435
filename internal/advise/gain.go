package advise

import (
	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/stats"
	"gonum.org/v1/gonum/stat"
)

// Gain is what a version is better than another one by, over the tuned cases that
// both have judged.
type Gain struct {
	Cases        int
	Mean         float64
	Lower, Upper float64 // one-sided bounds, each at Level; -1 and 1 without a case
	SD           float64 // of the differences of the cases
	Level        float64
	Ones         bool         // every score is 0 or 1
	Base, Head   *eval.Record // what was compared
}

// measure compares two records case by case: the one-sided bounds are Student's
// over the differences; where all differ alike, stats.Unanimous bounds the cases
// that were not seen.
func (t trial) measure(level float64, counts Counts) Gain {
	g := Gain{Lower: -1, Upper: 1, Level: level, Base: t.base, Head: t.head}
	var d []float64
	d, g.Ones = differences(t.base, t.head, counts)
	if g.Cases = len(d); g.Cases == 0 {
		return g
	}
	g.Mean = stats.Mean(d)
	lower, ok := stats.LowerBound(d, level)
	if !ok {
		bounds := stats.Unanimous(d[0], len(d), 2*level-1)
		g.Lower, g.Upper = bounds[0], bounds[1]
		return g
	}
	g.SD = stat.StdDev(d, nil)
	g.Lower, g.Upper = lower, 2*g.Mean-lower // they lie symmetrically
	return g
}

// differences are those of the scores of the cases that both records have judged,
// and whether all of these are 0 or 1.
func differences(base, head *eval.Record, counts Counts) (d []float64, ones bool) {
	before := make(map[string]float64, len(base.Cases))
	for i := range base.Cases {
		if c := &base.Cases[i]; c.Judged() {
			before[c.Key] = *c.Score
		}
	}
	ones = true
	d = make([]float64, 0, len(before))
	for i := range head.Cases {
		c := &head.Cases[i]
		was, ok := before[c.Key]
		if !ok || !c.Judged() || !counts(*c) {
			continue
		}
		delete(before, c.Key) // a key counts once
		d = append(d, *c.Score-was)
		ones = ones && isOne(was) && isOne(*c.Score)
	}
	return d, ones
}

func isOne(score float64) bool { return score == 0 || score == 1 }
