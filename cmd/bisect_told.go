package cmd

import (
	"github.com/promptgit/promptgit/internal/bisect"
)

// underWay is what the search knows now, for other processes.
func (s *bisection) underWay() *searchJSON {
	mass := s.engine.Posterior()
	doc := s.said()
	doc.None = &mass[0]
	for v := 1; v < len(mass); v++ {
		doc.Candidates = append(doc.Candidates, s.candidate(v, mass[v]))
		if doc.Posterior == nil || mass[v] > *doc.Posterior {
			doc.Posterior = &mass[v]
		}
	}
	doc.Candidates = perCommit(doc.Candidates)
	return doc
}

// perCommit puts the versions inside a squash, which follow each other, into one
// candidate, with what its last version was judged to be.
func perCommit(list []searchCandidateJSON) []searchCandidateJSON {
	var whole []searchCandidateJSON
	for _, c := range list {
		if last := len(whole) - 1; last >= 0 && whole[last].Rev == c.Rev {
			c.P += whole[last].P
			whole[last] = c
			continue
		}
		whole = append(whole, c)
	}
	return append([]searchCandidateJSON{}, whole...)
}

// said is what is known of a search whatever it found.
func (s *bisection) said() *searchJSON {
	return &searchJSON{
		V: 1, Prompt: s.path, Good: string(s.good), Bad: string(s.bad), Suite: s.suite.Path, Metric: s.o.metric, Case: s.o.caseID,
		Started: s.now.UTC(), Candidates: []searchCandidateJSON{}, Flipped: []string{},
		CaseRuns: s.runs, ModelCalls: s.calls, Cached: s.cached, CostUSD: s.watched.usd(), Simulated: s.target.Simulated,
	}
}

func (s *bisection) candidate(v int, p float64) searchCandidateJSON {
	it := s.versions[v]
	c := searchCandidateJSON{Rev: s.rev(v), P: p}
	for i := range s.suite.Cases {
		key := s.suite.Cases[i].Key
		r := s.evidence.recorded[it.key][key]
		c.Passed += r.Passes
		c.Judged += r.Samples
		for _, one := range s.counts(it.key, key) {
			c.Judged++
			if one.Pass {
				c.Passed++
			}
		}
	}
	return c
}

// kept is what there is to tell of the search later.
func (e *bisectEnd) kept() *searchJSON {
	doc := e.said()
	now := e.w.app.Now().UTC()
	doc.Ended, doc.Verdict, doc.None, doc.Posterior = &now, e.r.Verdict, &e.r.None, &e.r.Posterior
	p := map[int]float64{}
	for _, c := range e.r.Credible {
		p[c.Version] = c.P
	}
	if mass := e.engine.Posterior(); len(mass) == len(e.versions) && e.engine.Result().Verdict == e.r.Verdict { // else it is of the versions in a merge
		for v, m := range mass {
			p[v] = m
		}
	}
	for v := 1; v < len(e.versions); v++ {
		doc.Candidates = append(doc.Candidates, e.candidate(v, p[v]))
	}
	doc.Candidates = perCommit(doc.Candidates)
	flipped := e.caseNames(e.r.Flipped)
	doc.Flipped = append(doc.Flipped, flipped[:min(len(flipped), mostSearchText)]...)
	if e.r.Verdict == bisect.Found {
		doc.Culprit, doc.Next = e.rev(e.r.Culprit), e.undo.Revert
	} else if next := e.settles(); len(next) > 0 {
		doc.Next = next[0]
	}
	return doc
}
