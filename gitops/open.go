package gitops

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
)

// Options say where to look for a repository.
type Options struct {
	Dir string   // where the user stands
	Env []string // the whole environment, as os.Environ gives it
}

// Repo is an open repository. It is safe for concurrent use. The exported
// facts are set by Open and never change.
type Repo struct {
	GitDir       string // of this worktree, absolute
	CommonDir    string // shared by all worktrees, absolute
	Top          string // root of the working tree, absolute; "" when there is none
	Prefix       string // where the user stands below Top: "" or "a/b/"
	Bare         bool
	Shallow      bool
	ObjectFormat string // "sha1" or "sha256"
	RefFormat    string // "files" or "reftable"

	*runner
	objects objectReader
	version func() (string, error)
	shared  func() bool
	partly  atomic.Bool // a history was read where content for it is missing
}

// Open finds the repository of opts.Dir the way git does, GIT_DIR and its kin
// included. Git children run at the root of the working tree (of the git
// directory, where there is none) with the environment as given.
//
// Errors: ErrNoGit, ErrNotRepository, *OwnershipError, *UnsupportedError.
func Open(ctx context.Context, opts Options) (*Repo, error) {
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, fmt.Errorf("open repository: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("open repository: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("open repository: %q is not a directory", dir)
	}
	run, err := newRunner(dir, opts.Env)
	if err != nil {
		return nil, err
	}
	r := &Repo{runner: run}
	if err = r.discover(ctx); err != nil {
		return nil, err
	}
	r.version = sync.OnceValues(func() (string, error) {
		out, err := r.line(context.WithoutCancel(ctx), "version")
		return strings.TrimPrefix(out, "git version "), err
	})
	r.shared = sync.OnceValue(func() bool { return r.isShared(context.WithoutCancel(ctx)) })
	r.objects.repo = r
	return r, nil
}

// Close ends the helper process, if one was started. The Repo can still be
// used; it starts a new one when it needs it.
func (r *Repo) Close() error { return r.objects.close() }

// GitVersion is the version of the git program, such as "2.39.5".
func (r *Repo) GitVersion() (string, error) { return r.version() }

// GitAtLeast reports whether git is of this version or newer.
func (r *Repo) GitAtLeast(major, minor int) bool {
	version, err := r.GitVersion()
	if err != nil {
		return false
	}
	var x, y int
	if _, err := fmt.Sscanf(version, "%d.%d", &x, &y); err != nil {
		return false
	}
	return x > major || x == major && y >= minor
}
