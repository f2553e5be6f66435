package gitops

import (
	"context"
	"io/fs"
	"strings"
)

// Snapshot is one state of all files: a commit, the staged index or the
// working tree. Paths are slash-separated, from the root of the repository.
type Snapshot interface {
	// Name is the commit's id, "staged" or "worktree".
	Name() string
	// Files lists the regular files that match the globs, by path. Symbolic
	// links and submodules are left out. A glob without wildcards costs only
	// its own path.
	Files(ctx context.Context, globs []string) ([]File, error)
	// Read gives a file's content. The error is fs.ErrNotExist when there is no
	// such file, and a *NotFileError when the path is something else.
	Read(ctx context.Context, path string) ([]byte, error)
}

// The names of the snapshots that are no commit.
const (
	StagedName   = "staged"
	WorktreeName = "worktree"
)

// File is one file of a snapshot.
type File struct {
	Path string
	ID   OID // "" in the working tree, where nothing was hashed yet
	Mode Mode
}

func notExist(snapshot, path string) error {
	return &fs.PathError{Op: "read from " + snapshot, Path: path, Err: fs.ErrNotExist}
}

// inside reports whether a path stays below the root of the repository. Other
// than fs.ValidPath it lets through any byte that Git does.
func inside(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." || part == ".." || strings.ContainsRune(part, 0) {
			return false
		}
	}
	return true
}
