package cmd

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/internal/bisect"
)

// Of each prompt the last search is kept, of so many prompts.
const (
	mostSearches   = 200
	searchMaxSize  = 8 << 20  // bytes of a file
	searchMaxRead  = 32 << 20 // bytes of all of them
	mostSearchText = 200      // cases that are named
)

// searchJSON is what a search knows: under way in a file of promptgit/running, and at
// its end in one of promptgit/searches.
type searchJSON struct {
	V          int                   `json:"v"`
	Prompt     string                `json:"prompt"`
	Good       string                `json:"good"` // full ids
	Bad        string                `json:"bad"`
	Suite      string                `json:"suite"`
	Metric     string                `json:"metric"` // that was searched by, "" for passes
	Case       string                `json:"case"`   // the only one that was asked, "" for all
	Started    time.Time             `json:"started"`
	Ended      *time.Time            `json:"ended"`   // null while it is under way
	Verdict    bisect.Verdict        `json:"verdict"` // "" while it is under way
	Culprit    string                `json:"culprit"` // "" unless found
	Posterior  *float64              `json:"posterior"`
	None       *float64              `json:"none"`       // probability that nothing broke
	Candidates []searchCandidateJSON `json:"candidates"` // oldest first, without the good end
	CaseRuns   int                   `json:"case_runs"`
	ModelCalls int                   `json:"model_calls"`
	Cached     int                   `json:"cached"`
	CostUSD    *float64              `json:"cost_usd"` // null where a price is not known
	Flipped    []string              `json:"flipped"`
	Next       string                `json:"next"` // what to type, or what would settle it
	Simulated  bool                  `json:"simulated"`
}

// searchCandidateJSON is a version that may have broken it.
type searchCandidateJSON struct {
	Rev    string  `json:"rev"`
	P      float64 `json:"p"`
	Passed int     `json:"passed"` // samples, those of records included
	Judged int     `json:"judged"`
}

func (w *workspace) searchesDir() string {
	return filepath.Join(w.repo.CommonDir, "promptgit", "searches")
}

// searches lists the searches that are under way, oldest first, and then the last
// one of each prompt that ended, newest first.
func (w *workspace) searches(ctx context.Context) ([]searchJSON, error) {
	var list []searchJSON
	for _, doc := range w.readRunning(ctx) {
		if doc.Search != nil {
			list = append(list, *doc.Search)
		}
	}
	running := len(list)
	files, err := w.searchFiles()
	if err != nil {
		return nil, err
	}
	left := int64(searchMaxRead)
	for _, f := range slices.Backward(files) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if left -= f.Size(); left < 0 {
			break
		}
		doc, err := readJSON[searchJSON](filepath.Join(w.searchesDir(), f.Name()), searchMaxSize)
		if err == nil && doc.V == 1 && doc.Prompt != "" && doc.Ended != nil { // else it is of another version of this program
			list = append(list, doc)
		}
	}
	slices.SortStableFunc(list[running:], func(a, b searchJSON) int { return b.Ended.Compare(*a.Ended) })
	return list, nil
}

// searchFiles are those that are kept, in the order of their last change.
func (w *workspace) searchFiles() ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(w.searchesDir())
	if err != nil {
		if os.IsNotExist(err) {
			return nil, nil
		}
		return nil, err
	}
	var files []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && namesSearch(e.Name()) {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	return files, nil
}

// namesSearch says of a name that [workspace.keepSearch] gives such ones: nothing else
// is ever removed.
func namesSearch(name string) bool {
	digits, ok := strings.CutSuffix(name, ".json")
	return ok && len(digits) == 16 && strings.Trim(digits, "0123456789abcdef") == ""
}

// keepSearch keeps a search that ended in place of the one before it of the same
// prompt. It is there to be looked at, so that nothing depends on it.
func (w *workspace) keepSearch(doc *searchJSON) error {
	dir := w.searchesDir()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	name := filepath.Join(dir, hex.EncodeToString(digest(doc.Prompt)[:8])+".json")
	err := writeFile(name, w.app.Now(), func(out io.Writer) error { return json.NewEncoder(out).Encode(doc) })
	if err != nil {
		return err
	}
	files, err := w.searchFiles()
	for ; err == nil && len(files) > mostSearches; files = files[1:] {
		err = os.Remove(filepath.Join(dir, files[0].Name()))
	}
	return err
}
