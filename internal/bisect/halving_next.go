package bisect

import (
	"iter"
	"math/bits"
)

// next gives up to n pairs, none that was observed or given out before.
func (s *halving) next(n int) []Query {
	if s.problem.MaxRuns > 0 {
		n = min(n, s.problem.MaxRuns-s.runs)
	}
	var queries []Query
	if n <= 0 || s.last() < 1 {
		return queries
	}
	for q := range s.wanted(n) {
		if s.asked[q] {
			continue
		}
		s.asked[q] = true
		s.runs++
		if queries = append(queries, q); len(queries) == n {
			break
		}
	}
	return queries
}

// wanted lists what is worth asking now, the most telling first.
func (s *halving) wanted(n int) iter.Seq[Query] {
	f := s.findings()
	rest := s.unresolved(f)
	switch {
	case s.endsOpen(f) && !s.mustHurry(f, rest):
		return s.ends(f)
	case len(f.groups) == 0 && len(rest) > 0:
		return s.split(narrowest(f, rest), f, n)
	case len(rest) == 0:
		return func(func(Query) bool) {}
	case f.contested():
		return s.resolve(f, rest)
	case len(f.groups[f.culprit()]) < 2:
		return s.resolve(f, rest[:1])
	}
	return func(func(Query) bool) {}
}

// unresolved are the clean cases that still have an inner version to ask.
func (s *halving) unresolved(f findings) []int {
	var rest []int
	for _, c := range f.clean {
		h := f.histories[c]
		if _, ok := s.nearest(h, c, h.lo); ok {
			rest = append(rest, c)
		}
	}
	return rest
}

func (s *halving) endsOpen(f findings) bool {
	for _, h := range f.histories {
		if h.state == open {
			return true
		}
	}
	return false
}

// mustHurry says that what is left of the budget just suffices to find where
// one known case broke: better one sure answer than all the ends.
func (s *halving) mustHurry(f findings, rest []int) bool {
	if s.problem.MaxRuns == 0 || len(rest) == 0 || len(f.groups) > 0 {
		return false
	}
	h := f.histories[narrowest(f, rest)]
	return s.problem.MaxRuns-s.runs <= bits.Len(uint(h.hi-h.lo-1))
}

// ends asks one end of each open case, the bad one first: most cases pass
// there, and those need no other reading.
func (s *halving) ends(f findings) iter.Seq[Query] {
	return func(yield func(Query) bool) {
		for c, h := range f.histories {
			if h.state != open {
				continue
			}
			q := Query{s.last(), c}
			if _, known := s.mean(s.last(), c); known {
				q = Query{0, c}
			}
			if !yield(q) {
				return
			}
		}
	}
}

// split cuts what is left of a case into n+1 parts.
func (s *halving) split(c int, f findings, n int) iter.Seq[Query] {
	return func(yield func(Query) bool) {
		h := f.histories[c]
		for i := 1; i <= n; i++ {
			v, ok := s.nearest(h, c, h.lo+(h.hi-h.lo)*i/(n+1))
			if !ok || !yield(Query{v, c}) {
				return
			}
		}
	}
}

// resolve asks each case whether it broke at the culprit, on both sides of it,
// and halves what is left where it did not.
func (s *halving) resolve(f findings, cases []int) iter.Seq[Query] {
	return func(yield func(Query) bool) {
		culprit := f.culprit()
		for _, c := range cases {
			h := f.histories[c]
			targets := []int{h.lo + (h.hi-h.lo)/2}
			if h.contains(culprit) {
				targets = []int{culprit - 1, culprit}
			}
			for _, target := range targets {
				v, ok := s.nearest(h, c, target)
				if target <= h.lo || target >= h.hi || !ok {
					continue
				}
				if !yield(Query{v, c}) {
					return
				}
			}
		}
	}
}

// nearest is the version strictly inside the history, nearest to target, that
// was not asked of the case yet.
func (s *halving) nearest(h history, c, target int) (int, bool) {
	for d := range h.hi - h.lo {
		for _, v := range [2]int{target - d, target + d} {
			if h.lo < v && v < h.hi && !s.asked[Query{v, c}] {
				return v, true
			}
		}
	}
	return 0, false
}

// narrowest is the case about which the most is known.
func narrowest(f findings, cases []int) int {
	best := cases[0]
	for _, c := range cases[1:] {
		h, b := f.histories[c], f.histories[best]
		if h.hi-h.lo < b.hi-b.lo {
			best = c
		}
	}
	return best
}
