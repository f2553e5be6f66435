package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/promptgit/promptgit/internal/parity"
)

// Folders of a lab. Configurations that promptgit refuses in part are written
// again without that part.
const (
	folderOfTheirs = "promptfoo"
	folderOfOurs   = "promptgit-suites"
)

// lab is a folder in which configurations are judged.
type lab struct {
	promptfoo string // its executable
	promptgit string // made from the sources
	dir       string
}

// open finds both programs, or makes promptgit, and a repository to run it in.
func (l *lab) open(ctx context.Context) error {
	built := l.promptgit == ""
	if built {
		l.promptgit = filepath.Join(l.dir, "promptgit")
	}
	for _, p := range []*string{&l.promptfoo, &l.dir, &l.promptgit} {
		var err error
		if *p, err = filepath.Abs(*p); err != nil {
			return err
		}
	}
	lines := [][]string{{"git", "init", "-q", l.dir}}
	if built {
		lines = append(lines, []string{"go", "build", "-o", l.promptgit, "./cmd/promptgit"})
	}
	for _, line := range lines {
		if out, err := exec.CommandContext(ctx, line[0], line[1:]...).CombinedOutput(); err != nil { //nolint:gosec // as written above
			return fmt.Errorf("%s: %w\n%s", line[0], err, out)
		}
	}
	return nil
}

// write puts files into a folder of the lab, and tells whether they were there.
func (l *lab) write(folder string, files map[string][]byte) (same bool, err error) {
	dir := filepath.Join(l.dir, folder)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return false, err
	}
	same = true
	for name, content := range files {
		name = filepath.Join(dir, name)
		if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, content) {
			continue
		}
		same = false
		if err := os.WriteFile(name, content, 0o666); err != nil {
			return false, err
		}
	}
	return same, nil
}

// theirs are promptfoo's verdicts, those of an earlier run where the
// configuration is the same.
func (l *lab) theirs(ctx context.Context, c parity.Config) (map[parity.Row]parity.Verdict, error) {
	same, err := l.write(folderOfTheirs, c.Files(nil))
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(l.dir, folderOfTheirs)
	result := filepath.Join(dir, c.Name+".results.json")
	if src, readErr := os.ReadFile(result); readErr == nil && same {
		return parity.ReadPromptfoo(src)
	}
	const attempts = 2 // now and then it ends while it writes its log, without results
	for attempt := 1; ; attempt++ {
		out, err := l.ask(ctx, dir, c.File(), result)
		if err == nil {
			return parity.ReadPromptfoo(out)
		}
		if attempt == attempts || ctx.Err() != nil {
			return nil, err
		}
	}
}

// ask runs promptfoo and gives what it wrote into the file of results.
func (l *lab) ask(ctx context.Context, dir, file, result string) ([]byte, error) {
	if err := os.RemoveAll(result); err != nil {
		return nil, err
	}
	state, err := os.MkdirTemp("", "promptfoo")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(state)                                                      //nolint:errcheck // a folder of temporary files
	run := exec.CommandContext(ctx, l.promptfoo, "eval", "-c", file, "-o", result, //nolint:gosec // given on the command line
		"--no-cache", "--no-table", "--no-write", "--no-progress-bar")
	run.Dir = dir
	run.Env = append(os.Environ(), "PROMPTFOO_CONFIG_DIR="+state, "PROMPTFOO_DISABLE_TELEMETRY=1", "PROMPTFOO_DISABLE_UPDATE=1",
		"PROMPTFOO_DISABLE_REMOTE_GENERATION=1", "CI=1", "NO_COLOR=1")
	out, runErr := run.CombinedOutput()
	src, err := os.ReadFile(result)
	if err != nil { // the status alone says nothing: a failed test is one
		return nil, fmt.Errorf("promptfoo on %s: %w\n%s", file, errors.Join(runErr, err), tail(out))
	}
	return src, nil
}

// ours are promptgit's verdicts.
func (l *lab) ours(ctx context.Context, c parity.Config) (map[parity.Row]parity.Verdict, error) {
	return parity.Judge(c, func(files map[string][]byte, file string) ([]byte, error) {
		if _, err := l.write(folderOfOurs, files); err != nil {
			return nil, err
		}
		run := exec.CommandContext(ctx, l.promptgit, "eval", "--suite", file, "--json", "--no-cache") //nolint:gosec // made here
		run.Dir, run.Env = filepath.Join(l.dir, folderOfOurs), append(os.Environ(), "PROMPTGIT_TRUST=1")
		var stderr bytes.Buffer
		run.Stderr = &stderr
		out, err := run.Output()
		var exit *exec.ExitError
		switch {
		case err != nil && !errors.As(err, &exit):
			return nil, err
		case len(out) == 0:
			return parity.ErrorOf(stderr.Bytes()), nil
		}
		return out, nil
	})
}

func tail(out []byte) []byte { return out[max(0, len(out)-2000):] }
