package bisect

import (
	"math"
	"slices"
)

const (
	surprising  = .01 // tail probability, over all looks, of readings that no single step explains
	plausible   = .05 // share of the likeliest from which on it is asked what a hypothesis predicts
	mostSpots   = 64  // beyond these, neighboring versions are looked at together
	mostForesee = 200 // runs in a window; the shares that passed stand for more
)

// notSingleStep says that in some window of neighboring inner versions the cases
// that broke, or all where none did, have passed less or more often than their
// runs everywhere else let expect under the likely hypotheses. The smallest tail
// is held against the number of tails that were looked at. The ends are no
// windows of their own: cases were chosen as broken by what they show there.
func (s *noisy) notSingleStep(b *belief, flipped []int) bool {
	if len(flipped) == 0 {
		for c := range s.cases {
			flipped = append(flipped, c)
		}
	}
	sums := make([]runningSum, len(flipped))
	for i, c := range flipped {
		sums[i] = newRunningSum(s.cases[c].runs)
	}
	likely := s.likely(b)
	spots := s.spots(flipped)
	looks, smallest := 0, 1.0
	for width := 1; width < len(spots); width *= 2 {
		for i := range len(spots) - width {
			looks += 2
			smallest = min(smallest, s.tail(likely, sums, spots[i], spots[i+width]))
		}
	}
	return smallest < surprising/float64(max(looks, 1))
}

// spots are the inner versions at which one of the cases was judged, or the
// first of each group of them, and the bad end.
func (s *noisy) spots(cases []int) []int {
	var all []int
	for _, t := range s.seen {
		judged := slices.ContainsFunc(cases, func(c int) bool { _, there := s.cases[c].runs.find(t.version); return there })
		if judged && 0 < t.version && t.version < s.last() {
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

// hypothesis is a first bad version, or none, and how cases break.
type hypothesis struct {
	mass  float64
	first int // the first bad version; beyond the last for none
	hyper hyper
}

// likely are the hypotheses that tell cases apart, less those that are far less
// likely than the likeliest of them.
func (s *noisy) likely(b *belief) []hypothesis {
	var all []hypothesis
	top := 0.0
	add := func(mass float64, first int, h hyper) {
		all = append(all, hypothesis{mass, first, h})
		top = max(top, mass)
	}
	for g := range b.mass {
		for i, h := range s.hypers {
			add(b.mass[g][i], b.bounds[g+1], h)
		}
	}
	for a, mass := range b.byShape[:shapes] {
		add(mass, s.last()+1, hyper{shape: a, logShare: math.Inf(-1)})
	}
	return slices.DeleteFunc(all, func(x hypothesis) bool { return x.mass < plausible*top })
}

// tail is the probability that so few runs pass at the versions from one on and
// below another, or fewer, or so many or more, whichever is smaller.
func (s *noisy) tail(likely []hypothesis, cases []runningSum, from, below int) float64 {
	runs := 0.0
	for i := range cases {
		runs += cases[i].between(from, below).size()
	}
	scale := min(1, mostForesee/runs)
	low, high, sum := 0.0, 0.0, 0.0
	for i := range likely {
		x := &likely[i]
		count, passes := []float64{1}, 0.0
		add := func(t tally, rate *rateMass) {
			if n := int(math.Ceil(t.size()*scale - 1e-9)); n > 0 {
				passes += t.pass / t.size() * float64(n)
				count = convolve(count, s.grid.passes(rate, n))
			}
		}
		for k := range cases {
			before, after := cases[k].inside(from, below, x.first)
			if before.size()+after.size() > 0 {
				rateBefore, rateAfter := s.foreseen(&cases[k], x, from, below)
				add(before, &rateBefore)
				add(after, &rateAfter)
			}
		}
		sum += x.mass
		for k, p := range count {
			if float64(k) < passes+1-1e-6 { // what lies between two counts is taken for the less surprising
				low += x.mass * p
			}
			if float64(k) > passes-1+1e-6 {
				high += x.mass * p
			}
		}
	}
	return min(low, high) / sum
}

// foreseen are the distributions of the rates of a case before and after the
// change, from its runs outside of a window.
func (s *noisy) foreseen(c *runningSum, x *hypothesis, from, below int) (before, after rateMass) {
	first := min(x.first, s.last()+1)
	outBefore := c.between(0, min(from, first)).plus(c.between(min(below, first), first))
	outAfter := c.between(first, max(from, first)).plus(c.between(max(below, first), s.last()+1))
	same, logSame := s.grid.oneRate(x.hyper.shape, outBefore.plus(outAfter))
	if x.hyper.share == 0 {
		return same, same
	}
	before, after, logBroke := s.grid.twoRates(x.hyper.shape, x.hyper.slab, outBefore, outAfter)
	broke := 1 / (1 + math.Exp(x.hyper.logSpared+logSame-x.hyper.logShare-logBroke))
	for k, p := range same {
		before[k] = p + broke*(before[k]-p)
		after[k] = p + broke*(after[k]-p)
	}
	return before, after
}

func convolve(x, y []float64) []float64 {
	all := make([]float64, len(x)+len(y)-1)
	for i, p := range x {
		for j, q := range y {
			all[i+j] += p * q
		}
	}
	return all
}
