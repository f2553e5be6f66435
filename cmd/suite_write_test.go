package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

const smallSuite = "# kept\n- vars: {ticket: a}\n  assert: [{type: equals, value: x}]\n"

// suiteLab gives the workspace of a new repository with a suite.
func suiteLab(t *testing.T) (*workspace, string) {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "git", "init", "-q", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	file := filepath.Join(dir, "suite.yaml")
	if err := os.WriteFile(file, []byte(smallSuite), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o640); err != nil { // whatever the umask
		t.Fatal(err)
	}
	app := &App{Streams: ui.Streams{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, Dir: dir, Env: os.Environ(), Now: time.Now}
	w, err := app.openWorkspace(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	return w, file
}

func newTicket(t *testing.T, w *workspace) *addition {
	t.Helper()
	a, err := w.newAddition(t.Context(), "suite.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a.cases = []suitefile.Case{{ID: "b", Vars: value.NewObject("ticket", "b"), Asserts: []suitefile.Assert{{Type: "equals", Value: "y"}}}}
	if err := a.apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// holds says what the file must hold, with its mode, and that nothing else lies
// beside it.
func holds(t *testing.T, file, want string) {
	t.Helper()
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("the file holds\n%s", got)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %v", info.Mode())
	}
	names, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".promptgit*"))
	if err != nil || len(names) > 0 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

func TestCasesAreWrittenAndReadBack(t *testing.T) {
	t.Parallel()
	w, file := suiteLab(t)
	if err := newTicket(t, w).write(t.Context()); err != nil {
		t.Fatal(err)
	}
	holds(t, file, smallSuite+"- id: b\n  vars:\n    ticket: b\n  assert:\n    - type: equals\n      value: \"y\"\n")
}

func TestWhatReadsOtherwiseIsTakenBack(t *testing.T) {
	t.Parallel()
	w, file := suiteLab(t)
	a := newTicket(t, w)
	a.parsed = &eval.Suite{} // as if it had been another suite in memory
	if err := a.write(t.Context()); err == nil {
		t.Error("no error")
	}
	holds(t, file, smallSuite)
}

func TestWhatWasWrittenMeanwhileStays(t *testing.T) {
	t.Parallel()
	w, file := suiteLab(t)
	a := newTicket(t, w)
	theirs := smallSuite + "- vars: {ticket: theirs}\n  assert: [{type: equals, value: x}]\n"
	if err := os.WriteFile(file, []byte(theirs), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := a.write(t.Context()); err != nil {
		t.Fatal(err)
	}
	holds(t, file, theirs+"- id: b\n  vars:\n    ticket: b\n  assert:\n    - type: equals\n      value: \"y\"\n")
}

func TestOfEightWhoAddACaseAtOnceNoneLosesIt(t *testing.T) {
	t.Parallel()
	w, file := suiteLab(t)
	list := make([]*addition, 8)
	for i := range list {
		list[i] = newTicket(t, w)
		list[i].cases[0].ID = fmt.Sprint("case-", i)
		list[i].cases[0].Vars = value.NewObject("ticket", fmt.Sprint("ticket ", i))
		if err := list[i].apply(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var all sync.WaitGroup
	for _, a := range list {
		all.Go(func() {
			if err := a.write(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		if name := fmt.Sprint("id: case-", i, "\n"); !strings.Contains(string(got), name) {
			t.Errorf("%q is lost", name)
		}
	}
}

func TestALinkIsNoNewFile(t *testing.T) {
	t.Parallel()
	w, file := suiteLab(t)
	link := filepath.Join(filepath.Dir(file), "link.yaml")
	if err := os.Symlink("suite.yaml", link); err != nil {
		t.Fatal(err)
	}
	if err := w.replace("link.yaml", []byte("x"), true); !errors.Is(err, fs.ErrExist) {
		t.Errorf("the error is %v", err)
	}
	if to, err := os.Readlink(link); err != nil || to != "suite.yaml" {
		t.Errorf("the link goes to %q, %v", to, err)
	}
}

func TestAWriteThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	w, file := suiteLab(t)
	a := newTicket(t, w)
	a.beside["edge/x.txt"] = []byte("x")
	a.parsed = &eval.Suite{} // so that the suite is taken back
	if err := a.write(t.Context()); err == nil {
		t.Error("no error")
	}
	if _, err := os.Lstat(filepath.Join(filepath.Dir(file), "edge")); err == nil {
		t.Error("the folder of the new files is still there")
	}
	if err := w.replace("suite.yaml/x", nil, true); err == nil || !strings.HasPrefix(err.Error(), "write suite.yaml/x: ") {
		t.Errorf("the error is %v", err)
	}
	holds(t, file, smallSuite)
}

func TestAFileBesideTheSuiteIsNotOverwritten(t *testing.T) {
	t.Parallel()
	w, file := suiteLab(t)
	a := newTicket(t, w)
	a.beside["edge/x.txt"] = []byte("mine")
	theirs := filepath.Join(filepath.Dir(file), "edge", "x.txt")
	if err := os.MkdirAll(filepath.Dir(theirs), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(theirs, []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := a.write(t.Context()); err == nil {
		t.Error("no error")
	}
	holds(t, file, smallSuite)
}
