package cmd_test

import "testing"

func TestARowCanBeFoundByTheTagsAtItsCommit(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.git("tag", "light", "HEAD~1")
	l.git("tag", "-a", "-m", "annotated", "heavy", "HEAD~1")
	l.git("tag", "-a", "-m", "twice", "nested", "heavy")
	l.git("tag", "tree", "HEAD^{tree}")
	l.git("update-ref", "refs/promptgit/labels/prompts/p.md/production", "HEAD")
	for where, want := range map[string]string{
		`"light" in labels && "heavy" in labels && "nested" in labels && len(labels) == 3`: "v1",
		`"production" in labels`: "v2",
		`"tree" in labels`:       "",
		`"main" in labels`:       "",
	} {
		if got := l.subjects("--where", where); got != want {
			t.Errorf("%s: want %q, got %q", where, want, got)
		}
	}
	l.git("checkout", "-q", "--detach")
	l.git("branch", "-q", "-D", "main")
	if got := l.subjects("--where", `len(labels) == 1`); got != "v2" {
		t.Errorf("on a detached HEAD: got %q", got)
	}
	l.git("clone", "-q", "--depth=1", "--no-tags", "file://"+l.dir, l.beside("shallow"))
	if got := l.at(l.beside("shallow")).subjects("--where", `!judged`); got != "v2" {
		t.Errorf("in a shallow clone: got %q", got)
	}
}
