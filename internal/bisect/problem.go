package bisect

// Problem is what is searched. Versions are numbered from 0, the good end, to
// Versions-1, the bad end; cases from 0 to Cases-1.
type Problem struct {
	Versions int
	Cases    int
	// Deterministic says that whoever is asked gives the same answer to the same
	// question: then no pair is asked twice, and every reading is taken at its
	// word.
	Deterministic bool
	// Costs is the mean cost of one run by case, in any unit; nil where all cost
	// the same.
	Costs []float64
	// MinDrop is the drop of a case between the ends that must be exceeded for
	// the case to count; 0 takes any drop. Only for Deterministic.
	MinDrop float64
	// AssumeRegression is set by who vouches that there is one: the answer is
	// then never that there is none.
	AssumeRegression bool
	// Confidence is the posterior that an answer needs, 0 for 0.95. A
	// Deterministic search answers with certainty or not at all.
	Confidence float64
	// EachCase goes on when the culprit is named and asks each case that broke on
	// both sides of it, so that those that broke elsewhere are told apart. Without
	// it they are only where something read speaks for it. A Deterministic search
	// asks one other case in any event.
	EachCase bool
	// MaxRuns bounds the queries, 0 for no bound.
	MaxRuns int
	// Spent is the number of queries that earlier parts of the same search gave
	// out, whose answers are among what is observed. They count where a search
	// that finds nothing gives up, so that one which is taken up again does not
	// begin anew.
	Spent int
}

// Observation is what was judged of a case at a version: one sample, or the mean
// of several that a record holds.
type Observation struct {
	Version, Case int
	Value         float64 // mean over the runs, in [0, 1]: the share that passed, or a score
	Runs          int     // samples it stands for, 0 for one
	// Unjudged says that the pair cannot be judged (an error, or the case does
	// not apply to the version); the search goes around it.
	Unjudged bool
}

// Query is a pair to judge.
type Query struct{ Version, Case int }
