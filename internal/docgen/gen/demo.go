package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/docgen/recording"
	"github.com/promptgit/promptgit/internal/ui"
)

// The window of the recording.
const (
	demoColumns = 118
	demoRows    = 34
)

// demoSVG runs the demo as on a terminal and draws what it writes. Its commits and
// answers are the same every time; the folder that it is made in stands for the
// home of who types.
func demoSVG(ctx context.Context) ([]byte, error) {
	home, err := os.MkdirTemp("", "demo")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home) //nolint:errcheck // it is a temporary folder
	var out, stderr bytes.Buffer
	app := &cmd.App{
		Streams: ui.Streams{In: strings.NewReader(""), Out: &out, Err: &stderr, OutTTY: true, Width: demoColumns},
		Dir:     home,
		Env: []string{
			"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home, "TERM=xterm", "GIT_CONFIG_NOSYSTEM=1",
			"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=user.useConfigOnly", "GIT_CONFIG_VALUE_0=true",
		},
		Now:  func() time.Time { return time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC) },
		HTTP: &http.Client{}, Executable: "promptgit", Version: "demo",
	}
	if code := cmd.Run(ctx, app, []string{"demo", "triage-demo", "--color", "always"}); code != 0 {
		return nil, fmt.Errorf("promptgit demo: exit %d: %s", code, stderr.String())
	}
	text := strings.ReplaceAll(out.String(), filepath.Join(home, "triage-demo"), "triage-demo")
	film := scenes(text)
	if len(film) != 3 {
		return nil, fmt.Errorf("promptgit demo: %d commands in place of 3: does it still say them in bold behind a $?", len(film))
	}
	return recording.SVG(recording.Film{
		Title:   "promptgit demo: a log of 17 iterations with scores, intervals and verdicts, and the one that bisect finds to have broken the prompt",
		Columns: demoColumns, Rows: demoRows, Scenes: film,
	}), nil
}

// scenes parts the output of the demo where it says which command it runs.
func scenes(text string) []recording.Scene {
	list := []recording.Scene{{Command: "promptgit demo triage-demo"}}
	for i, part := range strings.Split(text, "\n\n\x1b[1m$ ") {
		if i == 0 {
			list[0].Output = part + "\n"
			continue
		}
		command, output, _ := strings.Cut(part, "\x1b[m\n")
		list = append(list, recording.Scene{Command: command, Output: output + "\n"})
	}
	return list
}
