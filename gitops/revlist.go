package gitops

import (
	"context"
	"fmt"
	"strings"
)

// Commits lists the commits of a range, newest first.
func (r *Repo) Commits(ctx context.Context, g Range) ([]OID, error) {
	out, err := r.run(ctx, nil, "rev-list", "--topo-order", string(g.To), "^"+string(g.From))
	if err != nil {
		return nil, fmt.Errorf("list the commits of %s: %w", g, r.objectError(err))
	}
	var ids []OID
	for _, line := range strings.Fields(string(out)) {
		ids = append(ids, OID(line))
	}
	return ids, nil
}
