package gitops

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// State says what the user is in the middle of, as the git directory shows.
type State struct {
	Merging    []OID // the commits being merged; none outside of a merge
	Squashing  bool  // after git merge --squash
	Reverting  OID   // the commit being reverted, or ""
	Picking    OID   // the commit being cherry-picked, or ""
	Rebasing   bool  // by either of git's two ways
	ApplyingAM bool  // git am
}

// InProgress reads the state of this worktree.
func (r *Repo) InProgress(_ context.Context) (State, error) {
	var s State
	var errs []error
	read := func(name string) string {
		content, err := os.ReadFile(filepath.Join(r.GitDir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
		return strings.TrimSpace(string(content))
	}
	has := func(name string) bool {
		_, err := os.Stat(filepath.Join(r.GitDir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
		return err == nil
	}
	for id := range strings.FieldsSeq(read("MERGE_HEAD")) {
		s.Merging = append(s.Merging, OID(id))
	}
	s.Squashing = has("SQUASH_MSG")
	s.Reverting, s.Picking = OID(read("REVERT_HEAD")), OID(read("CHERRY_PICK_HEAD"))
	s.ApplyingAM = has(filepath.Join("rebase-apply", "applying"))
	s.Rebasing = has("rebase-merge") || has("rebase-apply") && !s.ApplyingAM
	if err := errors.Join(errs...); err != nil {
		return State{}, fmt.Errorf("read the state of the repository: %w", err)
	}
	return s, nil
}

// HooksPath is the folder of the hooks that git runs here, absolute. It may
// not exist.
func (r *Repo) HooksPath(ctx context.Context) (string, error) {
	out, err := r.line(ctx, "rev-parse", "--path-format=absolute", "--git-path", "hooks")
	if err != nil {
		return "", fmt.Errorf("find the hooks folder: %w", err)
	}
	return filepath.FromSlash(out), nil
}

// IsTracked reports whether a path from the root of the repository, or
// anything below it, is in the index.
func (r *Repo) IsTracked(ctx context.Context, path string) (bool, error) {
	out, err := r.run(ctx, nil, "ls-files", "-z", "--", ":(literal)"+path)
	if err != nil {
		return false, fmt.Errorf("is %s tracked: %w", path, err)
	}
	return len(out) > 0, nil
}
