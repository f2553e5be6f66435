package cmd

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

const (
	newsAge  = 30 * 24 * time.Hour // what nobody asked for until then is old
	mostNews = 50                  // files that are told at once
	newsSize = 64 << 10            // bytes of one
)

// newsJSON is what came of a run in the background, until it is told.
type newsJSON struct {
	V     int      `json:"v"`
	Lines []string `json:"lines"`
}

func newsDir(repo *gitops.Repo) string { return filepath.Join(backgroundDir(repo), "news") }

// leaveNews leaves lines for the next command.
func leaveNews(repo *gitops.Repo, now time.Time, lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	for i, line := range lines {
		lines[i] = ui.Shorten(ui.Line(line), 2000)
	}
	raw, err := json.Marshal(newsJSON{1, lines})
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%016x-%s.json", now.UnixNano(), rand.Text()) // the order of the names is that of time
	return writeRunning(filepath.Join(newsDir(repo), name), raw)
}

// tellNews tells on stderr, once, what was judged in the background since the last
// command of a person. A document on stderr must stay one, so that commands with
// --json leave it to the next.
func (a *App) tellNews(repo *gitops.Repo) {
	if a.behind || a.json || a.quiet || a.agent != nil {
		return
	}
	entries, err := os.ReadDir(newsDir(repo))
	if err != nil {
		return // as a rule there is none
	}
	for i, e := range entries {
		path := filepath.Join(newsDir(repo), e.Name())
		info, err := e.Info()
		if i == mostNews || err != nil || !info.Mode().IsRegular() || !strings.HasSuffix(e.Name(), ".json") {
			continue
		}
		news, err := readJSON[newsJSON](path, newsSize)
		if os.Remove(path) != nil || err != nil || news.V != 1 || time.Since(info.ModTime()) > newsAge {
			continue // somebody else tells it, or it cannot be read
		}
		for _, line := range news.Lines {
			fmt.Fprintln(a.Err, "promptgit:", ui.Line(line))
		}
	}
}

// sentence is what a row of the log says of its score.
func (e *logEntry) sentence() string {
	doc := &e.json
	text := fmt.Sprintf("judged %s %s: %s", shortRev(doc.Rev), doc.Prompt, number(doc.Score))
	if doc.Simulated {
		text += " (simulated)"
	}
	if doc.Interval != nil {
		text += " " + interval(doc.Interval)
	}
	if doc.Passed != nil && doc.Total != nil {
		text += fmt.Sprintf(", %d of %d passed", *doc.Passed, *doc.Total-e.na)
	}
	if doc.Delta != nil && doc.Verdict != nil {
		text += fmt.Sprintf(", %+.2f %s", *doc.Delta, differenceText(doc.DeltaRange))
		if doc.PValue != nil {
			text += ", p " + pCell(doc.PValue).Text
		}
		text += ": " + *doc.Verdict
	}
	if e.errors > 0 {
		text += fmt.Sprintf("; %s could not be judged", plural(e.errors, "case"))
	}
	return text
}
