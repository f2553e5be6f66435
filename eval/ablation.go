package eval

import (
	"github.com/promptgit/promptgit/internal/stats"
)

// Ablation says what each of several changes did to the scores of one suite,
// from runs of their combinations on the same cases.
type Ablation struct {
	Cases       int // that every combination has judged; all figures are over these
	Clusters    int // that they form, 0 where they form none
	LeftOut     int // applicable cases that some combination could not judge
	Before      *float64
	After       *float64
	Total       *ChangeEffect  // all changes together
	Effects     []ChangeEffect // one for each change
	Shares      []float64      // of the total, by Shapley; nil where not all combinations are there
	Interplay   []Interplay    // every pair of changes; nil where not all combinations are there
	Broken      []string       // cases that pass before and fail after
	Fixed       []string
	CanShowDrop *float64 // the smallest drop that so many cases can show, nil for none and for clusters
}

// ChangeEffect is the paired effect of one change, over cases.
type ChangeEffect struct {
	Mean       float64
	Interval95 *[2]float64 // nil without cases, and with too few clusters
	PValue     float64     // two-sided, of the sign-flip permutation over cases
	Corrected  float64     // by Holm's method for the number of changes
	Verdict    string      // by the corrected p and the 90 % interval, as of a comparison
}

// Interplay is how much more one change does where another is made.
type Interplay struct {
	A, B      int // numbers of the changes
	Effect    ChangeEffect
	Corrected float64 // by Benjamini and Hochberg's method for the number of pairs
}

// Ablate compares the runs of the combinations of a design, in the order of its
// masks and all on the same suite and with the same number of samples.
func Ablate(runs []Run, design stats.Design) Ablation {
	var a Ablation
	tables := make([][]CaseRecord, len(runs))
	for i := range runs {
		tables[i] = caseRecords(&runs[i])
	}
	var scores []map[int]float64 // of each common case, by mask
	var clusters []string        // of each
	none, all := 0, 1<<design.Factors-1
	for at, first := range tables[0] {
		byMask, judged, applies := map[int]float64{}, true, true
		for i, mask := range design.Masks {
			c := tables[i][at]
			applies = applies && !c.NA
			judged = judged && !c.NA && c.Judged()
			if judged {
				byMask[mask], _ = c.value("")
			}
		}
		switch {
		case !applies:
			continue
		case !judged:
			a.LeftOut++
			continue
		}
		scores, clusters = append(scores, byMask), append(clusters, first.Cluster)
		before, after := first.Passed(), caseAt(tables, design, all, at).Passed()
		name := runs[0].Column.Suite.Cases[at].Name()
		if before && !after {
			a.Broken = append(a.Broken, name)
		}
		if !before && after {
			a.Fixed = append(a.Fixed, name)
		}
	}
	if a.Cases = len(scores); a.Cases == 0 {
		return a
	}
	clusters = together(clusters)
	a.Clusters = countClusters(clusters)
	a.measure(scores, clusters, design, none, all)
	return a
}

func caseAt(tables [][]CaseRecord, design stats.Design, mask, at int) *CaseRecord {
	for i, m := range design.Masks {
		if m == mask {
			return &tables[i][at]
		}
	}
	return &tables[len(tables)-1][at]
}

func (a *Ablation) measure(scores []map[int]float64, clusters []string, design stats.Design, none, all int) {
	over := func(f func(map[int]float64) float64) []float64 {
		list := make([]float64, len(scores))
		for i, s := range scores {
			list[i] = f(s)
		}
		return list
	}
	mean := func(mask int) float64 {
		return stats.Mean(over(func(s map[int]float64) float64 { return s[mask] }))
	}
	a.Before, a.After = new(mean(none)), new(mean(all))
	a.Total = new(newEffect(over(func(s map[int]float64) float64 { return s[all] - s[none] }), clusters))
	var p []float64
	var differences [][]float64
	for j := range design.Factors {
		d := over(func(s map[int]float64) float64 { return design.Effect(s, j) })
		differences = append(differences, d)
		e := newEffect(d, clusters)
		a.Effects, p = append(a.Effects, e), append(p, e.PValue)
	}
	for j, corrected := range stats.Holm(p) {
		a.Effects[j].decide(corrected, differences[j], clusters)
	}
	a.Total.decide(a.Total.PValue, over(func(s map[int]float64) float64 { return s[all] - s[none] }), clusters)
	if drop, ok := stats.MinDrop(a.Cases, 0, false); ok && clusters == nil {
		a.CanShowDrop = &drop
	}
	if !design.Full() || design.Factors < 2 {
		return
	}
	values := make([]float64, 1<<design.Factors)
	for mask := range values {
		values[mask] = mean(mask)
	}
	a.Shares = stats.Shapley(values, design.Factors)
	p = nil
	for i := range design.Factors {
		for j := i + 1; j < design.Factors; j++ {
			e := newEffect(over(func(s map[int]float64) float64 { return design.Interaction(s, i, j) }), clusters)
			a.Interplay, p = append(a.Interplay, Interplay{A: i, B: j, Effect: e}), append(p, e.PValue)
		}
	}
	for i, corrected := range stats.BenjaminiHochberg(p) {
		a.Interplay[i].Corrected = corrected
	}
}

// newEffect sums up paired differences, one a case.
func newEffect(d []float64, clusters []string) ChangeEffect {
	e := ChangeEffect{Mean: stats.Mean(d), Interval95: differenceInterval(d, clusters, 0.95)}
	if clusters != nil {
		d = stats.ClusterSums(d, clusters)
	}
	e.PValue = stats.NewSignFlip(d, flipSeed).TwoSided
	return e
}

// decide words an effect by the rule of a comparison.
func (e *ChangeEffect) decide(corrected float64, d []float64, clusters []string) {
	e.Corrected = corrected
	cmp := Comparison{Verdict: alike(d, clusters), PValue: &corrected, Delta: &e.Mean}
	cmp.decide()
	e.Verdict = cmp.Verdict
}
