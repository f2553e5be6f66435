package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/ui"
)

// lab is a repository that the real git made, and a user in it.
type lab struct {
	t   *testing.T
	dir string
	env []string
	now func() time.Time
}

// newLab is a repository without a commit. Its user has a home of their own and
// no other configuration.
func newLab(t *testing.T) *lab {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{t: t, dir: filepath.Join(root, "repo"), now: clock()}
	l.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Join(root, "home"), "XDG_STATE_HOME=" + filepath.Join(root, "state"),
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_AUTHOR_DATE=1763791200 +0100",
		"GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com", "GIT_COMMITTER_DATE=1763791200 +0100", noWait,
	}
	for _, dir := range []string{l.dir, filepath.Join(root, "home")} {
		if err := os.Mkdir(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	l.git("init", "-q", "-b", "main")
	return l
}

// clock gives a time that is a second later each time.
func clock() func() time.Time {
	var mu sync.Mutex
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}
}

// at is the same lab seen from another folder.
func (l *lab) at(dir string, env ...string) *lab {
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(l.dir, dir)
	}
	return &lab{t: l.t, dir: dir, env: append(l.env[:len(l.env):len(l.env)], env...), now: l.now}
}

// beside is a path next to the repository.
func (l *lab) beside(name string) string { return filepath.Join(filepath.Dir(l.dir), name) }

func (l *lab) git(args ...string) string {
	l.t.Helper()
	out, err := l.tryGit(args...)
	if err != nil {
		l.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// tryGit gives what git printed, or with an error what it said.
func (l *lab) tryGit(args ...string) (string, error) {
	l.t.Helper()
	c := exec.CommandContext(l.t.Context(), "git", args...)
	c.Dir, c.Env = l.dir, l.env
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		return stderr.String(), err
	}
	return strings.TrimSuffix(string(out), "\n"), nil
}

func (l *lab) write(path, content string) {
	l.t.Helper()
	path = filepath.Join(l.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		l.t.Fatal(err)
	}
}

// script writes a shell script of the repository that can be run.
func (l *lab) script(path, body string) {
	l.t.Helper()
	l.write(path, "#!/bin/sh\n"+body+"\n")
	if err := os.Chmod(filepath.Join(l.dir, path), 0o777); err != nil { //nolint:gosec // it is run
		l.t.Fatal(err)
	}
}

// commit records everything and gives the commit.
func (l *lab) commit(message string) string {
	l.t.Helper()
	l.git("add", "--all")
	l.git("commit", "-q", "--allow-empty", "-m", message)
	return l.git("rev-parse", "HEAD")
}

// set writes one file and commits it.
func (l *lab) set(path, content, message string) string {
	l.t.Helper()
	l.write(path, content)
	return l.commit(message)
}

// answer is what a command gave.
type answer struct {
	code        int
	out, stderr string
}

// run runs promptgit on pipes.
func (l *lab) run(args ...string) answer {
	l.t.Helper()
	return l.runIn(l.t.Context(), args...)
}

func (l *lab) runIn(ctx context.Context, args ...string) answer {
	l.t.Helper()
	var out, stderr bytes.Buffer
	app := &cmd.App{
		Streams: ui.Streams{In: strings.NewReader(""), Out: &out, Err: &stderr},
		Dir:     l.dir, Env: l.env, Now: l.now, HTTP: &http.Client{}, Executable: "/usr/bin/promptgit", Version: "1.2.3",
	}
	code := cmd.Run(ctx, app, args)
	return answer{code, out.String(), stderr.String()}
}

// ok runs promptgit and gives what it printed; another code than 0 is fatal.
func (l *lab) ok(args ...string) string {
	l.t.Helper()
	return l.want(0, args...).out
}

func (l *lab) want(code int, args ...string) answer {
	l.t.Helper()
	a := l.run(args...)
	if a.code != code {
		l.t.Fatalf("promptgit %s: want exit %d, got %d\n%s%s", strings.Join(args, " "), code, a.code, a.out, a.stderr)
	}
	return a
}

// json runs promptgit with --json and decodes what it printed.
func (l *lab) json(code int, doc any, args ...string) {
	l.t.Helper()
	a := l.want(code, append(args, "--json")...)
	if err := json.Unmarshal([]byte(a.out), doc); err != nil {
		l.t.Fatalf("promptgit %s: %v\n%s", strings.Join(args, " "), err, a.out)
	}
}

// model is a command that answers in place of a language model and writes down
// each call.
type model struct {
	spec string // for --provider
	log  string
	t    *testing.T
}

// newModel makes a model of the body of a shell script, which finds the rendered
// prompt in $in.
func (l *lab) newModel(body string) model {
	l.t.Helper()
	dir := l.t.TempDir()
	m := model{spec: "exec:" + filepath.Join(dir, "model.sh"), log: filepath.Join(dir, "calls"), t: l.t}
	script := "#!/bin/sh\nin=$(cat)\necho call >> '" + m.log + "'\n" + body + "\n"
	if err := os.WriteFile(filepath.Join(dir, "model.sh"), []byte(script), 0o700); err != nil { //nolint:gosec // it is run
		l.t.Fatal(err)
	}
	return m
}

// calls counts the calls since the last time.
func (m model) calls() int {
	m.t.Helper()
	raw, err := os.ReadFile(m.log)
	if err != nil && !os.IsNotExist(err) {
		m.t.Fatal(err)
	}
	_ = os.Remove(m.log) // perhaps there was none
	return strings.Count(string(raw), "\n")
}

// move moves a folder, also below itself, without a commit.
func (l *lab) move(from, to string) error {
	from, to, mid := filepath.Join(l.dir, from), filepath.Join(l.dir, to), l.beside("moved")
	if err := os.Rename(from, mid); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	return os.Rename(mid, to)
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// errorJSON decodes the document that a failed command with --json prints on
// stderr.
func (l *lab) errorJSON(code int, doc any, args ...string) {
	l.t.Helper()
	a := l.want(code, args...)
	if err := json.Unmarshal([]byte(a.stderr), doc); err != nil {
		l.t.Fatalf("promptgit %s: %v\n%s", strings.Join(args, " "), err, a.stderr)
	}
}
