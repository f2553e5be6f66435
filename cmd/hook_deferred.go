package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/templates"
)

// deferredFile says, while it is there, that pre-commit left the verdict to
// commit-msg, which looks for it before it starts this program.
type deferredFile string

func deferred(repo *gitops.Repo) deferredFile {
	return deferredFile(filepath.Join(repo.GitDir, templates.DeferredFile))
}

func (f deferredFile) note() error {
	if err := os.WriteFile(string(f), nil, 0o666); err != nil {
		return fmt.Errorf("leave the verdict to commit-msg: %w", err)
	}
	return nil
}

// forget takes the file away; a missing one is no error.
func (f deferredFile) forget() error {
	if err := os.Remove(string(f)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget an earlier commit: %w", err)
	}
	return nil
}

// noted says whether the file is there.
func (f deferredFile) noted() bool {
	_, err := os.Stat(string(f))
	return err == nil
}
