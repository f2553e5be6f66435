package cmd

import (
	"context"
	"errors"

	"github.com/promptgit/promptgit/gitops"
)

// recordsThrough reads the records of prompts at a revision and of the iterations
// before them, to which it links them. A version can have its record at an older
// blob, as after a change of blanks alone.
func (w *workspace) recordsThrough(ctx context.Context, head gitops.OID, list []*iteration) (*recordSet, error) {
	if err := w.linkPrevious(ctx, head, list); err != nil {
		return nil, err
	}
	return w.records(ctx, blobsOf(withPrevious(list)))
}

// recordsBehind does the same for both sides of pairs.
func (w *workspace) recordsBehind(ctx context.Context, a, b gitops.OID, pairs []versionPair) (*recordSet, error) {
	var before, after []*iteration
	for _, p := range pairs {
		if p.a != nil {
			before = append(before, p.a)
		}
		if p.b != nil {
			after = append(after, p.b)
		}
	}
	if err := errors.Join(w.linkPrevious(ctx, a, before), w.linkPrevious(ctx, b, after)); err != nil {
		return nil, err
	}
	return w.records(ctx, blobsOf(withPrevious(append(before, after...))))
}

// linkPrevious finds for the prompts of a revision the iterations before them.
func (w *workspace) linkPrevious(ctx context.Context, head gitops.OID, list []*iteration) error {
	if len(list) == 0 {
		return nil
	}
	var paths, globs []string
	for _, it := range list {
		paths, globs = append(paths, it.path), append(globs, gitops.QuoteGlob(it.path))
	}
	history, err := w.historyOf(ctx, head, globs, func([]string) []string { return paths })
	if err != nil {
		return err
	}
	for _, it := range list {
		for _, h := range history { // newest first: the first with this content is the version that stands
			if it.madeBy(h) {
				it.prev, it.also = h.prev, append(h.also, h.blob)
				break
			}
		}
	}
	return nil
}

// withPrevious adds the iterations before those of a list.
func withPrevious(list []*iteration) []*iteration {
	var all []*iteration
	for _, it := range list {
		for p := it; p != nil; p = p.prev {
			all = append(all, p)
		}
	}
	return all
}
