//go:build unix

package cmd_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// screen is a real terminal, held by tmux, in which promptgit runs.
type screen struct {
	t      *testing.T
	socket string
}

// exitMark starts the line that stands on the screen when the program has ended.
const exitMark = "exit status "

// screen starts promptgit in a terminal of its own. The environment is that of
// the lab with TERM=xterm-256color and a UTF-8 locale; env comes after it.
func (l *lab) screen(width, height int, env []string, args ...string) *screen {
	l.t.Helper()
	tmux, err := exec.LookPath("tmux")
	if err != nil {
		if os.Getenv("PROMPTGIT_TESTS") == "all" {
			l.t.Fatal("tmux is not installed")
		}
		l.t.Skip("tmux is not installed")
	}
	dir, err := os.MkdirTemp("", "tm") // the name of a socket must be short
	if err != nil {
		l.t.Fatal(err)
	}
	s := &screen{t: l.t, socket: filepath.Join(dir, "s")}
	l.t.Cleanup(func() {
		_ = exec.Command(tmux, "-S", s.socket, "kill-server").Run() //nolint:noctx // the context of the test has ended; the server may have, too
		_ = os.RemoveAll(dir)
	})
	program, err := exec.LookPath("promptgit")
	if err != nil {
		l.t.Fatal(err)
	}
	vars := append(append([]string{}, l.env...), "TERM=xterm-256color", "LC_ALL=C.UTF-8")
	words := append(append([]string{"env", "-i"}, append(vars, env...)...), append([]string{program}, args...)...)
	for i, word := range words {
		words[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	script := "trap : INT; " + strings.Join(words, " ") + "; echo '" + exitMark + "'$?; exec sleep 600"
	s.tmux("-f", os.DevNull, "-u", "new-session", "-d", "-x", strconv.Itoa(width), "-y", strconv.Itoa(height), "-c", l.dir, "exec sh -c \"$SCRIPT\"", script)
	return s
}

// tmux runs a command of tmux. The last argument of new-session is the script.
func (s *screen) tmux(args ...string) string {
	s.t.Helper()
	env := []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TERM=xterm-256color", "SHELL=/bin/sh"}
	if n := len(args); args[0] == "-f" {
		env, args = append(env, "SCRIPT="+args[n-1]), args[:n-1]
	}
	c := exec.CommandContext(s.t.Context(), "tmux", append([]string{"-S", s.socket}, args...)...) //nolint:gosec // written here
	var stderr bytes.Buffer
	c.Env, c.Stderr = env, &stderr
	out, err := c.Output()
	if err != nil {
		s.t.Fatalf("tmux %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return string(out)
}

// text is what stands on the screen now, without blanks at the ends of lines.
// Flags are those of capture-pane, such as -e for colors.
func (s *screen) text(flags ...string) string {
	s.t.Helper()
	var lines []string
	for line := range strings.Lines(s.tmux(append([]string{"capture-pane", "-p"}, flags...)...)) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
}

// until waits until a text stands on the screen, and gives all of it.
func (s *screen) until(text string) string {
	s.t.Helper()
	eventually(s.t, text+" on the screen", func() bool { return strings.Contains(s.text(), text) })
	return s.text()
}

// done waits for the end of the program, and gives the screen without the line
// that tells it.
func (s *screen) done(code int, flags ...string) string {
	s.t.Helper()
	s.until(exitMark)
	text, got, _ := strings.Cut(s.text(flags...), exitMark)
	if strings.TrimSpace(got) != strconv.Itoa(code) {
		s.t.Fatalf("want exit %d, got %s\n%s", code, got, text)
	}
	return text
}

// keys types into the terminal, in the names of tmux send-keys.
func (s *screen) keys(names ...string) {
	s.t.Helper()
	s.tmux(append([]string{"send-keys"}, names...)...)
}

// snapshot compares a screen with testdata/terminal/NAME.txt; -update rewrites it.
func snapshot(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "terminal", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil { //nolint:gosec // it is for everybody
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (go test -update rewrites it): want -, got +:\n%s", file, diff)
	}
}
