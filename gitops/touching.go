package gitops

import (
	"context"
	"fmt"
)

// Touching gives the commits reachable from head whose files at these paths
// differ from those of some parent, newest first. So a merge that takes one path
// from each side is among them, with no Changes of its own.
func (r *Repo) Touching(ctx context.Context, head OID, paths []string) ([]CommitChanges, error) {
	args := append(logArgs(false), "--end-of-options", string(head), "--")
	for _, p := range sortedSet(paths) {
		args = append(args, ":(literal)"+p)
	}
	var list []CommitChanges
	err := r.log(ctx, args, func(c CommitChanges) error {
		list = append(list, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("commits that touch %d files: %w", len(paths), err)
	}
	return list, nil
}
