package gitops

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// PendingError says that records could not be written to their ref and where
// they wait for the next run, which writes them first.
type PendingError struct {
	Path string // of the file that holds the batch
	Err  error  // why it could not be written
}

func (e *PendingError) Error() string {
	return fmt.Sprintf("the records wait in %q: %v", e.Path, e.Err)
}

// Unwrap gives the reason.
func (e *PendingError) Unwrap() error { return e.Err }

func (e *PendingError) hint() string {
	next := "the next promptgit eval, or promptgit notes fsck, writes the records"
	if hint := Hint(e.Err); hint != "" && !errors.Is(e.Err, ErrRefMoved) {
		return hint + "; " + next
	}
	return next
}

// pendingVersion is the version of the file's format.
const pendingVersion = 1

// pendingFile is a batch that waits, as JSON.
type pendingFile struct {
	V       int              `json:"v"`
	Ref     string           `json:"ref"`
	Message string           `json:"message"`
	Lines   map[OID][]string `json:"lines"`
	Keep    []OID            `json:"keep"`
}

// pendingBatch is a batch that waits, and where.
type pendingBatch struct {
	path  string
	batch Batch
}

func (n *Notes) pendingDir() string { return filepath.Join(n.stateDir(), "pending") }

// leave stores a batch that could not be written for the next run. Its file is
// named by its content: left twice, it is one file.
func (n *Notes) leave(batch Batch, cause error) error {
	if len(batch.Lines) == 0 && len(batch.Keep) == 0 {
		return cause
	}
	content, err := json.Marshal(pendingFile{pendingVersion, n.ref, batch.Message, batch.Lines, batch.Keep})
	if err != nil {
		return errors.Join(cause, err)
	}
	path := filepath.Join(n.pendingDir(), string(n.repo.HashBlob(content))+".json")
	if err := writeFileAtomic(path, append(content, '\n')); err != nil {
		return fmt.Errorf("the records are lost, they could not be left for the next run either: %w", errors.Join(cause, err))
	}
	return &PendingError{Path: path, Err: cause}
}

// pending reads the batches that wait for this ref. Any number of processes
// may do so at once and after a crash: a line that is there already is not
// added again, so a batch that is written twice is written once.
func (n *Notes) pending(ctx context.Context) ([]pendingBatch, error) {
	paths, err := n.pendingPaths()
	if err != nil {
		return nil, err
	}
	var waiting []pendingBatch
	for _, path := range paths {
		batch, mine, err := n.readPending(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !mine {
			continue // written by another process meanwhile, or for another ref
		}
		if err != nil {
			continue // a newer version's, or damaged: it stays, and fsck names it
		}
		// A blob that is gone must not keep the lines from being written.
		if batch.Keep, err = n.onlyBlobs(ctx, batch.Keep); err != nil {
			return nil, err
		}
		waiting = append(waiting, pendingBatch{path, batch})
	}
	return waiting, nil
}

func (n *Notes) pendingPaths() ([]string, error) {
	entries, err := os.ReadDir(n.pendingDir())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var paths []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".json") {
			paths = append(paths, filepath.Join(n.pendingDir(), e.Name()))
		}
	}
	return paths, err
}

// readPending reads one file and says whether it is for this ref. What tells no ref
// counts as one for the results.
func (n *Notes) readPending(path string) (batch Batch, mine bool, err error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return Batch{}, n.ref == ResultsRef, err
	}
	var file pendingFile
	if err := json.Unmarshal(content, &file); err != nil {
		return Batch{}, n.ref == ResultsRef, fmt.Errorf("%s: %w", path, err)
	}
	mine = file.Ref == n.ref
	if file.V != pendingVersion {
		return Batch{}, mine, fmt.Errorf("%s: version %d is not known", path, file.V)
	}
	for _, id := range file.Keep {
		if err := n.checkID(id); err != nil {
			return Batch{}, mine, fmt.Errorf("%s: %w", path, err)
		}
	}
	for object, lines := range file.Lines {
		if err := n.checkID(object); err != nil {
			return Batch{}, mine, fmt.Errorf("%s: %w", path, err)
		}
		if i := slices.IndexFunc(lines, func(line string) bool { return checkLine(line) != nil }); i >= 0 {
			return Batch{}, mine, fmt.Errorf("%s: %w", path, checkLine(lines[i]))
		}
	}
	return Batch{Lines: file.Lines, Keep: file.Keep, Message: file.Message}, mine, nil
}

// removePending drops files whose batches are in the ref. One that another
// process has removed first is no error.
func removePending(written []pendingBatch) error {
	for _, p := range written {
		if err := os.Remove(p.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the waiting records are written, their file remains: %w", err)
		}
	}
	return nil
}

// writeFileAtomic makes a file appear with its whole content, durable, or not
// at all.
func writeFileAtomic(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "*.tmp")
	if err != nil {
		return err
	}
	_, err = temp.Write(content)
	err = errors.Join(err, temp.Chmod(0o644), temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}
