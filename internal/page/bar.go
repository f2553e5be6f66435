package page

import "math"

// bar is a score on a line from 0 to 1, or a difference on one around 0. It only
// repeats the numbers beside it.
type bar struct {
	At       string // share of the width
	From, To string // "" without an interval
	Class    string
}

// scoreBar is nil where there is no score.
func scoreBar(v *float64, interval *[2]float64) *bar {
	if !finite(v) {
		return nil
	}
	return barOf(*v, interval, 0, 1)
}

// deltaBar is nil where there is no difference. Bars beside each other have one reach.
func deltaBar(v *float64, interval *[2]float64, verdict string, reach float64) *bar {
	if !finite(v) {
		return nil
	}
	b := barOf(*v, interval, -reach, reach)
	b.Class = verdictOf(verdict).Class
	return b
}

// reachOf is how far to both sides of nothing the bars of differences go.
func reachOf(list ...Metric) float64 {
	reach := 0.25
	for i := range list {
		m := &list[i]
		if finite(m.Delta) {
			reach = max(reach, math.Abs(*m.Delta))
		}
		if m.DeltaInterval != nil && finite(&m.DeltaInterval[0]) && finite(&m.DeltaInterval[1]) {
			reach = max(reach, -m.DeltaInterval[0], m.DeltaInterval[1])
		}
	}
	return reach
}

func barOf(v float64, interval *[2]float64, low, high float64) *bar {
	at := func(v float64) string {
		const edge = 4 // so that a mark at an end is whole
		return digits(edge+(100-2*edge)*min(max((v-low)/(high-low), 0), 1)) + "%"
	}
	b := &bar{At: at(v)}
	if interval != nil && finite(&interval[0]) && finite(&interval[1]) {
		b.From, b.To = at(interval[0]), at(interval[1])
	}
	return b
}
