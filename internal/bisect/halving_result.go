package bisect

import (
	"maps"
	"slices"
)

// posterior gives all candidates the same share.
func (s *halving) posterior() []float64 {
	all := make([]float64, s.problem.Versions)
	r := s.result()
	if r.Verdict == NoRegression && len(all) > 0 {
		all[0] = 1
	}
	for _, c := range r.Credible {
		all[c.Version] = c.P
	}
	return all
}

func (s *halving) result() Result {
	f := s.findings()
	r := Result{Verdict: Undecided, Runs: s.runs}
	count := map[state]int{}
	for c, h := range f.histories {
		count[h.state]++
		if h.state == dropped || h.state == torn {
			r.Flipped = append(r.Flipped, c)
		}
	}
	r.NotSingleStep = count[torn] > 0
	culprit := f.culprit()
	witnesses := len(f.groups[culprit])
	switch {
	case witnesses > 1, witnesses == 1 && !r.NotSingleStep:
		r.Verdict, r.Culprit, r.Posterior = Found, culprit, 1
		r.Credible = []Candidate{{culprit, 1}}
	case s.last() < 1, count[steady] > 0 && count[steady] == s.problem.Cases:
		if !s.problem.AssumeRegression {
			r.Verdict, r.Posterior, r.None = NoRegression, 1, 1
			return r
		}
		fallthrough
	default:
		r.Credible = s.candidates(f)
		if len(r.Credible) > 0 {
			r.Posterior = r.Credible[0].P
		}
	}
	for _, version := range slices.Sorted(maps.Keys(f.groups)) {
		if version != r.Culprit {
			r.Others = append(r.Others, Change{version, f.groups[version], 1})
		}
	}
	return r
}

// candidates are all versions that may have broken the case about which the
// most is known, each as likely as the others. A torn case tells nothing.
func (s *halving) candidates(f findings) []Candidate {
	lo, hi := 0, s.last()
	torn := slices.ContainsFunc(f.histories, func(h history) bool { return h.state == torn })
	if len(f.clean) > 0 && !torn {
		h := f.histories[narrowest(f, f.clean)]
		lo, hi = h.lo, h.hi
	}
	var all []Candidate
	for v := lo + 1; v <= hi; v++ {
		all = append(all, Candidate{v, 1 / float64(hi-lo)})
	}
	return all
}
