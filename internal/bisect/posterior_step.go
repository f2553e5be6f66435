package bisect

import (
	"math"
	"slices"
)

const (
	doubtAt   = 100 // odds, by the readings alone, from which on a history is doubted
	plausible = .05 // share of the likeliest hypothesis from which on others are considered
	mostSpots = 32  // beyond these, neighboring versions are looked at together
)

// notSingleStep says whether a history that was mended for a while, or broken
// for a while before it broke, explains the readings far better than one step:
// by a factor of 100, in the mean over all windows of neighboring inner versions
// (of 1, 2, 4 ... that were judged) in which that may have been. If one step and
// the model are true, such a factor comes up at most once in 100 times, however the search
// chose what to ask and when to end: tails of what it asked because of what it
// had read would not be so. It is asked of histories with a change only: where
// nothing broke, the spread of rates over many recorded cases fits too roughly.
func (s *noisy) notSingleStep(b *belief) bool {
	sums := make([]runningSum, len(s.cases))
	for c := range s.cases {
		sums[c] = newRunningSum(s.cases[c].runs)
	}
	likely, mass := s.likely(b)
	spots := s.spots()
	windows, odds := 0, math.Inf(-1)
	for width := 1; width < len(spots); width *= 2 {
		for i := range len(spots) - width {
			windows++
			for _, x := range likely {
				odds = logSum(odds, math.Log(x.mass/mass)+s.exchanged(sums, x, spots[i], spots[i+width]))
			}
		}
	}
	return odds-math.Log(float64(max(windows, 1))) >= math.Log(doubtAt)
}

// spots are the inner versions that were judged, or the first of each group of
// them, and the bad end.
func (s *noisy) spots() []int {
	var all []int
	for _, t := range s.seen {
		if 0 < t.version && t.version < s.last() {
			all = append(all, t.version)
		}
	}
	group := (len(all) + mostSpots - 1) / mostSpots
	var spots []int
	for i := 0; i < len(all); i += group {
		spots = append(spots, all[i])
	}
	return append(spots, s.last())
}

// hypothesis is a first bad version, or one beyond the last for none, with a
// hyper, or with the shape of one.
type hypothesis struct {
	mass  float64
	first int
	h     int
}

// likely are the hypotheses that are not far less likely than the likeliest, and
// the mass of all.
func (s *noisy) likely(b *belief) (all []hypothesis, mass float64) {
	top := 0.0
	add := func(x hypothesis) {
		all = append(all, x)
		top = max(top, x.mass)
		mass += x.mass
	}
	for g := range b.mass {
		for h, mass := range b.mass[g] {
			add(hypothesis{mass, b.bounds[g+1], h})
		}
	}
	for a, mass := range b.byShape {
		add(hypothesis{mass, s.last() + 1, a})
	}
	return slices.DeleteFunc(all, func(x hypothesis) bool { return x.mass < plausible*top }), mass
}

// exchanged is the log of how much likelier the readings are if the versions of
// a window, from one on and below another, belong to the other side of a change
// than the one they lie on. That of a window that the change cuts is nothing.
func (s *noisy) exchanged(cases []runningSum, x hypothesis, from, below int) float64 {
	if from < x.first && x.first < below {
		return math.Inf(-1)
	}
	none := x.first > s.last()
	var before, after, was, is tally // pooled
	change := make([]float64, len(s.hypers))
	for c := range cases {
		r := &cases[c]
		window := r.between(from, below)
		wasBefore, wasAfter := r.inside(0, s.last()+1, x.first)
		isBefore, isAfter := r.outside(from, below, x.first)
		if below <= x.first {
			isAfter = isAfter.plus(window)
		} else {
			isBefore = isBefore.plus(window)
		}
		was, is = was.plus(wasBefore), is.plus(wasAfter)
		before, after = before.plus(isBefore), after.plus(isAfter)
		if window.size() == 0 {
			continue
		}
		same := s.cases[c].same
		now := s.grid.rates(&same, &s.hypers, isBefore, isAfter)
		for h := range change {
			switch {
			case none:
				change[h] += now.log[h] - same.log[s.hypers[h].shape]
			case h == x.h:
				old := s.grid.rates(&same, &s.hypers, wasBefore, wasAfter)
				change[h] += now.log[h] - old.log[h]
			}
		}
	}
	switch {
	case none && x.h == sparedPooled, !none && x.h == pooled:
		return logBetaBinomial(before) + logBetaBinomial(after) - logBetaBinomial(was) - logBetaBinomial(is)
	case !none:
		return change[x.h]
	}
	sum, n := math.Inf(-1), 0 // in the mean over the hypers of the shape
	for h, log := range change {
		if s.hypers[h].shape == x.h {
			sum = logSum(sum, log)
			n++
		}
	}
	return sum - math.Log(float64(n))
}
