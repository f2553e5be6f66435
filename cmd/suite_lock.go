package cmd

import (
	"bytes"
	"context"
	"path/filepath"
)

// lockSuites keeps every other promptgit process of the repository from writing
// cases until unlock is called.
func (w *workspace) lockSuites() (unlock func(), err error) {
	return lockFile(filepath.Join(w.repo.CommonDir, "promptgit", "suites.lock"), "the suites")
}

// refresh reads the file again, and where it was changed since makes the new
// text from what it holds now.
func (a *addition) refresh(ctx context.Context) error {
	before, wasNew := a.before, a.isNew
	if err := a.read(ctx); err != nil {
		return err
	}
	if a.isNew == wasNew && bytes.Equal(a.before, before) {
		return nil
	}
	a.readCases(ctx)
	return a.apply(ctx)
}
