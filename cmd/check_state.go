package cmd

import (
	"context"
	"errors"
	"io/fs"

	"github.com/promptgit/promptgit/gitops"
)

// overlay is the state of all files that a commit of the index would have: its
// base with the staged changes on top. Reading it starts no process, where
// reading the index itself would start one for each path.
type overlay struct {
	repo    *gitops.Repo
	base    gitops.Snapshot
	changed map[string]gitops.File // without an ID where the file is gone
}

// newOverlay lays staged changes over the commit that they were compared with.
func newOverlay(repo *gitops.Repo, base gitops.Snapshot, changes []gitops.Change) *overlay {
	o := &overlay{repo: repo, base: base, changed: map[string]gitops.File{}}
	for _, c := range changes {
		if c.OldPath != "" {
			o.changed[c.OldPath] = gitops.File{Path: c.OldPath}
		}
	}
	for _, c := range changes {
		o.changed[c.Path] = gitops.File{Path: c.Path, ID: c.New, Mode: c.Mode}
	}
	return o
}

func (o *overlay) Name() string { return gitops.StagedName }

func (o *overlay) Read(ctx context.Context, name string) ([]byte, error) {
	f, ok := o.changed[name]
	switch {
	case !ok:
		src, err := o.base.Read(ctx, name)
		var notFile *gitops.NotFileError
		if errors.As(err, &notFile) { // a folder, which may be gone with its files
			return o.repo.Index().Read(ctx, name)
		}
		return src, err
	case f.ID == "":
		return nil, &fs.PathError{Op: "read staged", Path: name, Err: fs.ErrNotExist}
	}
	return o.repo.Blob(ctx, f.ID)
}

// Files asks Git, which matches patterns against a large index faster than this
// process could.
func (o *overlay) Files(ctx context.Context, globs []string) ([]gitops.File, error) {
	return o.repo.Index().Files(ctx, globs)
}

// emptyState is the state before the first commit.
type emptyState struct{}

func (emptyState) Name() string { return "nothing" }

func (emptyState) Read(_ context.Context, name string) ([]byte, error) {
	return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
}

func (emptyState) Files(context.Context, []string) ([]gitops.File, error) { return nil, nil }
