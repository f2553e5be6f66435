package cmd

import (
	"cmp"
	"context"
	"slices"

	"github.com/promptgit/promptgit/internal/page"
)

// Bisect implements [serve.Source]: the search for a prompt that is under way, or the
// last one that ended.
func (p *pages) Bisect(ctx context.Context, q page.Query) (*page.Bisect, error) {
	s, err := p.sight(ctx)
	if err != nil {
		return nil, err
	}
	h, err := s.prompt(q.Prompt)
	if err != nil {
		return nil, err
	}
	q.Prompt = h.path
	out := &page.Bisect{Frame: p.frame(ctx, s, q, "Search in "+h.path), Prompt: h.path, Next: "promptgit bisect --prompt " + shellWord(h.path)}
	list, err := s.w.searches(ctx)
	if err != nil {
		return nil, err
	}
	found := slices.IndexFunc(list, func(doc searchJSON) bool {
		return h.had(doc.Prompt) && (q.A == "" || q.A == doc.Good) && (q.B == "" || q.B == doc.Bad)
	})
	for i, doc := range list {
		if i != found {
			out.Searches = append(out.Searches, page.SearchLink{Prompt: doc.Prompt, Good: doc.Good, Bad: doc.Bad, Verdict: string(doc.Verdict)})
		}
	}
	if found >= 0 {
		h.addSearch(out, &list[found])
	}
	return out, nil
}

// had says whether a path is one of the prompt.
func (h *promptHistory) had(path string) bool {
	return h.path == path || slices.ContainsFunc(h.entries, func(e logEntry) bool { return e.json.Prompt == path })
}

func (h *promptHistory) addSearch(out *page.Bisect, doc *searchJSON) {
	out.Good, out.Bad, out.Verdict, out.Posterior, out.NoChange = doc.Good, doc.Bad, string(doc.Verdict), doc.Posterior, doc.None
	out.CaseRuns, out.ModelCalls, out.CostUSD, out.Flipped, out.Simulated = doc.CaseRuns, doc.ModelCalls, doc.CostUSD, doc.Flipped, doc.Simulated
	out.Next = doc.Next
	of := func(rev string) page.Iteration {
		if at, ok := h.at[rev]; ok {
			return pageIteration(&h.entries[at])
		}
		return page.Iteration{Rev: rev, Prompt: h.path} // HEAD does not reach it any more
	}
	for _, c := range doc.Candidates {
		out.Candidates = append(out.Candidates, page.Candidate{Iteration: of(c.Rev), P: c.P, Passed: c.Passed, Judged: c.Judged})
	}
	credible(out.Candidates)
	if doc.Culprit != "" {
		out.Culprit = new(of(doc.Culprit))
	}
}

// credible marks the smallest set of candidates with nearly all of their probability,
// as bisect tells it.
func credible(list []page.Candidate) {
	const mass = .95
	order, all := make([]int, len(list)), 0.0
	for i := range list {
		order[i], all = i, all+list[i].P
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[b].P, list[a].P) })
	sum := 0.0
	for _, i := range order {
		if sum >= mass*all {
			return
		}
		list[i].Credible = true
		sum += list[i].P
	}
}
