package gitops

import (
	"context"
	"fmt"
	"strings"
)

// Remotes lists the names of the configured remotes.
func (r *Repo) Remotes(ctx context.Context) ([]string, error) {
	out, err := r.run(ctx, nil, "remote")
	if err != nil {
		return nil, fmt.Errorf("list the remotes: %w", err)
	}
	return strings.Fields(string(out)), nil
}
