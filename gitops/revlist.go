package gitops

import (
	"context"
	"fmt"
	"strings"
)

// Commits lists the commits of a range, newest first in topological order;
// without From, all that To reaches.
func (r *Repo) Commits(ctx context.Context, g Range) ([]OID, error) {
	return r.revList(ctx, g, "--topo-order")
}

// FirstParents lists the commits of a range that lead from To along first parents
// alone, newest first.
func (r *Repo) FirstParents(ctx context.Context, g Range) ([]OID, error) {
	return r.revList(ctx, g, "--first-parent")
}

// Descendants lists the commits of a range that descend from its beginning, newest
// first.
func (r *Repo) Descendants(ctx context.Context, g Range) ([]OID, error) {
	return r.revList(ctx, g, "--topo-order", "--ancestry-path")
}

func (r *Repo) revList(ctx context.Context, g Range, flags ...string) ([]OID, error) {
	args := append(append([]string{"rev-list"}, flags...), "--end-of-options", string(g.To))
	if g.From != "" {
		args = append(args, "^"+string(g.From))
	}
	out, err := r.run(ctx, nil, args...)
	if err != nil {
		return nil, fmt.Errorf("list the commits of %s: %w", g, r.objectError(err))
	}
	var ids []OID
	for _, line := range strings.Fields(string(out)) {
		ids = append(ids, OID(line))
	}
	return ids, nil
}
