package gitops

import (
	"context"
	"fmt"
)

// Pager is the command that the user reads long output with, as git finds it: in
// GIT_PAGER, core.pager, PAGER, or its own choice.
func (r *Repo) Pager(ctx context.Context) (string, error) {
	out, err := r.line(ctx, "var", "GIT_PAGER")
	if err != nil {
		return "", fmt.Errorf("find the pager: %w", err)
	}
	return out, nil
}
