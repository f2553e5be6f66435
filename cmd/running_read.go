package cmd

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/internal/page"
)

const (
	runningSilent  = time.Minute // a process that told nothing for so long runs no more
	runningMaxSize = 8 << 20
	mostRunning    = 200 // that are read
)

// running lists what runs in this repository, in any process, oldest first.
func (w *workspace) running(ctx context.Context) []page.Running {
	list := []page.Running{}
	for _, doc := range w.readRunning(ctx) {
		list = append(list, doc.Running)
	}
	return list
}

// readRunning gives what processes tell of themselves. What those left that were
// killed is removed; what cannot be read is passed over.
func (w *workspace) readRunning(ctx context.Context) []runningJSON {
	dir := runningDir(w.repo)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil // as a rule nothing runs, and there is no such folder
	}
	host, _ := os.Hostname()
	var list []runningJSON
	for _, e := range entries {
		if ctx.Err() != nil || len(list) == mostRunning {
			break
		}
		path := filepath.Join(dir, e.Name())
		silent, regular := silence(path)
		if !regular {
			continue
		}
		doc, err := readJSON[runningJSON](path, runningMaxSize)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil || !strings.HasSuffix(path, ".json"):
			if silent > runningSilent { // it is no file of ours, or was never ended
				_ = os.Remove(path)
			}
		case silent > runningSilent, doc.Host == host && !alive(doc.PID):
			_ = os.Remove(path) // whoever lives writes it again
		default:
			doc.ID = strings.TrimSuffix(e.Name(), ".json")
			list = append(list, doc)
		}
	}
	slices.SortFunc(list, func(a, b runningJSON) int {
		return cmp.Or(a.Started.Compare(b.Started), strings.Compare(a.ID, b.ID))
	})
	return list
}

// silence is how long ago a file was written.
func silence(path string) (age time.Duration, regular bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return 0, false
	}
	return time.Since(info.ModTime()), true // the disk's clock is no time of the program's
}

// readJSON reads a file of at most so many bytes.
func readJSON[T any](path string, most int64) (doc T, err error) {
	f, err := os.Open(path)
	if err != nil {
		return doc, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	raw, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return doc, err
	}
	if int64(len(raw)) > most {
		return doc, errors.New("it is too large")
	}
	return doc, json.Unmarshal(raw, &doc)
}
