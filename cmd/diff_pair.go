package cmd

import (
	"context"

	"github.com/promptgit/promptgit/gitops"
)

// pair joins the versions of two revisions by path, and what is left by the
// history of the newer one, so that a moved prompt is compared with itself.
func (w *workspace) pair(ctx context.Context, head gitops.OID, before, after []*iteration) ([]versionPair, error) {
	left := map[string]*iteration{}
	for _, it := range before {
		left[it.path] = it
	}
	var pairs []versionPair
	var unpaired []*iteration
	for _, it := range after {
		if a := left[it.path]; a != nil {
			pairs = append(pairs, versionPair{a, it})
			delete(left, it.path)
			continue
		}
		unpaired = append(unpaired, it)
	}
	for _, it := range unpaired {
		a, err := w.ancestor(ctx, head, it, left)
		if err != nil {
			return nil, err
		}
		if a != nil {
			delete(left, a.path)
		}
		pairs = append(pairs, versionPair{a, it})
	}
	for _, it := range before {
		if left[it.path] != nil {
			pairs = append(pairs, versionPair{a: it})
		}
	}
	return pairs, nil
}

// ancestor finds the older version of a prompt under an earlier path.
func (w *workspace) ancestor(ctx context.Context, head gitops.OID, it *iteration, left map[string]*iteration) (*iteration, error) {
	if len(left) == 0 {
		return nil, nil //nolint:nilnil // nothing can be its ancestor
	}
	versions, err := w.repo.History(ctx, head, []string{it.path}, gitops.HistoryOptions{Moves: true})
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		for _, path := range []string{v.Path, v.OldPath} {
			if a := left[path]; a != nil {
				return a, nil
			}
		}
	}
	return nil, nil //nolint:nilnil // it is new
}
