//go:build unix

package cmd_test

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestATerminalThatClosesEndsServeAndLosesNoGrade(t *testing.T) {
	t.Parallel()
	l := graded(t)
	s := l.serve("--write")
	s.sheet("/grade?prompt=prompts%2Fp.md&by=Ada").says("score", "7")
	s.signal(syscall.SIGHUP)
	if code, by := s.wait(); code != 0 {
		t.Errorf("want exit 0, got %d (%v): %s", code, by, s.stderr.String())
	}
	if list := l.gradings(); len(list) != 1 || list[0]["by"] != "Ada" || len(l.journals()) != 0 {
		t.Errorf("got %v, and %v left", list, l.journals())
	}
}

func TestGradesThatCannotBeStoredAtTheEndAreTold(t *testing.T) {
	t.Parallel()
	l := graded(t)
	s := l.serve("--write")
	s.sheet("/grade?prompt=prompts%2Fp.md&by=Ada").says("score", "7")
	if err := os.Rename(l.dir, l.beside("away")); err != nil {
		t.Fatal(err)
	}
	s.signal(syscall.SIGINT)
	if code, _ := s.wait(); code == 0 || !strings.Contains(s.stderr.String(), "grades wait to be stored: ") {
		t.Errorf("exit %d: %s", code, s.stderr.String())
	}
}

func TestUnderNohupServeOutlivesTheTerminal(t *testing.T) {
	t.Parallel()
	nohup, err := exec.LookPath("nohup")
	if err != nil {
		if os.Getenv("PROMPTGIT_TESTS") == "all" {
			t.Fatal(err)
		}
		t.Skip("there is no nohup")
	}
	l := graded(t)
	p := l.command("serve", "--listen", "0")
	p.cmd.Path, p.cmd.Args = nohup, append([]string{nohup, p.cmd.Path}, p.cmd.Args[1:]...)
	s := l.serveBy(p)
	s.signal(syscall.SIGHUP)
	for range 10 { // a server that ends takes less than that
		time.Sleep(100 * time.Millisecond)
		s.page("/")
	}
	s.interrupted()
}
