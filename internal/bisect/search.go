package bisect

import "math"

// Search is the state of one search. It is not safe for concurrent use.
type Search struct {
	problem Problem
	engine  engine
}

// engine is one way to search.
type engine interface {
	observe(Observation)
	next(n int) []Query
	result() Result
	posterior() []float64
}

// New starts a search that knows nothing yet.
func New(p Problem) *Search {
	if p.Deterministic {
		return &Search{p, newHalving(p)}
	}
	return &Search{p, newNoisy(p)}
}

// Observe takes in what was judged, asked for or not. A value outside of [0, 1]
// counts as the nearer end, no number as unjudged. It panics for a case or a
// version that the problem does not have.
func (s *Search) Observe(o Observation) {
	if o.Version < 0 || o.Version >= s.problem.Versions {
		panic("bisect: observation of a version that the problem does not have")
	}
	if o.Case < 0 || o.Case >= s.problem.Cases {
		panic("bisect: observation of a case that the problem does not have")
	}
	o.Unjudged = o.Unjudged || math.IsNaN(o.Value)
	o.Value = min(max(o.Value, 0), 1)
	o.Runs = max(o.Runs, 1)
	s.engine.observe(o)
}

// Next gives up to n pairs to judge. None means that the search is finished.
// Answer each of them, judged or not, before asking for more. A Deterministic
// search gives no pair twice; another one does, as a second reading of the same
// case at the same version may well be the most telling: judge a new sample.
func (s *Search) Next(n int) []Query { return s.engine.next(n) }

// Result says what is known so far. It may be asked for at any time.
func (s *Search) Result() Result { return s.engine.result() }

// Posterior says how likely each answer is now: element 0 that nothing broke,
// element v that v is the first bad version. It sums to 1 as far as anything is
// known.
func (s *Search) Posterior() []float64 { return s.engine.posterior() }
