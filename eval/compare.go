package eval

import (
	"time"

	"github.com/promptgit/promptgit/internal/stats"
)

// Verdicts of a comparison.
const (
	Better  = "better"
	Worse   = "worse"
	Same    = "same"
	Unknown = "unknown"
)

const (
	significant = 0.05 // two-sided p under which a difference counts
	margin      = 0.05 // differences of less than 5 points do not matter
	// flipSeed makes the random flips of the permutation test repeatable: equal
	// records give equal p values on every machine.
	flipSeed = 20261122
)

// CompareOptions say what is compared.
type CompareOptions struct {
	Metric string        // a metric in place of the score, "" for the score
	MaxAge time.Duration // records made further apart are not mixed in a verdict, 0 for any distance
	Drop   float64       // the difference that Needed is about, in (0, 1]; 0 for 5 points
}

// Comparison is the paired difference of two records, head minus base, over the
// cases that both have judged.
type Comparison struct {
	Verdict    string   // Better, Worse, Same or Unknown
	Reason     string   // why there is no verdict whatever the numbers, "" where they decide
	Common     int      // cases compared
	Cases      int      // cases of head that apply, of which Common could be compared
	Clusters   int      // what they form, each case of none counting as one; 0 where cases are not clustered
	Base, Head *float64 // means over the common cases
	Delta      *float64 // Head - Base; nil when there are no common cases
	Interval90 *[2]float64
	Interval95 *[2]float64 // nil, as Interval90, with fewer clusters than stats.MinClusters
	PValue     *float64    // two-sided and exact: the verdict goes by it
	MidP       *float64    // McNemar's mid-p, for display; nil for another test
	Test       string      // "mcnemar" or "permutation", "" when nothing was tested
	MDE        *float64    // the smallest drop of the pass rate that so many cases can show, nil when none, and for clusters

	Needed        *int // cases that it would take to see a difference of Drop, nil where that is not known
	NeededRepeats *int // samples of these cases that would do it, nil where that is not known or no number would
	WorthRepeats  *int // samples a case beyond which more cases buy more, nil with one sample a case

	Broken []string    // common cases that passed in base and fail in head
	Fixed  []string    // common cases that failed in base and pass in head
	Moved  []MovedCase // cases whose pass rate moved by itself beyond doubt, see MovedCase

	SuiteChanged bool // only the cases that stayed equal were compared
	ModelChanged bool // what differs may be the model, not the prompt
}

// Compare tests head against base on the cases that have the same key in both
// and a verdict in both; with equal suites these are all cases that apply.
//
// The p value is McNemar's exact one where every case score is 0 or 1 and each
// case has one sample on both sides, else that of the paired sign-flip
// permutation. The intervals are Student's over the paired differences.
// Differences without spread have no such interval: then stats.Unanimous bounds
// the cases not seen. Where cases form clusters, signs are flipped by cluster and
// the intervals are cluster-robust; fewer than stats.MinClusters have none.
//
// Worse and better: p < 0.05, by sign. Same: the 90 % interval lies within 5
// points of zero, and does so too with one case more of the worst kind
// (stats.Alike). Else unknown. Records that are not to be mixed have no verdict,
// see Reason. MDE assumes a one-sided test, power 0.8 and cases that pass or fail
// without noise: in practice it takes more.
func Compare(base, head Record, opts CompareOptions) Comparison {
	cmp := Comparison{
		Verdict:      Unknown,
		Cases:        len(head.Cases) - head.notApplicable(),
		SuiteChanged: base.SuiteKey != head.SuiteKey,
		ModelChanged: modelChanged(base, head),
	}
	pairs := match(base.Cases, head.Cases).common(opts.Metric)
	cmp.Common = len(pairs)
	if drop, ok := stats.MinDrop(len(pairs), 0, false); ok {
		cmp.MDE = &drop
	}
	if len(pairs) == 0 {
		return cmp
	}
	cmp.flips(pairs)
	cmp.measure(pairs)
	if cmp.Clusters > 0 {
		cmp.MDE = nil
	}
	cmp.needed(pairs, opts.Drop)
	if opts.Metric == "" {
		cmp.Moved = movedCases(pairs)
	}
	cmp.decide()
	if cmp.Reason = Unmixable(base, head, opts.MaxAge); cmp.Reason != "" {
		cmp.Verdict = Unknown
	}
	return cmp
}

func (cmp *Comparison) flips(pairs []pair) {
	for _, p := range pairs {
		switch {
		case p.base.Passed() && !p.head.Passed():
			cmp.Broken = append(cmp.Broken, p.head.Name())
		case !p.base.Passed() && p.head.Passed():
			cmp.Fixed = append(cmp.Fixed, p.head.Name())
		}
	}
}
