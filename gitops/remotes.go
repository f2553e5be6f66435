package gitops

import (
	"context"
	"fmt"
	"slices"
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

// DefaultRemote is the remote of a clone that a command means where none is named:
// that of the branch, else origin, else the only one. "" where that is not plain.
func (r *Repo) DefaultRemote(ctx context.Context, remotes []string) (string, error) {
	if branch, err := r.line(ctx, "symbolic-ref", "--quiet", "--short", "HEAD"); err == nil {
		name, _, err := r.Config(ctx, "branch."+branch+".remote")
		if err != nil {
			return "", err
		}
		if slices.Contains(remotes, name) {
			return name, nil
		}
	}
	switch {
	case slices.Contains(remotes, "origin"):
		return "origin", nil
	case len(remotes) == 1:
		return remotes[0], nil
	}
	return "", nil
}
