package hooks_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/promptgit/promptgit/hooks"
)

// repo is a repository made with the real git, and a stand-in for the promptgit
// program that notes how it is called and fails on demand.
type repo struct {
	t       *testing.T
	dir     string
	program string
	env     []string
}

func newRepo(t *testing.T) *repo {
	t.Helper()
	r := &repo{t: t, dir: t.TempDir()}
	r.env = append(os.Environ(),
		"GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com",
		"GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com",
		"LOG="+filepath.Join(t.TempDir(), "log"))
	r.git("init", "-q", "-b", "main")
	r.program = filepath.Join(t.TempDir(), "a dir with 'quotes'", "promptgit")
	r.write(r.program, "#!/bin/sh\necho \"promptgit $*\" >> \"$LOG\"\n[ ! -t 0 ] && cat >> \"$LOG\"\nexit ${ANSWER:-0}\n", 0o755)
	return r
}

// path makes a path in the repository absolute.
func (r *repo) path(rel string) string {
	if filepath.IsAbs(rel) {
		return rel
	}
	return filepath.Join(r.dir, rel)
}

func (r *repo) write(rel, content string, mode fs.FileMode) {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Dir(r.path(rel)), 0o777); err != nil {
		r.t.Fatal(err)
	}
	if err := writeScript(r.path(rel), content, mode); err != nil {
		r.t.Fatal(err)
	}
	if err := os.Chmod(r.path(rel), mode); err != nil { // whatever the umask
		r.t.Fatal(err)
	}
}

func (r *repo) read(rel string) string {
	r.t.Helper()
	content, err := os.ReadFile(r.path(rel))
	if errors.Is(err, fs.ErrNotExist) {
		return "(missing)"
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return string(content)
}

// try runs git with further environment and gives what it printed.
func (r *repo) try(env []string, args ...string) (string, error) {
	cmd := exec.CommandContext(r.t.Context(), "git", args...)
	cmd.Dir, cmd.Env = r.dir, append(r.env[:len(r.env):len(r.env)], env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (r *repo) git(args ...string) string {
	r.t.Helper()
	out, err := r.try(nil, args...)
	if err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(out)
}

// calls gives how the program was called since the last time, and forgets it.
func (r *repo) calls() string {
	r.t.Helper()
	log := strings.TrimPrefix(r.env[len(r.env)-1], "LOG=")
	text := r.read(log)
	if text == "(missing)" {
		return ""
	}
	if err := os.Remove(log); err != nil {
		r.t.Fatal(err)
	}
	return text
}

// installer describes the repository as the command does. configHooks is what
// a newer git could do.
func (r *repo) installer(configHooks bool) *hooks.Installer {
	r.t.Helper()
	return &hooks.Installer{
		Place: hooks.Place{
			Top: r.git("rev-parse", "--show-toplevel"), HooksDir: r.git("rev-parse", "--path-format=absolute", "--git-path", "hooks"),
			GitDir: r.git("rev-parse", "--path-format=absolute", "--git-common-dir"), ConfigHooks: configHooks,
		},
		Program: r.program, Settings: gitSettings{r}, Tracker: gitSettings{r},
	}
}

// gitSettings is the configuration through the real git.
type gitSettings struct{ r *repo }

func (s gitSettings) Values(_ context.Context, key string) ([]string, error) {
	out, err := s.r.try(nil, "config", "--get-all", key)
	if err != nil {
		return nil, onlyCode(err, 1)
	}
	return strings.Split(strings.TrimSuffix(out, "\n"), "\n"), nil
}

func (s gitSettings) Set(_ context.Context, key, value string) error {
	_, err := s.r.try(nil, "config", "--replace-all", key, value)
	return err
}

func (s gitSettings) RemoveSection(_ context.Context, section string) error {
	_, err := s.r.try(nil, "config", "--remove-section", section)
	return onlyCode(err, 128)
}

func (s gitSettings) Tracks(_ context.Context, dir string) (bool, error) {
	out, err := s.r.try(nil, "ls-files", "--", dir)
	return out != "", err
}

func onlyCode(err error, code int) error {
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == code {
		return nil
	}
	return err
}

// writeScript writes a file that can be run at once: a process that another
// test forks meanwhile would hold it open for writing.
func writeScript(name, content string, mode fs.FileMode) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(name, []byte(content), mode)
}
