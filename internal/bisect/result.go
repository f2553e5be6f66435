package bisect

import (
	"maps"
	"slices"
)

// Verdict is how a search ended.
type Verdict string

// The verdicts, as they are printed.
const (
	Found        Verdict = "found"
	NoRegression Verdict = "no-regression" // not confirmed: no case dropped
	Undecided    Verdict = "undecided"
)

// Result is what is known. It may be asked for at any time.
type Result struct {
	Verdict   Verdict
	Culprit   int     // the first bad version, of most cases that dropped; 0 unless Found
	Posterior float64 // of the verdict; of the likeliest version when Undecided
	Credible  []Candidate
	Flipped   []int    // cases that dropped between the ends
	Others    []Change // versions that broke fewer cases than the culprit
	// NotSingleStep says that readings contradict each other: the model is
	// noisy, or something was broken, mended and broken again.
	NotSingleStep bool
	Runs          int // queries given out
}

// Candidate is a version that may be the culprit.
type Candidate struct {
	Version int
	P       float64
}

// Change is a version and the cases that it broke.
type Change struct {
	Version int
	Cases   []int
}

// Result says what is known so far.
func (s *Search) Result() Result {
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
			r.Verdict, r.Posterior = NoRegression, 1
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
			r.Others = append(r.Others, Change{version, f.groups[version]})
		}
	}
	return r
}

// candidates are all versions that may have broken the case about which the
// most is known, each as likely as the others. A torn case tells nothing.
func (s *Search) candidates(f findings) []Candidate {
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
