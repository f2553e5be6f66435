package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// maxLastRun bounds what is kept of the last run, in bytes.
const maxLastRun = 16 << 20

// lastRun is what promptgit run did last in this repository, in any worktree. It
// can hold private data, so it stays beside the outputs of records and only its
// owner can read it; the next run takes its place.
type lastRun struct {
	V         int           `json:"v"`
	Time      time.Time     `json:"t"`
	Rev       string        `json:"rev"` // full id, or "worktree"
	Prompt    string        `json:"prompt"`
	PromptKey string        `json:"prompt_key"`
	Provider  string        `json:"provider"`
	Model     string        `json:"model"`
	Simulated bool          `json:"simulated"`
	Vars      *value.Object `json:"vars"` // as they were sent, no templates
	Rendered  string        `json:"rendered"`
	Output    string        `json:"output"`
}

func (w *workspace) lastRunFile() string {
	return filepath.Join(w.repo.CommonDir, "promptgit", "last-run.json")
}

// keepRun keeps the last run for promptgit suite add --last. The output was
// printed already, so that a failure is only told.
func (w *workspace) keepRun(r lastRun) (kept bool) {
	raw, err := json.Marshal(r)
	if err == nil && len(raw) > maxLastRun {
		err = errors.New("it is larger than 16 MiB")
	}
	if err == nil {
		err = os.MkdirAll(filepath.Dir(w.lastRunFile()), 0o777)
	}
	if err == nil {
		err = writeFile(w.lastRunFile(), r.Time, func(to io.Writer) error {
			_, failed := to.Write(raw)
			return failed
		})
	}
	if err != nil {
		fmt.Fprintln(w.app.Err, "promptgit: warning: the run was not kept for promptgit suite add --last:", ui.Line(err.Error()))
	}
	return err == nil
}

// lastRun reads what is kept of the last run.
func (w *workspace) lastRun() (lastRun, error) {
	r, err := readJSON[lastRun](w.lastRunFile(), maxLastRun)
	hint := "promptgit run PROMPT -v NAME=VALUE makes one"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return r, &exitError{Code: exitNo, Err: errors.New("nothing was run in this repository yet"), Hint: hint}
	case err == nil && (r.V != 1 || r.Prompt == "" || r.Vars == nil):
		err = errors.New("it is of another version of promptgit, or damaged")
	}
	if err != nil {
		return r, &exitError{Code: exitInput, Err: fmt.Errorf("the last run cannot be read: %w", err), Hint: hint}
	}
	return r, nil
}
