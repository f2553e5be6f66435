package bisect

// after is what is still asked once the culprit is named: where other cases
// broke that did not break there. They are searched like a problem of their own,
// whose regression is known.
func (s *noisy) after(b *belief, n int) []Query {
	culprit, _ := b.top()
	if s.problem.EachCase {
		if queries := s.unplaced(b, culprit, n); len(queries) > 0 {
			return queries
		}
	}
	for _, change := range s.others(b, culprit) {
		if change.P >= s.confidence() {
			continue
		}
		part := s.part(change.Cases)
		best, ok := part.best(part.now())
		if !ok {
			continue
		}
		queries := part.batch(part.now(), best.Query, n)
		for i := range queries {
			queries[i].Case = change.Cases[queries[i].Case]
		}
		return queries
	}
	return nil
}

// part is the search of some of the cases, which know all that was read of them.
func (s *noisy) part(cases []int) *noisy {
	p := s.problem
	p.Cases, p.AssumeRegression, p.Costs = len(cases), true, nil
	for _, c := range cases {
		p.Costs = append(p.Costs, s.costs[c])
	}
	part := newNoisy(p)
	for i, c := range cases {
		k := &part.cases[i]
		k.runs, k.unjudged = s.cases[c].runs, s.cases[c].unjudged
		for _, t := range k.runs {
			part.seen = part.seen.add(t.version, t.tally)
		}
	}
	return part
}

// placedRuns bounds the runs on one side of the culprit that place a case.
const placedRuns = 4

// suspectAt is the probability from which on a case is asked at the bad end again,
// whether it broke or only erred there.
const suspectAt = .05

// unplaced are up to n runs that tell whether broken cases did so at the culprit:
// of each one just before it or at it, where it was read less; or at the bad end,
// while it is not likelier than not that it broke.
func (s *noisy) unplaced(b *belief, culprit, n int) []Query {
	var queries []Query
	h := s.fitted(b, culprit)
	for _, o := range s.broken(b, culprit, suspectAt) {
		sides := [2]int{culprit - 1, culprit}
		if s.dropped(&o, h, culprit) <= flippedAt {
			sides = [2]int{s.last(), s.last()}
		} else if p := s.elsewhere(&o, culprit); p < 1-elsewhereAt || p > elsewhereAt {
			continue
		}
		best, least := 0, float64(placedRuns)
		for _, v := range sides {
			runs := 0.0
			if j, judged := s.cases[o.c].runs.find(v); judged {
				runs = s.cases[o.c].runs[j].size()
			}
			if runs < least && s.cases[o.c].judgeable(v) {
				best, least = v, runs
			}
		}
		if least < placedRuns && len(queries) < n {
			queries = append(queries, Query{best, o.c})
		}
	}
	return queries
}
