package cmd

import (
	"context"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/review"
)

// reviewsOf reads what was said of a version, oldest first. Lines of newer formats and
// foreign ones are passed over, and those of another prompt_key: a partial that it
// includes may have changed since.
func (w *workspace) reviewsOf(ctx context.Context, v reviewed) ([]review.Review, error) {
	notes, err := w.repo.Notes(gitops.ReviewsRef).Read(ctx, []gitops.OID{v.blob})
	if err != nil {
		return nil, err
	}
	var list []review.Review
	for _, line := range notes[v.blob] {
		if r, err := review.Decode(line); err == nil && r.PromptKey == v.key {
			list = append(list, r)
		}
	}
	return review.Sorted(list), nil
}
