package gitops

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func TestChangesOfARange(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.git("checkout", "-q", "-b", "side")
	l.write("prompts/side.md", "side\n")
	l.write("prompts/a.md", "side\n")
	l.commit("side")
	l.git("checkout", "-q", "main")
	l.write("prompts/a.md", "main\n")
	l.commit("main")
	if _, err := l.try("", "merge", "side"); err == nil {
		t.Fatal("the merge has no conflict")
	}
	l.write("prompts/a.md", "both\n")
	merge := l.commit("merge: with a subject\nof two lines\n\nBody.\n\nPromptgit-Allow: because")
	l.git("commit", "-q", "--allow-empty", "-m", "empty", "--author=Grace H <g@h>")
	repo := l.open()
	rows := []struct {
		name, spec string
		opts       ChangesOptions
		want       []string
	}{
		{"everything, merges with their own changes only", "HEAD", ChangesOptions{}, []string{
			"empty:", "merge: with a subject of two lines: M prompts/a.md(2)",
			"side: M prompts/a.md(1) A prompts/side.md(1)", "main: M prompts/a.md(1)", "second: M prompts/a.md(1)", "first: A notes.txt(1) A prompts/a.md(1)",
		}},
		{"of matching files", "HEAD", ChangesOptions{Globs: []string{"**/side.*"}}, []string{"side: A prompts/side.md(1)"}},
		{"by first parents", "HEAD~2..HEAD", ChangesOptions{FirstParent: true}, []string{
			"empty:", "merge: with a subject of two lines: M prompts/a.md(1) A prompts/side.md(1)",
		}},
		{"of one commit", string(merge) + "^!", ChangesOptions{}, []string{"merge: with a subject of two lines: M prompts/a.md(2)"}},
		{"of the first commit", "HEAD~4^!", ChangesOptions{}, []string{"first: A notes.txt(1) A prompts/a.md(1)"}},
		{"that no other ref has", "HEAD", ChangesOptions{NotIn: []string{"side"}}, []string{
			"empty:", "merge: with a subject of two lines: M prompts/a.md(2)", "main: M prompts/a.md(1)",
		}},
		{"of nothing", "HEAD..HEAD", ChangesOptions{}, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var got []string
			for c, err := range repo.Changes(t.Context(), row.spec, row.opts) {
				if err != nil {
					t.Fatal(err)
				}
				parts := []string{c.Subject + ":"}
				for _, ch := range c.Changes {
					parts = append(parts, fmt.Sprintf("%c %s(%d)", ch.Status, ch.Path, len(ch.Olds)))
				}
				got = append(got, strings.Join(parts, " "))
			}
			l.equal(got, row.want)
		})
	}
	for c, err := range repo.Changes(t.Context(), "HEAD", ChangesOptions{}) {
		if err != nil || c.Author != "Grace H" || c.Email != "g@h" || c.Time.Format("2006-01-02 -0700") != "2025-11-22 +0100" {
			t.Errorf("the newest is %+v, %v", c.Commit, err)
		}
		break // ends git, too
	}
	c, err := repo.Commit(t.Context(), merge)
	if err != nil || len(c.Parents) != 2 || c.Subject != "merge: with a subject of two lines" || !strings.Contains(c.Message, "Promptgit-Allow: because") {
		t.Errorf("the merge is %+v, %v", c, err)
	}
}

func TestACommitMessageMayHoldAnyByte(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	messages := []string{":100644 100644 " + strings.Repeat("a", 40), "\x01\x02\xff\xfe", strings.Repeat("a", 40), "::x\n\n:y\n"}
	for _, message := range messages {
		l.write("prompts/a.md", message)
		l.gitIn(message, "commit", "-q", "-a", "--cleanup=verbatim", "-F", "-")
	}
	repo := l.open()
	count := 0
	for c, err := range repo.Changes(t.Context(), "HEAD~4..HEAD", ChangesOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		whole, err := repo.Commit(t.Context(), c.ID)
		if err != nil || whole.Tree != c.Tree || whole.Subject != c.Subject || !whole.Time.Equal(c.Time) || len(c.Changes) != 1 {
			t.Errorf("git log gives %+v, the object %+v, %v", c, whole.Subject, err)
		}
		count++
	}
	l.equal(count, len(messages))
}

func TestRevisionsAndRanges(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	repo, ctx := l.open(), t.Context()
	head := l.head(repo)
	first, err := repo.Resolve(ctx, "HEAD~1")
	if err != nil {
		t.Fatal(err)
	}
	l.git("tag", "-a", "-m", "v1", "v1", "HEAD~1")
	for _, spec := range []string{"v1..", "v1..main", "HEAD~1..HEAD", string(first) + ".." + string(head)} {
		if g, err := repo.ResolveRange(ctx, spec); err != nil || g != (Range{From: first, To: head}) {
			t.Errorf("%s is %v, %v", spec, g, err)
		}
	}
	for _, spec := range []string{"HEAD", "v1...main", "nowhere..main", "main..-x"} {
		if g, err := repo.ResolveRange(ctx, spec); err == nil {
			t.Errorf("%s is %v", spec, g)
		}
	}
	if base, err := repo.MergeBase(ctx, head, first); base != first || err != nil {
		t.Errorf("the merge base is %s, %v", base, err)
	}
	orphan := OID(l.git("commit-tree", string(repo.tree(t)), "-m", "orphan"))
	if base, err := repo.MergeBase(ctx, head, orphan); base != "" || err != nil {
		t.Errorf("the merge base is %s, %v", base, err)
	}
	for _, row := range []struct {
		a, b OID
		want bool
	}{{first, head, true}, {head, first, false}, {head, head, true}, {orphan, head, false}} {
		if got, err := repo.IsAncestor(ctx, row.a, row.b); got != row.want || err != nil {
			t.Errorf("%s before %s: %v, %v", row.a, row.b, got, err)
		}
	}
}

func FuzzReadingChanges(f *testing.F) {
	f.Add([]byte(":100644 100644 aa bb M\x00path\x00"))
	f.Add([]byte("::100644 100644 100644 aa bb cc MR\x00a\x00b\x00c\x00"))
	f.Add([]byte(":100644 100644 aa bb R100\x00old\x00new\x00"))
	f.Add([]byte(": \x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		err := newRawReader(bytes.NewReader(raw)).records(
			func(string) error { return nil },
			func(c Change) error {
				if len(c.Olds) == 0 || len(c.Olds) != len(c.OldPaths) || c.Status == 'D' && c.New != "" {
					t.Errorf("read %+v", c)
				}
				return nil
			},
		)
		_ = err // any input may be refused, none may panic or give a half change
		_ = readCommits(bytes.NewReader(raw), func(CommitChanges) error { return nil })
	})
}
