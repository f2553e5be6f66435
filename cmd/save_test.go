package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Versions of a prompt, of which the second changes two variables, and a suite.
const (
	kindPrompt  = "---\nmodel: echo\ntemperature: 0.7\n---\n# Tone\nBe kind.\n# Task\nSort {{x}}.\n"
	briefPrompt = "---\nmodel: echo\ntemperature: 0.2\n---\n# Tone\nBe brief.\n# Task\nSort {{x}}.\n"
	kindSuite   = "tests:\n  - vars: {x: a}\n    assert: [{type: contains, value: kind}]\n"
)

func TestSaveAsksWhatToDoWithSeveralVariables(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct {
		code    int
		commits string
		says    string
	}{
		"q\n": {1, "1", "nothing was saved"},
		"":    {1, "1", "nothing was saved"},
		"s\n": {0, "3", "change section:user/Tone"},
	} {
		l := newLab(t)
		l.set("prompts/a.md", kindPrompt, "one")
		l.write("prompts/a.md", briefPrompt)
		a := l.asked(t.Context(), strings.NewReader(in), "save", "-m", "Two")
		if a.code != want.code || l.git("rev-list", "--count", "HEAD") != want.commits || !strings.Contains(a.out+a.stderr, want.says) {
			t.Errorf("%q: got %+v", in, a)
		}
		if !strings.Contains(a.stderr, "Save each by itself [s], together for a reason [a], or stop [q]?") {
			t.Errorf("%q: got %s", in, a.stderr)
		}
		if l.read("prompts/a.md") != briefPrompt {
			t.Error("the file was changed")
		}
	}
}

func TestSaveJudgesWhatItSavedAndShowsTheDifference(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("prompts/a.md", kindPrompt)
	l.write("suites/a.yaml", kindSuite)
	l.ok("save", "-m", "one", "--eval")
	l.write("prompts/a.md", strings.Replace(kindPrompt, "Be kind.", "Be brief.", 1))
	var doc struct {
		Judged  string
		Base    string
		Commits []struct{ Rev, Subject string }
		Entries []struct {
			Rev, Prompt, Verdict string
			Score, Delta         *float64
			Interval             *[2]float64
			DeltaInterval        *[2]float64 `json:"delta_interval"`
			NewFailed            []string    `json:"new_failed"`
		}
	}
	l.json(0, &doc, "save", "-m", "two", "--eval") // a bad score is saved as any other
	if e := doc.Entries; doc.Judged != "now" || len(e) != 1 || *e[0].Score != 0 || *e[0].Delta != -1 || e[0].Interval == nil || e[0].DeltaInterval == nil || e[0].Verdict != "unknown" || len(e[0].NewFailed) != 1 {
		t.Errorf("got %+v", doc)
	}
	if doc.Base != l.git("rev-parse", "HEAD^") || doc.Commits[0].Rev != l.git("rev-parse", "HEAD") {
		t.Errorf("got %+v", doc)
	}
	// A version that was there before has its score still.
	if out := l.ok("undo"); !strings.Contains(out, "\t1.00\t") || !strings.Contains(out, "\t+1.00\t") {
		t.Errorf("got %s", out)
	}
	// What cannot be judged is saved all the same.
	l.write("prompts/a.md", strings.Replace(kindPrompt, "model: echo", "model: exec:false", 1))
	if a := l.want(5, "save", "-m", "three", "--eval"); !strings.Contains(a.stderr, "it is saved, but was not judged") || l.git("log", "-1", "--format=%s") != "three" {
		t.Errorf("got %+v", a)
	}
}

func TestSaveTakesAnyNameAndEveryWorktree(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	names := []string{"prompts/a b.md", "prompts/[x]*?.md", "prompts/ü.md", "prompts/:(top)x.md", "prompts/-m.md", "prompts/new\nline.md", `prompts/"q".md`, "prompts/?.md"}
	for _, name := range names {
		l.write(name, "Say it.\n")
	}
	l.write("notes.txt", "x\n")
	l.ok("save", "-m", "# odd names")
	if got := strings.Count(l.git("ls-tree", "-rz", "--name-only", "HEAD"), "\x00"); got != len(names) {
		t.Errorf("want %d files, got %d", len(names), got)
	}
	if got := l.git("log", "-1", "--format=%s"); got != "# odd names" {
		t.Errorf("got %q", got)
	}
	other := l.beside("other")
	l.git("worktree", "add", "-q", "--detach", other)
	w := l.at(other)
	if err := os.Remove(filepath.Join(other, "prompts", "a b.md")); err != nil {
		t.Fatal(err)
	}
	if a := w.want(0, "save", "-m", "gone"); !strings.Contains(a.stderr, "on no branch (git switch -c NAME gives it one)") {
		t.Errorf("got %s", a.stderr)
	}
	w.ok("undo")
	if got := w.read("prompts/a b.md"); got != "Say it.\n" {
		t.Errorf("got %q", got)
	}
	if got := l.git("log", "-1", "--format=%s") + w.git("status", "--porcelain"); got != "# odd names" {
		t.Errorf("got %q", got)
	}
	for _, pattern := range []string{"promptgit-index-*", "promptgit-message-*", "*.lock"} {
		if left, _ := filepath.Glob(filepath.Join(l.dir, ".git", pattern)); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

func TestSaveRefusesAKeyAndABareRepository(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("prompts/a.md", "Use "+vendorKey+"\n")
	if a := l.want(1, "save", "-m", "key", "--allow", "it must"); strings.Contains(a.stderr, vendorKey) || !strings.Contains(a.stderr, "refused:") {
		t.Errorf("got %s", a.stderr)
	}
	if a := l.want(1, "undo"); !strings.Contains(a.stderr, "nothing was saved yet") {
		t.Errorf("got %s", a.stderr)
	}
	l.git("init", "-q", "--bare", l.beside("bare.git"))
	bare := l.at(l.beside("bare.git"))
	bare.want(4, "save", "-m", "x")
	bare.want(4, "undo")
	for _, args := range [][]string{{"-m", " "}, {"--split", "--allow", "x"}, {"--allow", " "}, {"x"}} {
		l.want(2, append([]string{"save"}, args...)...)
	}
}

func TestUndoGoesBackNoFurtherThanASave(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/a.md", kindPrompt, "first")
	if a := l.want(1, "undo"); !strings.Contains(a.stderr, "is the first version") {
		t.Errorf("got %s", a.stderr)
	}
	l.git("commit", "-q", "--allow-empty", "-m", "empty")
	if a := l.want(1, "undo"); !strings.Contains(a.stderr, "it changes no file") {
		t.Errorf("got %s", a.stderr)
	}
	l.write("prompts/a.md", strings.Replace(kindPrompt, "kind", "brief", 1))
	l.write("prompts/b.md", "New.\n")
	l.ok("save", "-m", "two")
	l.ok("undo")
	if l.read("prompts/a.md") != kindPrompt {
		t.Errorf("got %s", l.read("prompts/a.md"))
	}
	if _, err := os.Stat(filepath.Join(l.dir, "prompts", "b.md")); err == nil {
		t.Error("a file that was new is still there")
	}
	// What stands in the way, though Git ignores it, is not overwritten.
	l.write(".git/info/exclude", "prompts/b.md\n")
	l.write("prompts/b.md", "Mine.\n")
	if a := l.want(1, "undo"); !strings.Contains(a.stderr, "prompts/b.md is there again, and is ignored by Git") || l.read("prompts/b.md") != "Mine.\n" {
		t.Errorf("got %s", a.stderr)
	}
	if err := os.Remove(filepath.Join(l.dir, "prompts", "b.md")); err != nil {
		t.Fatal(err)
	}
	l.write(".git/info/exclude", "")
	l.ok("undo")
	if got := l.git("log", "-2", "--format=%s"); got != "Redo \"two\"\nUndo \"two\"" {
		t.Errorf("got %s", got)
	}
	if got := l.read("prompts/b.md") + l.git("status", "--porcelain"); got != "New.\n" {
		t.Errorf("got %q", got)
	}
}
