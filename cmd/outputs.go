package cmd

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/promptgit/promptgit/internal/ui"
)

// Outputs can hold private data and a ref cannot forget, so they stay in this
// folder of the repository's common directory, within these limits. Names of
// files that are being written begin with partialOutputs.
const (
	outputsMaxAge   = 90 * 24 * time.Hour
	outputsMaxBytes = 256 << 20
	partialOutputs  = ".tmp-"
)

func (w *workspace) outputsDir() string {
	return filepath.Join(w.repo.CommonDir, "promptgit", "outputs")
}

// saveOutputs keeps the rendered prompts, outputs and reasons of a record. They
// can be made again, so a failure is only told.
func (w *workspace) saveOutputs(id string, results entries) {
	if err := w.writeOutputs(id, results); err != nil {
		fmt.Fprintf(w.app.Err, "promptgit: warning: the outputs were not kept for promptgit show: %v\n", err)
	}
}

func (w *workspace) writeOutputs(id string, results entries) error {
	if err := os.MkdirAll(w.outputsDir(), 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(w.outputsDir(), partialOutputs+"*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // fails after the rename, as it should
	out := bufio.NewWriterSize(tmp, 64<<10)
	err = listForm{"[", ",", "]", "[]"}.write(out, results)
	if err = errors.Join(err, out.Flush(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), filepath.Join(w.outputsDir(), id+".json"))
}

// listForm is what stands around and between the items of a list.
type listForm struct{ start, between, end, none string }

// write writes results one after the other, so that they are never in memory
// together.
func (f listForm) write(w io.Writer, results entries) error {
	next := f.start
	err := results(func(entry []byte) error {
		_, err := io.WriteString(w, next)
		if err == nil {
			_, err = w.Write(entry)
		}
		next = f.between
		return err
	})
	if err != nil {
		return err
	}
	end := f.end
	if next == f.start {
		end = f.none
	}
	_, err = io.WriteString(w, end)
	return err
}

// loadOutputs gives the outputs of a record; ok is false when they are gone.
func (w *workspace) loadOutputs(id string) (results []resultJSON, ok bool, err error) {
	raw, err := os.ReadFile(filepath.Join(w.outputsDir(), filepath.Base(id)+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if err := json.Unmarshal(raw, &results); err != nil {
		return nil, false, fmt.Errorf("read the outputs of record %s: %w", id, err)
	}
	return results, true, nil
}

// outputsFor gives the outputs of a record for people to look at: what stands there
// and cannot be read is told, and is as good as gone.
func (w *workspace) outputsFor(id string) (results []resultJSON, ok bool) {
	results, ok, err := w.loadOutputs(id)
	if err != nil {
		fmt.Fprintf(w.app.Err, "promptgit: warning: %s\n", ui.Line(err.Error()))
		return nil, false
	}
	return results, ok
}

// pruneOutputs removes what is too old, and the oldest of what is too much, and
// what crashed processes left unfinished.
func (w *workspace) pruneOutputs() error {
	sweepParts(w.outputsDir(), partialOutputs, w.app.Now())
	entries, err := os.ReadDir(w.outputsDir())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var files []fs.FileInfo
	total := int64(0)
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			files = append(files, info)
			total += info.Size()
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, f := range files {
		if total <= outputsMaxBytes && w.app.Now().Sub(f.ModTime()) < outputsMaxAge {
			break
		}
		if err := os.Remove(filepath.Join(w.outputsDir(), f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		total -= f.Size()
	}
	return nil
}
