package cmd

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// lockSuites keeps every other promptgit process of the repository from writing
// cases until unlock is called. The system gives the lock back when a process
// ends, however it ends.
func (w *workspace) lockSuites() (unlock func(), err error) {
	file := filepath.Join(w.repo.CommonDir, "promptgit", "suites.lock")
	if err = os.MkdirAll(filepath.Dir(file), 0o755); err == nil {
		unlock, err = lockedfile.MutexAt(file).Lock()
	}
	if err != nil {
		return nil, fmt.Errorf("lock the suites: %w", err)
	}
	return unlock, nil
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
