package cmd

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// lockFile keeps other processes of promptgit from what a lock file stands for until
// unlock is called. It waits for its turn. The system gives the lock back when a
// process ends, however it ends.
func lockFile(file, what string) (unlock func(), err error) {
	if err = os.MkdirAll(filepath.Dir(file), 0o755); err == nil {
		unlock, err = lockedfile.MutexAt(file).Lock()
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", what, err)
	}
	return unlock, nil
}
