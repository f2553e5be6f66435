package bisect

import "math"

// Problem is what is searched. Versions are numbered from 0, the good end, to
// Versions-1, the bad end; cases from 0 to Cases-1.
type Problem struct {
	Versions int
	Cases    int
	// Scores takes the score of an observation, in [0, 1], in place of pass or
	// fail: a version counts as broken for a case whose score there is nearer
	// to that at the bad end than to that at the good end.
	Scores bool
	// MinDrop is the drop of a case between the ends that must be exceeded for
	// the case to count; 0 takes any drop.
	MinDrop float64
	// AssumeRegression is set by who vouches that there is one: the answer is
	// then never that there is none.
	AssumeRegression bool
	// Confidence is the posterior that an answer needs. This search answers
	// with certainty or not at all, so that any confidence is met.
	Confidence float64
	// MaxRuns bounds the queries, 0 for no bound.
	MaxRuns int
}

// Observation is one judged sample of a case at a version.
type Observation struct {
	Version, Case, Sample int
	Score                 float64 // in [0, 1]
	Pass                  bool
	// Unjudged says that the pair cannot be judged (an error, or the case does
	// not apply to the version); the search goes around it.
	Unjudged bool
}

// Query is a pair to judge.
type Query struct{ Version, Case int }

// Search is the state of one search. It is not safe for concurrent use.
type Search struct {
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

// New starts a search that knows nothing yet.
func New(p Problem) *Search {
	return &Search{
		problem:  p,
		readings: make([][]reading, p.Cases),
		asked:    map[Query]bool{},
		unjudged: map[Query]bool{},
	}
}

// Observe takes in one judged sample, asked for or not. It panics for a case or
// a version that the problem does not have.
func (s *Search) Observe(o Observation) {
	if o.Version < 0 || o.Version >= s.problem.Versions {
		panic("bisect: observation of a version that the problem does not have")
	}
	q := Query{o.Version, o.Case}
	s.asked[q] = true
	value := o.Score
	if !s.problem.Scores {
		value = 0
		if o.Pass {
			value = 1
		}
	}
	if o.Unjudged || math.IsNaN(value) {
		s.unjudged[q] = true
		return
	}
	s.readings[o.Case] = append(s.readings[o.Case], reading{o.Version, value})
}

// last is the bad end.
func (s *Search) last() int { return s.problem.Versions - 1 }
