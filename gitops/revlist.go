package gitops

import (
	"context"
	"fmt"
	"strings"
)

// Commits lists the commits of a range, newest first in topological order;
// without From, all that To reaches.
func (r *Repo) Commits(ctx context.Context, g Range) ([]OID, error) {
	args := []string{"rev-list", "--topo-order", "--end-of-options", string(g.To)}
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
