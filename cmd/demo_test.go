package cmd_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestTheDemoNamesTheCulprit(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	dir := l.beside("demo")
	out := l.ok("demo", dir)
	for _, want := range []string{
		"is the first bad iteration of prompts/triage.md", "subject\tWarm up the tone", "simulated", "score, oldest to newest: ▃",
		"20 cases can show a drop of", "cd " + dir, "a suite of 20 cases",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
	demo := l.at(dir)
	doc := demo.log()
	if n := len(doc.Entries); n < 15 || !strings.Contains(out, "█") {
		t.Errorf("%d iterations", n)
	}
	for i, e := range doc.Entries {
		if !e.Simulated || e.Score == nil {
			t.Errorf("%s: not judged by the stand-in", e.Subject)
		}
		if first := i == len(doc.Entries)-1; !first && len(e.Changes) != 1 {
			t.Errorf("%s changes %v, not one variable", e.Subject, e.Changes)
		}
	}
	demo.ok("check", "HEAD~"+"15..HEAD")
	for _, line := range strings.Split(out[strings.Index(out, "cd "+dir):], "\n")[1:] {
		if command, _, _ := strings.Cut(strings.TrimSpace(line), "  "); strings.HasPrefix(command, "promptgit ") {
			demo.ok(strings.Fields(command)[1:]...)
		}
	}
	if status := demo.git("status", "--porcelain", "prompts", "suites"); status != "" {
		t.Errorf("the working tree is not clean: %s", status)
	}
	demo.git("fsck", "--strict")
	l.want(2, "demo", dir)
	l.write("file", "")
	l.want(2, "demo", "file")
}

func TestTheDemoOfTodayIsThatOfTomorrow(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.ok("demo", "one")
	l.ok("demo", "two")
	for _, rev := range []string{"HEAD", "refs/notes/promptgit/scores^{tree}"} {
		if one, two := l.at("one").git("rev-parse", rev), l.at("two").git("rev-parse", rev); one != two {
			t.Errorf("%s: %s and %s", rev, one, two)
		}
	}
}

func TestTheDemoNeedsNoIdentity(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.env = slices.DeleteFunc(l.env, func(kv string) bool {
		return strings.HasPrefix(kv, "GIT_AUTHOR") || strings.HasPrefix(kv, "GIT_COMMITTER")
	})
	l.env = append(l.env, "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=user.useConfigOnly", "GIT_CONFIG_VALUE_0=true")
	l.ok("demo", "d")
	if who := l.at("d").git("log", "-1", "--format=%an <%ae>"); who != "promptgit <promptgit@localhost>" {
		t.Errorf("got %s", who)
	}
}

func TestTheDemoTouchesNoOtherRepository(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	before := l.git("for-each-ref") + l.git("status", "--porcelain", "--ignored")
	inside := l.at(l.beside("home"), "GIT_DIR="+filepath.Join(l.dir, ".git"), "GIT_WORK_TREE="+l.dir, "GIT_INDEX_FILE="+filepath.Join(l.dir, ".git", "index"))
	if out := inside.ok("demo", l.beside("demo")); !strings.Contains(out, "Warm up the tone") {
		t.Errorf("got %s", out)
	}
	if after := l.git("for-each-ref") + l.git("status", "--porcelain", "--ignored"); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if _, err := os.Stat(filepath.Join(l.dir, ".git", "promptgit")); err == nil {
		t.Error("the other repository got files")
	}
}

func TestTheDemoMakesANewFolderWhereNoneIsNamed(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	l := newLab(t)
	out := l.ok("demo")
	_, dir, _ := strings.Cut(out, "made ")
	dir, _, _ = strings.Cut(dir, ": ")
	if !strings.HasPrefix(dir, os.TempDir()) {
		t.Fatalf("got %s", dir)
	}
	if rows := l.at(dir).log().Entries; len(rows) < 15 {
		t.Errorf("got %d iterations", len(rows))
	}
}

func TestACanceledDemoIsInterrupted(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if a := l.runIn(ctx, "demo", "d"); a.code != 130 {
		t.Errorf("want 130, got %+v", a)
	}
}
