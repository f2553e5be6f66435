//go:build unix

package cmd_test

import (
	"bytes"
	"os"
	"syscall"
	"testing"
)

// grades counts those that the notes hold.
func (l *lab) grades() (n int) {
	l.t.Helper()
	for _, g := range l.gradings() {
		n += len(g["grades"].([]any))
	}
	return n
}

// A page and another page of the same person keep their grades in one file: who
// stores first takes what both have, and what comes later stays.
func TestTwoProcessesOfAGraderLoseNothingThatTheOtherKept(t *testing.T) {
	t.Parallel()
	l := graded(t)
	const path = "/grade?prompt=prompts%2Fp.md&by=Ada"
	one, two := l.serve("--write"), l.serve("--write")
	at, other := one.sheet(path), two.sheet(path) // both of them before anything is graded
	third := other.link("Skip →")
	at.says("score", "10")
	two.sheet(third).says("score", "0")
	two.interrupted()
	if n := l.grades(); n != 2 {
		t.Errorf("%d grades are stored, of 2", n)
	}
	_ = one.cmd.Process.Kill()
	one.wait()
	if n := l.grades(); n != 2 || len(l.journals()) != 0 {
		t.Errorf("%d grades are stored, and %v left", n, l.journals())
	}
}

func TestAGradeAfterALineThatWasCutIsKept(t *testing.T) {
	t.Parallel()
	l := graded(t)
	const path = "/grade?prompt=prompts%2Fp.md&by=Ada"
	s := l.serve("--write")
	next := s.sheet(path).says("score", "10")
	file := l.journals()[0]
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err = os.WriteFile(file, append(raw, bytes.TrimRight(raw, "}\n")...), 0o600); err != nil { // as a full disk leaves it
		t.Fatal(err)
	}
	next.says("score", "0")
	s.signal(syscall.SIGKILL)
	s.wait()
	if again := l.serve("--write").sheet(path); !again.done("2", "3") {
		t.Errorf("got %s", again.body)
	}
}

// A record that replaces another one has a sheet of its own.
func TestGradesOfARecordThatIsReplacedAreStored(t *testing.T) {
	t.Parallel()
	l := graded(t)
	s := l.serve("--write")
	const path = "/grade?prompt=prompts%2Fp.md&by=Ada"
	old := s.sheet(path).says("score", "10")
	l.want(1, "eval", "HEAD", "--refresh")
	if sheet := s.sheet(path); !sheet.done("0", "3") {
		t.Fatalf("got %s", sheet.body)
	}
	if n := l.grades(); n != 1 || len(l.journals()) != 0 {
		t.Errorf("%d grades are stored, and %v left", n, l.journals())
	}
	form := old.fields
	form.Set("score", "10")
	if code, body := s.post("/grade", form); code != 400 {
		t.Errorf("a ticket of the old record: got %d %s", code, body)
	}
	s.interrupted()
}
