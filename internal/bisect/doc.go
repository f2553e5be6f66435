// Package bisect decides which (version, case) pair to judge next in order to
// find the version that broke a prompt, and says what is known so far.
//
// It is pure: it judges nothing itself. A caller feeds it what is recorded,
// then asks and answers in turns:
//
//	s := bisect.New(problem)
//	for _, o := range known {
//		s.Observe(o)
//	}
//	for next := s.Next(1); len(next) > 0; next = s.Next(1) {
//		for _, q := range next {
//			s.Observe(judge(q))
//		}
//	}
//	result := s.Result()
//
// The same observations in the same order always give the same next query, so a
// second search over answers that are kept asks for nothing new.
//
// # Two searches
//
// A Deterministic problem is searched by halving (halving*.go). Every reading is
// taken at its word, and a case that drops between the ends has broken at one
// version, which ceil(log2 m) readings of that case alone find. A second case is
// asked on both sides of the answer; if it agrees, the rest is taken to agree
// unless something known speaks against it, and if not, each case that dropped
// is resolved. Readings that contradict each other are never averaged away: such
// a case is no witness, and an answer then needs two others that agree, or stays
// undecided.
//
// Any other problem is searched by its posterior (posterior*.go), as a model that
// samples contradicts itself. A case passes at one unknown rate before the
// culprit and at another from it on, if it is among those that broke.
//
//	grid    rates are points of [0, 1], drops are pairs of points
//	hyper   how cases break: how extreme rates are, how far a broken case drops,
//	        the share of cases that broke; or all drop by one shift; or pooled,
//	        all cases being one
//	tallies the runs of a case by version, those that passed and those that failed
//	rates   what they say of the case, by hyper and segment
//	belief  the product of all that: the probability of each first bad version,
//	        by segment, and of none
//	gains   how much one more run of a case at a version is expected to tell
//
// A segment is the first bad versions between two judged ones: no reading tells
// them apart, so one figure serves them all, and the work depends on what was
// read and not on the length of the history. All likelihoods are kept as
// logarithms: thousands of runs underflow nothing.
package bisect
