package cmd

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
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

func TestAFileThatChangedMeanwhileIsLeftAlone(t *testing.T) {
	t.Parallel()
	w, file := suiteLab(t)
	a := newTicket(t, w)
	if err := os.WriteFile(file, []byte(smallSuite+"# more\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := a.write(t.Context()); err == nil {
		t.Error("no error")
	}
	holds(t, file, smallSuite+"# more\n")
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
