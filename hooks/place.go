package hooks

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// Place is what installing needs to know of a repository.
type Place struct {
	Top         string // root of the working tree, absolute; "" in a bare repository
	HooksDir    string // where Git looks for hook files, absolute
	GitDir      string // shared by all worktrees, absolute
	ConfigHooks bool   // hooks go to Git's configuration, which Git runs from 2.54 on
	Shared      bool   // HooksDir is set outside this repository, for others too
}

// noFolder reports whether core.hooksPath names no folder, as /dev/null does where
// somebody wants no hooks at all. What is not there yet can be made.
func (p Place) noFolder() bool {
	info, err := os.Stat(p.HooksDir)
	return err == nil && !info.IsDir()
}

func noFolderError(p Place) error {
	return &ConflictError{
		Path: p.HooksDir, Reason: "core.hooksPath names it and it is no folder, so that git runs no hook file here",
		Advice: "git config --show-origin core.hooksPath says where that is set; for this repository alone: git config core.hooksPath '" +
			filepath.Join(p.GitDir, "hooks") + "'",
	}
}

// Settings is Git's configuration of the repository.
type Settings interface {
	// Values gives every value of a key; none is no error.
	Values(ctx context.Context, key string) ([]string, error)
	// Set gives a key one value, in place of any others.
	Set(ctx context.Context, key, value string) error
	// RemoveSection removes a section with all its keys; a missing one is no
	// error.
	RemoveSection(ctx context.Context, section string) error
}

// Tracker tells which files Git tracks.
type Tracker interface {
	// Tracks reports whether any file in a folder, given from the root of the
	// working tree, is tracked.
	Tracks(ctx context.Context, dir string) (bool, error)
}

// below gives path relative to dir, and whether it lies in it.
func below(dir, path string) (string, bool) {
	if dir == "" {
		return "", false
	}
	rel, err := filepath.Rel(dir, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}
