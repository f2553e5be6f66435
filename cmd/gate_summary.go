package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/promptgit/promptgit/internal/ui"
)

// stepSummary adds the summary to that of the step, where the environment names a
// file for it, as GitHub Actions does. What other programs wrote there stays. The
// answer does not depend on it, so a failure is only told.
func (a *App) stepSummary(doc *gateJSON, requests []reportRequest) {
	const variable = "GITHUB_STEP_SUMMARY"
	path := a.Getenv(variable)
	if path == "" || slices.ContainsFunc(requests, func(r reportRequest) bool {
		return r.file != "" && a.path(r.file) == filepath.Clean(path) // the user writes it there already
	}) {
		return
	}
	if err := appendSummary(a.path(path), doc); err != nil {
		fmt.Fprintf(a.Err, "promptgit: warning: the summary was not added to %s: %s\n", variable, ui.Line(err.Error()))
	}
}

func appendSummary(path string, doc *gateJSON) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if info.Size() > 0 {
		b.WriteString("\n")
	}
	if err = writeGateMarkdown(&b, doc, mostMarkdown-int(min(info.Size(), mostMarkdown))-b.Len()); err != nil {
		return err
	}
	if b.Len() < 2 {
		return errors.New("it is full")
	}
	_, err = f.Write(b.Bytes())
	return err
}
