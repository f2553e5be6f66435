package bisect

import (
	"math"
	"slices"
)

const (
	surprising = .01 // tail probability, over all looks, of readings that no single step explains
	plausible  = .05 // share of the likeliest first bad version from which on others are considered
	mostSpots  = 64  // beyond these, neighboring versions are looked at together
	mostDrawn  = 200 // runs in a window; of more, as many stand for all
)

// notSingleStep says that in some window of neighboring inner versions the cases
// that broke, or all where none did, have passed less or more often than on the
// rest of the same side of the change. A case has one rate there, so that its
// passes are spread over its runs by chance alone, whatever the rate is. The
// smallest tail is held against the number of tails that were looked at. The ends
// are in no window: cases were taken for broken by what they show there.
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

// hypothesis is a first bad version, or one beyond the last for none.
type hypothesis struct {
	mass  float64
	first int
}

// likely are the hypotheses, less those that are far less likely than the
// likeliest of them.
func (s *noisy) likely(b *belief) []hypothesis {
	all := []hypothesis{{b.none, s.last() + 1}}
	top := b.none
	for g, mass := range b.total {
		all = append(all, hypothesis{mass, b.bounds[g+1]})
		top = max(top, mass)
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
	scale := min(1, mostDrawn/runs)
	low, high, sum := 0.0, 0.0, 0.0
	for _, x := range likely {
		d := draws{count: []float64{1}}
		for i := range cases {
			before, after := cases[i].inside(from, below, x.first)
			allBefore, allAfter := cases[i].inside(0, s.last()+1, x.first)
			d.add(before, allBefore, scale)
			d.add(after, allAfter, scale)
		}
		sum += x.mass
		for k, p := range d.count {
			if float64(k) < d.passes+d.slack+1-1e-6 {
				low += x.mass * p
			}
			if float64(k) > d.passes-d.slack-1+1e-6 {
				high += x.mass * p
			}
		}
	}
	return min(low, high) / sum
}

// draws is the distribution of the number of passes in a window, and how many
// there were. The slack is what is lost where runs of scores are rounded to
// whole ones: it makes nothing surprising.
type draws struct {
	count         []float64
	passes, slack float64
}

// add takes in a case that has runs in the window among all on its side.
func (d *draws) add(window, all tally, scale float64) {
	n, most := int(math.Round(window.size()*scale)), int(math.Round(all.size()*scale))
	if n == 0 || n >= most {
		return
	}
	exact := all.pass / all.size() * float64(most)
	passes := int(math.Round(exact))
	d.slack += math.Abs(exact - float64(passes))
	d.passes += window.pass / window.size() * float64(n)
	p := make([]float64, min(n, passes)+1)
	for k := max(0, n-(most-passes)); k < len(p); k++ {
		p[k] = math.Exp(logChoose(passes, k) + logChoose(most-passes, n-k) - logChoose(most, n))
	}
	d.count = convolve(d.count, p)
}

func logChoose(n, k int) float64 {
	all, _ := math.Lgamma(float64(n + 1))
	in, _ := math.Lgamma(float64(k + 1))
	out, _ := math.Lgamma(float64(n - k + 1))
	return all - in - out
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
