//go:build unix

package cmd_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is promptgit as a process of its own, on pipes.
type process struct {
	t           *testing.T
	cmd         *exec.Cmd
	out, stderr bytes.Buffer
}

// start runs this test binary as promptgit.
func (l *lab) start(args ...string) *process {
	l.t.Helper()
	p := l.command(args...)
	if err := p.cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	return p
}

// command is this test binary as promptgit, to be started.
func (l *lab) command(args ...string) *process {
	l.t.Helper()
	program, err := exec.LookPath("promptgit")
	if err != nil {
		l.t.Fatal(err)
	}
	p := &process{t: l.t, cmd: exec.Command(program, args...)} //nolint:gosec,noctx // it ends by its signal or by itself
	p.cmd.Dir, p.cmd.Env = l.dir, l.env
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.stderr
	return p
}

func (p *process) signal(s os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// wait gives the exit code, or the signal that ended the process.
func (p *process) wait() (code int, by syscall.Signal) {
	p.t.Helper()
	var exit *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	status := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return -1, status.Signal()
	}
	return status.ExitStatus(), 0
}

// eventually waits until a condition holds that another process brings about;
// the deadline is that of the test.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-t.Context().Done():
			t.Fatalf("never: %s", what)
		case <-tick.C:
		}
	}
}

// lines counts the lines of a file, 0 where there is none.
func lines(t *testing.T, file string) int {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.Count(string(raw), "\n")
}

// cached counts the answers in the response cache.
func (l *lab) cached() int {
	l.t.Helper()
	found, err := filepath.Glob(filepath.Join(l.dir, ".git", "promptgit", "cache", "??", "*.json"))
	if err != nil {
		l.t.Fatal(err)
	}
	return len(found)
}

// alive says whether a process of this number runs.
func alive(t *testing.T, pid int) bool {
	t.Helper()
	return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}
