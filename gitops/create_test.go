package gitops

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

func TestImportMakesAHistoryThatGitReads(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	dir := filepath.Join(filepath.Dir(l.dir), "made", "here")
	// The variables of a hook must not lead into its repository.
	env := append(l.env[:len(l.env):len(l.env)], "GIT_DIR="+l.dir+"/.git", "GIT_INDEX_FILE="+l.dir+"/.git/index")
	repo, err := Create(t.Context(), dir, env, "trunk")
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close() //nolint:errcheck // the test is over
	if _, err = repo.Head(t.Context()); !errors.Is(err, ErrUnborn) {
		t.Errorf("a new repository gives %v", err)
	}
	ada := Signature{Name: "Ada", Email: "ada@example.com", When: time.Date(2026, 11, 22, 9, 0, 0, 0, time.FixedZone("", 3600))}
	odd := "prompts/q\"t\tab\\ü\n.md"
	ids, err := repo.Import(t.Context(), []NewCommit{
		{Files: map[string][]byte{"prompts/a.md": []byte("one"), odd: {}}, Message: "first", Author: ada},
		{Files: map[string][]byte{"prompts/a.md": []byte("two\n\x00"), odd: nil}, Message: "second\n\nbody\n", Author: ada},
	})
	if err != nil || len(ids) != 2 {
		t.Fatalf("the import gives %q, %v", ids, err)
	}
	more, err := repo.Import(t.Context(), []NewCommit{{Files: map[string][]byte{"b.md": []byte("b\n")}, Message: "third", Author: ada}})
	if err != nil {
		t.Fatal(err)
	}
	made := l.at(dir)
	made.git("fsck", "--strict")
	l.equal(made.git("status", "--porcelain"), "")
	l.equal(made.git("log", "--format=%s|%an|%ae|%ad|%D", "--date=iso"),
		"third|Ada|ada@example.com|2026-11-22 09:00:00 +0100|HEAD -> trunk\n"+
			"second|Ada|ada@example.com|2026-11-22 09:00:00 +0100|\nfirst|Ada|ada@example.com|2026-11-22 09:00:00 +0100|")
	l.equal(l.read(repo.At(ids[0]), odd), "")
	l.equal(l.read(repo.At(more[0]), "prompts/a.md"), "two\n\x00")
	l.equal(l.read(repo.Worktree(), "b.md"), "b\n")
	l.equal(made.git("rev-list", "--reverse", "HEAD"), string(ids[0])+"\n"+string(ids[1])+"\n"+string(more[0]))
	l.equal(l.git("rev-list", "--count", "--all"), "2")
}

func TestIdentityFallsBackToPromptgit(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	when := time.Unix(1763791200, 0).UTC()
	l.equal(l.open().Identity(t.Context(), when), Signature{Name: "Ada", Email: "ada@example.com", When: when})
	nobody := l.at(".", "GIT_AUTHOR_NAME=", "GIT_AUTHOR_EMAIL=", "GIT_COMMITTER_NAME=", "GIT_COMMITTER_EMAIL=", "EMAIL=")
	l.equal(nobody.open().Identity(t.Context(), when), Signature{Name: "promptgit", Email: "promptgit@localhost", When: when})
}

func TestConfigIsSetAndUnset(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	repo, ctx := l.open(), t.Context()
	for _, value := range []string{"one", "two\nlines", "two\nlines"} {
		if err := repo.AddConfig(ctx, "promptgit.list", value); err != nil {
			t.Fatal(err)
		}
	}
	values, err := repo.ConfigAll(ctx, "promptgit.list")
	if err != nil {
		t.Fatal(err)
	}
	l.equal(values, []string{"one", "two\nlines"})
	if err := repo.SetConfig(ctx, "promptgit.list", "only"); err != nil {
		t.Fatal(err)
	}
	if value, ok, err := repo.Config(ctx, "promptgit.list"); value != "only" || !ok || err != nil {
		t.Errorf("gives %q, %v, %v", value, ok, err)
	}
	for range 2 {
		if err := repo.UnsetConfig(ctx, "promptgit.list"); err != nil {
			t.Fatal(err)
		}
	}
	if value, ok, err := repo.Config(ctx, "promptgit.list"); ok || err != nil {
		t.Errorf("gives %q, %v, %v", value, ok, err)
	}
}

func TestTheStateOfARepositoryIsSeen(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name  string
		enter func(l *lab) State
	}{
		{"nothing", func(*lab) State { return State{} }},
		{"a merge", func(l *lab) State { return State{Merging: []OID{conflict(l)}} }},
		{"a squash", func(l *lab) State {
			l.git("checkout", "-q", "-b", "side")
			l.write("b.md", "b\n")
			l.commit("side")
			l.git("checkout", "-q", "main")
			l.git("merge", "-q", "--squash", "side")
			return State{Squashing: true}
		}},
		{"a revert", func(l *lab) State {
			l.git("revert", "--no-commit", "HEAD")
			return State{Reverting: OID(l.git("rev-parse", "HEAD"))}
		}},
		{"a cherry-pick", func(l *lab) State {
			theirs := conflict(l)
			l.git("merge", "--abort")
			_, _ = l.try("", "cherry-pick", "theirs") // stops at the conflict
			return State{Picking: theirs}
		}},
		{"a rebase", func(l *lab) State {
			conflict(l)
			l.git("merge", "--abort")
			_, _ = l.try("", "rebase", "--apply", "theirs") // stops at the conflict
			return State{Rebasing: true}
		}},
		{"a git am", func(l *lab) State {
			_, _ = l.try("From: A <a@b>\nSubject: x\n\n---\n a | 1 +\n\ndiff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-no\n+yes\n", "am")
			return State{ApplyingAM: true}
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			want := row.enter(l)
			got, err := l.open().InProgress(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			l.equal(got, want)
		})
	}
}

func TestTrackedPathsAreKnown(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("untracked", "")
	repo := l.open()
	for path, want := range map[string]bool{"prompts/a.md": true, "prompts": true, "untracked": false, "prompts/*.md": false} {
		if got, err := repo.IsTracked(t.Context(), path); got != want || err != nil {
			t.Errorf("%s: %v, %v", path, got, err)
		}
	}
}

func TestACanceledContextEndsEverything(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	repo := l.open()
	head := l.head(repo)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	calls := map[string]func() error{
		"Blob":        func() error { _, err := repo.Blob(ctx, repo.HashBlob([]byte("second\n"))); return err },
		"History":     func() error { _, err := repo.History(ctx, head, nil, HistoryOptions{}); return err },
		"WriteBlob":   func() error { _, err := repo.WriteBlob(ctx, nil); return err },
		"Staged":      func() error { _, err := repo.StagedChanges(ctx, head); return err },
		"UpdateRefs":  func() error { return repo.UpdateRefs(ctx, "m", RefUpdate{Ref: "refs/x/y", New: head}) },
		"Open":        func() error { _, err := Open(ctx, Options{Dir: l.dir, Env: l.env}); return err },
		"ReadRef":     func() error { _, err := repo.ReadRef(ctx, "refs/heads/main"); return err },
		"MergeBase":   func() error { _, err := repo.MergeBase(ctx, head, head); return err },
		"InWholeTree": func() error { _, err := repo.At(head).Files(ctx, nil); return err },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s gives %v", name, err)
		}
	}
	if content, err := repo.Blob(t.Context(), repo.HashBlob([]byte("second\n"))); err != nil || string(content) != "second\n" {
		t.Errorf("afterwards a blob gives %q, %v", content, err)
	}
}
