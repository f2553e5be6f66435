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
	runningMaxSize = 8 << 20     // bytes of a file
	runningMaxRead = 32 << 20    // bytes of all of them
	mostRunning    = 200         // that are read
	maxToldPath    = 4096        // bytes
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
	left := int64(runningMaxRead)
	for _, e := range entries {
		if ctx.Err() != nil || len(list) == mostRunning {
			break
		}
		path := filepath.Join(dir, e.Name())
		info, err := os.Lstat(path)
		if err != nil || !info.Mode().IsRegular() || !namesRunning(e.Name()) {
			continue // it is gone, or no file of ours
		}
		silent := time.Since(info.ModTime()) // the disk's clock is no time of the program's
		if left -= info.Size(); left < 0 {
			break
		}
		doc, err := readJSON[runningJSON](path, runningMaxSize)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case silent > runningSilent, err == nil && doc.Host == host && !alive(doc.PID):
			_ = os.Remove(path) // whoever lives writes it again
		case err == nil && strings.HasSuffix(path, ".json") && doc.sound():
			doc.ID = strings.TrimSuffix(e.Name(), ".json")
			list = append(list, doc)
		}
	}
	slices.SortFunc(list, func(a, b runningJSON) int {
		return cmp.Or(a.Started.Compare(b.Started), strings.Compare(a.ID, b.ID))
	})
	return list
}

// namesRunning says of a name that [workspace.tell] gives such ones, or to a part of
// such a file. Nothing else is ever removed: the folder may be a link to another one.
func namesRunning(name string) bool {
	pid, id, _ := strings.Cut(strings.TrimSuffix(name, ".part"), "-")
	id, ok := strings.CutSuffix(id, ".json")
	return ok && pid != "" && strings.Trim(pid, "0123456789") == "" && len(id) == runningIDSize && strings.Trim(id, base32Digits) == ""
}

// sound says of a file that a process of this program can have written it: what it
// tells stands on every page.
func (d *runningJSON) sound() bool {
	return d.V == 1 && len(d.Command) <= 100 && len(d.Prompt) <= maxToldPath && len(d.Rev) <= 100 &&
		d.Done >= 0 && d.Total >= 0 && d.Failed >= 0 && d.Errors >= 0
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
