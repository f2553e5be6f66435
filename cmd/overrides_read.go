package cmd

import (
	"context"
	"slices"

	"github.com/promptgit/promptgit/gitops"
)

// overridesOfHistories are the commits of prompts' histories that were taken out of
// the policy, oldest first.
func (w *workspace) overridesOfHistories(ctx context.Context, list []promptState) (overridesJSON, error) {
	var found []override
	seen := map[string]bool{}
	for _, x := range list {
		for i := range x.h.entries {
			j := &x.h.entries[i].json
			if j.Allowed == "" || seen[j.Rev] {
				continue
			}
			seen[j.Rev] = true
			commit, err := w.repo.Commit(ctx, gitops.OID(j.Rev))
			if err != nil {
				return overridesJSON{}, err
			}
			found = append(found, override{commit: commit, reason: j.Allowed})
		}
	}
	slices.Reverse(found) // histories are told newest first
	slices.SortStableFunc(found, func(a, b override) int { return a.commit.Time.Compare(b.commit.Time) })
	return overridesOf(found, false), nil
}

// overrides are those of the histories that a report is about.
func (p *pages) overrides(ctx context.Context, list []promptState) (overridesJSON, error) {
	s, err := p.sight(ctx)
	if err != nil {
		return overridesJSON{}, err
	}
	return s.w.overridesOfHistories(ctx, list)
}
