//go:build unix

package cmd_test

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

func TestAPipeGetsRowsOfTabsAndNothingElse(t *testing.T) {
	t.Parallel()
	l, commits := twoPrompts(t)
	a := l.want(0, "eval", "--all", "--provider", "echo")
	rows := linesOf(a.out)
	if len(rows) != 3 {
		t.Fatalf("got %q", a.out)
	}
	for i, row := range rows {
		cells := strings.Split(row, "\t")
		if len(cells) != 12 || cells[0] != commits[3-i] || strings.Contains(row, "SCORE") {
			t.Errorf("got %q", cells)
		}
	}
	for _, c := range []struct {
		name  string
		env   string
		args  []string
		color bool
	}{
		{"by default", "", nil, false},
		{"always", "", []string{"--color", "always"}, true},
		{"always, against NO_COLOR", "NO_COLOR=1", []string{"--color=always"}, true},
		{"never", "", []string{"--color=never"}, false},
		{"by NO_COLOR", "NO_COLOR=1", nil, false},
	} {
		a := l.at(".", c.env, "TERM=xterm-256color").run(append([]string{"eval", "HEAD~2", "--provider", "echo", "--refresh"}, c.args...)...)
		if got := strings.Contains(a.out+a.stderr, "\x1b["); got != c.color || a.code != 1 {
			t.Errorf("%s: exit %d, color %v in %q", c.name, a.code, got, a.out+a.stderr)
		}
	}
	l.want(2, "eval", "--color", "sometimes")
}

func TestAReaderThatLeavesEarlyIsNoError(t *testing.T) {
	t.Parallel()
	l, _ := twoPrompts(t)
	program, err := exec.LookPath("promptgit")
	if err != nil {
		t.Fatal(err)
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: exec.Command(program, "eval", "--all", "--json", "--provider", "echo")} //nolint:gosec,noctx // it ends
	p.cmd.Dir, p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = l.dir, l.env, writer, &p.stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	code, by := p.wait()
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if by != syscall.SIGPIPE || p.stderr.Len() > 0 { // as any program in a pipe
		t.Errorf("exit %d (%v), %s", code, by, p.stderr.String())
	}
	if n := l.records(); n != 3 {
		t.Errorf("want the 3 records kept, got %d", n)
	}
}
