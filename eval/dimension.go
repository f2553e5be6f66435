package eval

import (
	"cmp"
	"maps"
	"slices"

	"github.com/promptgit/promptgit/internal/stats"
)

// maxHeadlines is how many dimensions of one comparison get a verdict: each one
// more makes every other harder to show.
const maxHeadlines = 5

// Dimension is one metric of a record and how it compares with a record before.
type Dimension struct {
	Name     string
	Weight   *float64    // in the quality score; nil where the record does not tell, and for grades of people
	Score    *float64    // mean over the judged cases that carry it, 0 to 1; nil for none
	Interval *[2]float64 // 95 %, by the rule of Summarize
	N        int         // these cases

	Common        int         // cases that both records have judged and that carry it in both
	Delta         *float64    // newer minus older over the common cases; nil without any
	DeltaInterval *[2]float64 // 95 %
	PValue        *float64    // two-sided, as in Compare
	Adjusted      *float64    // PValue corrected for the number of headlines
	Verdict       *string     // Better, Worse, Same or Unknown by Adjusted; nil without a base, and for what is no headline
}

// Dimensions gives every metric that either record carries: the heaviest first,
// then by name, then the grades of people. base is the record to compare with,
// nil for none.
//
// A metric is paired over the cases that carry it on both sides. Of those that
// can be tested at most five are headlines, the mean of the graders and then the
// heaviest; their p values are corrected by Holm's method, so that the chance of
// any false alarm among them stays at 5 %. The others keep their bare p value and
// get no verdict.
func Dimensions(base *Record, head Record) []Dimension {
	names := map[string]bool{}
	head.addMetrics(names)
	if base != nil {
		base.addMetrics(names)
	}
	if len(names) == 0 {
		return nil
	}
	list := make([]Dimension, 0, len(names))
	tests := make([]Comparison, 0, len(names))
	for name := range names {
		list = append(list, newDimension(head, name))
	}
	slices.SortFunc(list, func(a, b Dimension) int {
		return cmp.Or(
			cmp.Compare(graderRank(a.Name), graderRank(b.Name)), cmp.Compare(b.weight(), a.weight()), cmp.Compare(a.Name, b.Name),
		)
	})
	if base == nil {
		return list
	}
	both := match(base.Cases, head.Cases)
	for i := range list {
		tests = append(tests, list[i].compare(both.common(list[i].Name)))
	}
	judge(list, tests)
	return list
}

// addMetrics collects the names of metrics of the judged cases.
func (r Record) addMetrics(names map[string]bool) {
	for i := range r.Cases {
		c := &r.Cases[i]
		if !c.Judged() {
			continue
		}
		for name := range c.Metrics {
			names[name] = true
		}
		for name := range c.Human {
			names[name] = true
		}
	}
}

func newDimension(r Record, name string) Dimension {
	d := Dimension{Name: name}
	scores, clusters := scoresOf(r.Cases, name)
	if d.N = len(scores); d.N > 0 {
		d.Score, d.Interval = new(stats.Mean(scores)), scoreInterval(scores, clusters)
	}
	if r.Weights != nil && graderRank(name) == 0 {
		d.Weight = new(1.0)
		if w, ok := r.Weights[name]; ok {
			d.Weight = &w
		}
	}
	return d
}

func (d *Dimension) weight() float64 {
	if d.Weight == nil {
		return 1
	}
	return *d.Weight
}

// compare fills in what the pairs tell but for the verdict, which depends on the
// other dimensions.
func (d *Dimension) compare(pairs []pair) Comparison {
	c := Comparison{Verdict: Unknown, Common: len(pairs)}
	if d.Common = len(pairs); d.Common > 0 {
		c.measure(pairs)
		d.Delta, d.DeltaInterval, d.PValue = c.Delta, c.Interval95, c.PValue
	}
	return c
}

// judge corrects the p values of the headlines and decides on them.
func judge(list []Dimension, tests []Comparison) {
	var headlines []int
	for i := range list {
		if graderRank(list[i].Name) < 2 {
			headlines = append(headlines, i)
		}
	}
	slices.SortStableFunc(headlines, func(i, j int) int { // what can be tested first, people before metrics
		return cmp.Or(
			cmp.Compare(min(tests[j].Common, 1), min(tests[i].Common, 1)),
			cmp.Compare(graderRank(list[j].Name), graderRank(list[i].Name)),
		)
	})
	headlines = headlines[:min(len(headlines), maxHeadlines)]
	var p []float64
	for _, i := range headlines {
		if list[i].PValue != nil {
			p = append(p, *list[i].PValue)
		}
	}
	adjusted := stats.Holm(p)
	for _, i := range headlines {
		c := &tests[i]
		if c.PValue != nil {
			c.PValue, adjusted = &adjusted[0], adjusted[1:]
			list[i].Adjusted = c.PValue
			c.decide()
		}
		list[i].Verdict = &c.Verdict
	}
}

// metricWeights are the weights that a suite gives, as a record keeps them: not
// nil, so that a record without the field is told from a suite without weights.
func metricWeights(s *Suite) map[string]float64 {
	weights := make(map[string]float64, len(s.Metrics))
	for _, name := range slices.Sorted(maps.Keys(s.Metrics)) {
		weights[name] = s.Metrics[name].Weight
	}
	return weights
}
