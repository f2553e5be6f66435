package bisect

// halving is the search of a Deterministic problem. It takes every reading at
// its word and asks no pair twice.
type halving struct {
	problem  Problem
	readings [][]reading // by case
	asked    map[Query]bool
	unjudged map[Query]bool
	runs     int // queries given out
}

type reading struct {
	version int
	value   float64
}

func newHalving(p Problem) *halving {
	return &halving{
		problem:  p,
		readings: make([][]reading, p.Cases),
		asked:    map[Query]bool{},
		unjudged: map[Query]bool{},
	}
}

func (s *halving) observe(o Observation) {
	q := Query{o.Version, o.Case}
	s.asked[q] = true
	if o.Unjudged {
		s.unjudged[q] = true
		return
	}
	s.readings[o.Case] = append(s.readings[o.Case], reading{o.Version, o.Value})
}

// last is the bad end.
func (s *halving) last() int { return s.problem.Versions - 1 }
