package bisect

import "slices"

const (
	confidence  = .95 // what an answer needs where the problem does not say
	noneAt      = .9  // what the answer needs that nothing broke
	margin      = .6  // of the error that an answer may have, what the model may leave
	noneMargin  = .5  // and what of it may be that nothing broke
	credible    = .95 // mass of a credible set
	futileRuns  = 40  // a search that finds nothing ends after so many runs
	futilePairs = 2   // and as many for each case
	futileAt    = .5  // when it is likelier that nothing broke
)

func (s *noisy) confidence() float64 {
	if s.problem.Confidence > 0 {
		return s.problem.Confidence
	}
	return confidence
}

// found says that an answer is due: a little above its confidence, and no more
// than half of the error that it may have is left to nothing having broken. The
// model is not the truth, and a search that ends the first time that a posterior
// is high enough takes the luck that it has.
func (s *noisy) found(b *belief) bool {
	version, p := b.top()
	wrong := 1 - s.confidence()
	return p >= 1-margin*wrong && b.none <= noneMargin*wrong && s.readAround(version)
}

// verdict is the answer so far.
func (s *noisy) verdict(b *belief) Verdict {
	switch {
	case s.found(b):
		return Found
	case s.problem.AssumeRegression || s.blind():
		return Undecided
	case b.none >= noneAt, b.none > futileAt && (s.futile() || s.exhausted(b)):
		return NoRegression
	}
	return Undecided
}

// readAround says that something was read before a version and something from it on.
// Otherwise the prior alone speaks for it, as it does for the only candidate of who
// vouches for a regression.
func (s *noisy) readAround(version int) bool {
	n := len(s.seen)
	return n > 0 && s.seen[0].version < version && s.seen[n-1].version >= version
}

// blind says that a case cannot be judged at the bad end, which may be what
// broke it.
func (s *noisy) blind() bool {
	for i := range s.cases {
		c := &s.cases[i]
		if _, judged := c.runs.find(s.last()); !judged && !c.judgeable(s.last()) {
			return true
		}
	}
	return false
}

// exhausted says that no run tells anything more.
func (s *noisy) exhausted(b *belief) bool {
	_, ok := s.best(b)
	return !ok
}

// futile says that the search has spent all that it may where nothing shows.
// Runs that fill in what the records lacked at the ends do not count.
func (s *noisy) futile() bool {
	return s.problem.Spent+s.runs-s.ends >= futilePairs*s.problem.Cases+futileRuns
}

func (s *noisy) result() Result {
	r := Result{Verdict: Undecided, Runs: s.runs}
	switch {
	case s.last() < 1 && !s.problem.AssumeRegression:
		r.Verdict, r.Posterior, r.None = NoRegression, 1, 1
		return r
	case s.last() < 1 || s.problem.Cases == 0:
		return r
	}
	b := s.now()
	version, p := b.top()
	r.None = b.none
	switch r.Verdict = s.verdict(b); r.Verdict {
	case NoRegression:
		r.Posterior = b.none
		return r
	case Found:
		r.Culprit = version
		r.Flipped = s.flipped(b, version-1, version)
		r.Others = s.others(b, version)
		r.Flipped = slices.DeleteFunc(r.Flipped, func(c int) bool {
			return slices.ContainsFunc(r.Others, func(o Change) bool { return slices.Contains(o.Cases, c) })
		})
	default:
		r.Flipped = s.flipped(b, 0, s.last())
	}
	r.Posterior = p
	r.Credible = s.credible(b)
	r.NotSingleStep = s.notSingleStep(b)
	return r
}

// credible is the smallest set of versions with nearly all of the mass of the
// changes, the likeliest first.
func (s *noisy) credible(b *belief) []Candidate {
	var all []Candidate
	for g := range b.total {
		for v := b.bounds[g] + 1; v <= b.bounds[g+1]; v++ {
			all = append(all, Candidate{v, b.each(g)})
		}
	}
	slices.SortStableFunc(all, func(x, y Candidate) int { return descending(x.P, y.P) })
	sum := 0.0
	for i, c := range all {
		if sum += c.P; sum >= credible*b.change {
			return all[:i+1]
		}
	}
	return all
}

func (s *noisy) posterior() []float64 {
	all := make([]float64, s.problem.Versions)
	if s.last() == 0 {
		all[0] = 1
	}
	if s.last() < 1 || s.problem.Cases == 0 {
		return all
	}
	b := s.now()
	all[0] = b.none
	for g := range b.total {
		for v := b.bounds[g] + 1; v <= b.bounds[g+1]; v++ {
			all[v] = b.each(g)
		}
	}
	return all
}
