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
// # The search
//
// Every reading is taken at its word, as it may be for a model that answers the
// same question the same way. A case whose score drops between the ends has
// broken at one version, and halving finds it with ceil(log2 m) readings of that
// case alone, never with a suite at an inner version.
//
// Other cases may have broken elsewhere. So a second one is asked on both sides
// of the answer: if it agrees, the rest is taken to agree too unless something
// known speaks against it; if not, each case that dropped is resolved.
//
// Readings that contradict each other (one pair read both ways, a case that is
// well again after it broke) are never averaged away: such a case is no
// witness, and an answer then needs two others that agree, or stays undecided.
package bisect
