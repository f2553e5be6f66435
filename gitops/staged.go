package gitops

import (
	"context"
	"fmt"
	"io"
	"slices"
)

// StagedChanges compares the index that the environment names with a commit;
// base "" is the empty tree, for an unborn branch. Entries that were only
// announced (git add -N) have no content and are left out; unmerged ones have
// Status 'U'. Renames are looked for only when files were both added and
// deleted, since that needs their content.
func (r *Repo) StagedChanges(ctx context.Context, base OID) ([]Change, error) {
	if base == "" {
		base = r.EmptyTree()
	}
	diff := func(renames string) ([]Change, error) {
		changes, err := r.diffIndex(ctx, base, renames, nil)
		return slices.DeleteFunc(changes, func(c Change) bool { return c.Status == 0 }), err
	}
	changes, err := diff("--no-renames")
	if err != nil {
		return nil, err
	}
	has := func(status byte) bool {
		return slices.ContainsFunc(changes, func(c Change) bool { return c.Status == status })
	}
	if has('A') && has('D') {
		return diff("--find-renames")
	}
	return changes, nil
}

// diffIndex gives every raw change, those that concern no file with Status 0.
func (r *Repo) diffIndex(ctx context.Context, base OID, renames string, specs []string) ([]Change, error) {
	args := append([]string{
		"-c", "diff.relative=false", "diff-index", "--cached", "--raw", "-z", "--no-abbrev",
		"--ita-invisible-in-index", "--ignore-submodules=none", renames, renameLimit, "--end-of-options", string(base), "--",
	}, specs...)
	var changes []Change
	err := r.stream(ctx, nil, func(out io.Reader) error {
		return newRawReader(out).records(
			func(token string) error { return fmt.Errorf("unexpected token %q", token) },
			func(c Change) error { changes = append(changes, c); return nil },
		)
	}, args...)
	if err != nil {
		return nil, fmt.Errorf("compare the index with %s: %w", base.Short(), r.objectError(err))
	}
	return changes, nil
}
