package cmd

import (
	"context"

	"github.com/promptgit/promptgit/internal/page"
)

// caseGrid is how the cases of a suite ended in many versions, newest first.
type caseGrid struct {
	names    map[string]int32
	versions int
	byCase   map[int32][]placedTally
}

// placedTally is a tally with its version.
type placedTally struct {
	version int
	tally
}

// grid reads how the cases ended in all rows.
func (p *pages) grid(ctx context.Context, s *sight, rows []*logEntry) (*caseGrid, error) {
	if err := p.take(ctx); err != nil {
		return nil, err
	}
	defer p.give()
	if err := p.tallies.tallied(ctx, s.w, rows); err != nil {
		return nil, err
	}
	g := &caseGrid{names: map[string]int32{}, versions: len(rows), byCase: map[int32][]placedTally{}}
	for i, e := range rows {
		for _, t := range p.tallies.records[*e.json.Record] {
			g.byCase[t.key] = append(g.byCase[t.key], placedTally{i, t})
		}
	}
	for key, name := range p.tallies.names {
		if g.byCase[name] != nil {
			g.names[key] = name
		}
	}
	p.tallies.drop(s.all)
	return g, nil
}

// tell adds to a case what all versions tell of it, and the outcomes of the newest.
func (g *caseGrid) tell(x *page.SuiteCase) {
	x.Outcomes = make([]page.Outcome, min(g.versions, shownRevisions))
	passes, samples, several, disagree := 0, 0, 0, 0
	var last *placedTally // of the versions that judged it
	list := g.byCase[g.names[x.Key]]
	for i := range list {
		t := &list[i]
		if t.version < len(x.Outcomes) {
			x.Outcomes[t.version] = t.outcome.outcome()
		}
		if t.outcome != codePassed && t.outcome != codeFailed {
			continue
		}
		passes, samples = passes+int(t.passes), samples+int(t.samples)
		if t.samples > 1 {
			several++
			disagree += one(t.passes > 0 && t.passes < t.samples)
		}
		if last != nil && last.outcome != t.outcome {
			x.Flips++
		}
		last = t
	}
	if samples > 0 {
		x.PassRate = new(float64(passes) / float64(samples))
	}
	if several > 0 {
		x.Flaky = new(float64(disagree) / float64(several))
	}
}
