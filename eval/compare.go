package eval

import (
	"math"

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
	Metric string // a metric in place of the score, "" for the score
}

// Comparison is the paired difference of two records, head minus base, over the
// cases that both have judged.
type Comparison struct {
	Verdict    string // Better, Worse, Same or Unknown
	Common     int    // cases compared
	Base, Head *float64
	Delta      *float64 // Head - Base, over the common cases; nil when there are none
	Interval90 *[2]float64
	Interval95 *[2]float64
	PValue     *float64 // two-sided
	Test       string   // "mcnemar" or "permutation", "" when nothing was tested
	MDE        *float64 // the smallest drop of the pass rate that so many cases can show, nil when none

	Broken []string // common cases that passed in base and fail in head
	Fixed  []string // common cases that failed in base and pass in head

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
// the cases not seen, so that three identical results are not "the same" yet,
// though fifty-nine are.
//
// Worse and better: p < 0.05, by sign. Same: the 90 % interval lies within 5
// points of zero. Else unknown. MDE assumes a one-sided test, power 0.8 and
// cases that pass or fail without noise: in practice it takes more.
func Compare(base, head Record, opts CompareOptions) Comparison {
	cmp := Comparison{
		Verdict:      Unknown,
		SuiteChanged: base.SuiteKey != head.SuiteKey,
		ModelChanged: modelChanged(base, head),
	}
	pairs := commonCases(base, head, opts.Metric)
	cmp.Common = len(pairs)
	if drop, ok := stats.MinDrop(len(pairs), 0, false); ok {
		cmp.MDE = &drop
	}
	if len(pairs) == 0 {
		return cmp
	}
	cmp.flips(pairs)
	cmp.measure(pairs)
	cmp.decide()
	return cmp
}

// pair is one case in both records.
type pair struct {
	base, head           CaseRecord
	baseScore, headScore float64
}

func commonCases(base, head Record, metric string) []pair {
	before := make(map[string]CaseRecord, len(base.Cases))
	for _, c := range base.Cases {
		before[c.Key] = c
	}
	var pairs []pair
	for _, c := range head.Cases {
		b, ok := before[c.Key]
		if !ok {
			continue
		}
		delete(before, c.Key) // a key counts once, whoever wrote the record
		was, okBase := b.value(metric)
		is, okHead := c.value(metric)
		if okBase && okHead {
			pairs = append(pairs, pair{b, c, was, is})
		}
	}
	return pairs
}

// value is the score of a judged case, or one of its metrics.
func (c CaseRecord) value(metric string) (float64, bool) {
	if !c.Judged() {
		return 0, false
	}
	if metric == "" {
		return *c.Score, true
	}
	if x, ok := c.Human[metric]; ok {
		return x, true
	}
	x, ok := c.Metrics[metric]
	return x, ok
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

func (cmp *Comparison) measure(pairs []pair) {
	before, after, d := make([]float64, len(pairs)), make([]float64, len(pairs)), make([]float64, len(pairs))
	for i, p := range pairs {
		before[i], after[i], d[i] = p.baseScore, p.headScore, p.headScore-p.baseScore
	}
	cmp.Base, cmp.Head, cmp.Delta = new(stats.Mean(before)), new(stats.Mean(after)), new(stats.Mean(d))
	cmp.Interval90, cmp.Interval95 = differenceInterval(d, 0.90), differenceInterval(d, 0.95)
	if broken, fixed, ok := discordant(pairs); ok {
		cmp.PValue, cmp.Test = new(stats.NewMcNemar(broken, fixed).TwoSided), "mcnemar"
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

func differenceInterval(d []float64, level float64) *[2]float64 {
	bounds, ok := stats.T(d, level)
	if !ok {
		bounds = stats.Unanimous(d[0], len(d), level)
	}
	return (*[2]float64)(&bounds)
}

func (cmp *Comparison) decide() {
	switch {
	case *cmp.PValue < significant && *cmp.Delta < 0:
		cmp.Verdict = Worse
	case *cmp.PValue < significant && *cmp.Delta > 0:
		cmp.Verdict = Better
	case math.Max(-cmp.Interval90[0], cmp.Interval90[1]) <= margin:
		cmp.Verdict = Same
	}
}
