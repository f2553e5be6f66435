package bisect

// state is what is known of a case from its readings.
type state int

const (
	open    state = iota // an end that matters was not read yet
	steady               // it did not drop between the ends
	dropped              // it did, and all readings fit one step
	torn                 // it did, and readings contradict each other
	lost                 // an end that matters cannot be judged
)

// history is a case seen as a step: well up to lo, broken from hi. The version
// that broke it lies in (lo, hi].
type history struct {
	state  state
	lo, hi int
}

func (h history) resolved() bool { return h.hi-h.lo == 1 }

// contains says whether version could be the one that broke the case.
func (h history) contains(version int) bool { return h.lo < version && version <= h.hi }

func (s *halving) history(c int) history {
	good, atGood := s.mean(0, c)
	bad, atBad := s.mean(s.last(), c)
	drops := func(from, to float64) bool { return from-to > s.problem.MinDrop }
	switch {
	case atBad && !drops(1, bad), atGood && !drops(good, 0):
		return history{state: steady} // whatever the other end says
	case !atGood && s.unjudged[Query{0, c}], !atBad && s.unjudged[Query{s.last(), c}]:
		return history{state: lost}
	case !atGood || !atBad:
		return history{state: open}
	case !drops(good, bad):
		return history{state: steady}
	}
	h := history{state: dropped, lo: 0, hi: s.last()}
	for _, r := range s.readings[c] {
		if r.value-bad < good-r.value {
			h.hi = min(h.hi, r.version)
		} else {
			h.lo = max(h.lo, r.version)
		}
	}
	if h.lo >= h.hi {
		h.state = torn
	}
	return h
}

// mean is the mean reading of a pair, false where there is none.
func (s *halving) mean(version, c int) (float64, bool) {
	sum, n := 0.0, 0
	for _, r := range s.readings[c] {
		if r.version == version {
			sum, n = sum+r.value, n+1
		}
	}
	if n == 0 {
		return 0, false
	}
	return sum / float64(n), true
}

// findings is what is known of all cases.
type findings struct {
	histories []history
	clean     []int         // cases that dropped in one step
	groups    map[int][]int // the resolved ones of them, by the version that broke them
}

func (s *halving) findings() findings {
	f := findings{histories: make([]history, s.problem.Cases), groups: map[int][]int{}}
	for c := range f.histories {
		h := s.history(c)
		f.histories[c] = h
		if h.state != dropped {
			continue
		}
		f.clean = append(f.clean, c)
		if h.resolved() {
			f.groups[h.hi] = append(f.groups[h.hi], c)
		}
	}
	return f
}

// culprit is the version that broke the most cases so far, the earliest of
// several; 0 for none.
func (f findings) culprit() int {
	best := 0
	for version, cases := range f.groups {
		more := len(cases) - len(f.groups[best])
		if more > 0 || more == 0 && version < best {
			best = version
		}
	}
	return best
}

// contested says that not all cases can have broken at one version.
func (f findings) contested() bool {
	culprit := f.culprit()
	for _, c := range f.clean {
		if !f.histories[c].contains(culprit) {
			return true
		}
	}
	return false
}
