package gitops

import (
	"context"
	"fmt"
	"slices"
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

// NotAt gives those of commits that nothing known of a remote reaches: its branches
// when they were last fetched, and what is shared with it. Of a remote of which no
// branch is known, as in a bare clone, it gives none.
func (r *Repo) NotAt(ctx context.Context, remote string, commits []OID) (map[OID]bool, error) {
	known, err := r.Refs(ctx, "refs/remotes/"+remote+"/")
	if err != nil || len(known) == 0 || len(commits) == 0 {
		return nil, err
	}
	away := map[OID]bool{}
	for batch := range slices.Chunk(commits, 200) {
		args := []string{"rev-list"}
		for _, id := range batch {
			args = append(args, string(id))
		}
		args = append(args, "--not", "--remotes="+remote, "--glob="+TrackedRef(remote, ownRefs)+"*")
		out, err := r.run(ctx, nil, args...)
		if err != nil {
			return nil, fmt.Errorf("look which commits %s has: %w", remote, r.objectError(err))
		}
		for _, line := range strings.Fields(string(out)) {
			away[OID(line)] = true
		}
	}
	missing := map[OID]bool{}
	for _, id := range commits {
		if away[id] {
			missing[id] = true
		}
	}
	return missing, nil
}
