package gitops

import (
	"errors"
	"testing"
	"time"
)

func TestAStackOfCommitsIsWhatGitReads(t *testing.T) {
	t.Parallel()
	l := emptyLab(t)
	l.write("prompts/a.md", "one\n")
	l.write("keep.txt", "kept\n")
	base := l.commit("first")
	repo := l.open()
	who := Signature{Name: "Grace <x>", Email: "grace@example.com", When: time.Date(2025, 3, 1, 10, 0, 0, 0, time.FixedZone("", 5*3600+1800))}
	ids, err := repo.Stack(t.Context(), base, []NewCommit{
		{Files: map[string][]byte{"prompts/a.md": []byte("two\n")}, Message: "second\n", Author: who},
		{Files: map[string][]byte{"prompts/deep/er/b.md": []byte("b\n")}, Message: "third\n", Author: who},
		{Files: map[string][]byte{"prompts/a.md": []byte("two\n")}, Message: "nothing\n", Author: who},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := l.git("rev-parse", "HEAD"); got != string(base) {
		t.Errorf("HEAD moved to %s", got)
	}
	tip := string(ids[2])
	want := "nothing|Grace x|grace@example.com|2025-03-01T10:00:00+05:30|Ada\nthird|Grace x|grace@example.com|2025-03-01T10:00:00+05:30|Ada\n" +
		"second|Grace x|grace@example.com|2025-03-01T10:00:00+05:30|Ada"
	if got := l.git("log", "--format=%s|%an|%ae|%aI|%cn", string(base)+".."+tip); got != want {
		t.Errorf("want\n%s\ngot\n%s", want, got)
	}
	if got := l.git("ls-tree", "-r", "--name-only", tip); got != "keep.txt\nprompts/a.md\nprompts/deep/er/b.md" {
		t.Errorf("the tree is\n%s", got)
	}
	if got := l.git("diff", "--stat", string(ids[1]), tip); got != "" {
		t.Errorf("a version that is like the one before changed something:\n%s", got)
	}
	l.git("update-ref", "refs/heads/made", tip)
	l.git("fsck", "--strict")
}

func TestAFileIsNoFolderInAStack(t *testing.T) {
	t.Parallel()
	l := emptyLab(t)
	l.write("a", "a file\n")
	base := l.commit("first")
	for _, path := range []string{"a/b.md", "a/b/c.md"} {
		_, err := l.open().Stack(t.Context(), base, []NewCommit{{Files: map[string][]byte{path: []byte("x")}, Message: "m"}})
		var notFile *NotFileError
		if !errors.As(err, &notFile) {
			t.Errorf("%s: want a NotFileError, got %v", path, err)
		}
	}
}

func TestAFirstCommitOfAStackMayHaveNoParent(t *testing.T) {
	t.Parallel()
	l := emptyLab(t)
	ids, err := l.open().Stack(t.Context(), "", []NewCommit{{Files: map[string][]byte{"x/a.md": []byte("a")}, Message: "m"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := l.git("log", "--format=%p%s|%an|%aI", string(ids[0])); got != "m|Ada|2025-11-22T07:00:00+01:00" {
		t.Errorf("got %q", got)
	}
}

func TestAnUnknownUserMakesNoCommits(t *testing.T) {
	t.Parallel()
	l := emptyLab(t)
	var env []string
	for _, pair := range l.env {
		if len(pair) < 11 || pair[:11] != "GIT_AUTHOR_" && pair[:11] != "GIT_COMMITT" {
			env = append(env, pair)
		}
	}
	repo, err := Open(t.Context(), Options{Dir: l.dir, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close() //nolint:errcheck // a test
	_, err = repo.Stack(t.Context(), "", []NewCommit{{Files: map[string][]byte{"a.md": []byte("a")}, Message: "m"}})
	if !errors.Is(err, ErrNoIdentity) || Hint(err) == "" {
		t.Errorf("want ErrNoIdentity with a hint, got %v", err)
	}
}
