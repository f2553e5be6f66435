package gitops

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A damaged repository is reported, with the object's id and a hint. It must
// never look like an empty one.
func TestDamageIsReported(t *testing.T) {
	t.Parallel()
	corrupt := func() any { return new(*CorruptObjectError) } // rows run at the same time: each has its own
	missing := func() any { return new(*MissingObjectError) }
	rows := []struct {
		name   string
		damage func(l *lab, blob string)
		want   func() any
	}{
		{"a loose object that is no zlib stream", func(l *lab, blob string) { l.overwrite(blob, []byte("garbage")) }, corrupt},
		{"a loose object cut short", func(l *lab, blob string) { l.overwrite(blob, l.loose(blob)[:9]) }, corrupt},
		{"a loose object that is gone", func(l *lab, blob string) { l.remove(loosePath(blob)) }, missing},
		{"a loose object with another object's bytes", func(l *lab, blob string) {
			l.overwrite(blob, l.loose(l.git("rev-parse", "HEAD:notes.txt")))
		}, corrupt},
		{"a pack with flipped bytes", func(l *lab, _ string) {
			l.git("repack", "-adq")
			packs, err := filepath.Glob(filepath.Join(l.dir, ".git/objects/pack/*.pack"))
			if err != nil || len(packs) != 1 {
				l.t.Fatalf("packs %q, %v", packs, err)
			}
			content, err := os.ReadFile(packs[0])
			if err != nil {
				l.t.Fatal(err)
			}
			for i := 40; i < len(content)-20; i++ {
				content[i] ^= 0x55
			}
			l.replace(packs[0], content)
		}, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			head, blob := OID(l.git("rev-parse", "HEAD")), l.git("rev-parse", "HEAD:prompts/a.md")
			row.damage(l, blob)
			repo := l.open()
			_, err := repo.At(head).Read(t.Context(), "prompts/a.md")
			if err == nil || row.want != nil && (!errors.As(err, row.want()) || Hint(err) == "") {
				t.Errorf("reading gives %v, hint %q", err, Hint(err))
			}
			if row.want != nil {
				// The next question is answered by a new child.
				l.equal(l.read(repo.At(head), "notes.txt"), "unrelated\n")
				return
			}
			if files, err := repo.At(head).Files(t.Context(), []string{"prompts/**"}); err == nil {
				t.Errorf("listing gives %v without an error", files)
			}
			if files, err := repo.At(head).Files(t.Context(), nil); err == nil {
				t.Errorf("listing everything gives %v without an error", files)
			}
			if versions, err := repo.History(t.Context(), head, []string{"**"}, HistoryOptions{}); err == nil {
				t.Errorf("the history is %v without an error", versions)
			}
			for _, err := range repo.Changes(t.Context(), string(head), ChangesOptions{}) {
				if err == nil {
					t.Error("changes come without an error")
				}
			}
		})
	}
}

// A lost object that only rename detection wants does not end the history.
func TestALostObjectDoesNotHideTheHistoryOfOthers(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("big.bin", strings.Repeat("big", 1000))
	l.commit("big")
	lost := l.git("rev-parse", "HEAD:big.bin")
	l.git("mv", "prompts/a.md", "a.md")
	l.write("huge.bin", strings.Repeat("big", 999))
	l.git("rm", "-q", "--cached", "big.bin")
	l.remove("big.bin")
	l.commit("move")
	l.remove(loosePath(lost))
	repo := l.open()
	l.equal(l.lines(l.history(repo, HistoryOptions{Moves: true}, "a.md")),
		[]string{"R a.md move", "M prompts/a.md second", "A prompts/a.md first"})
	var subjects []string
	for c, err := range repo.Changes(t.Context(), "HEAD", ChangesOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		subjects = append(subjects, c.Subject)
	}
	l.equal(subjects, []string{"move", "big", "second", "first"})
}

func TestUnknownRevisionsAreNamed(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	repo := l.open()
	for _, rev := range []string{"nowhere", "", "-n", "--all", "HEAD~9", "a b", "HEAD:prompts/a.md", "x\ny"} {
		_, err := repo.Resolve(t.Context(), rev)
		var unknown *UnknownRevisionError
		if !errors.As(err, &unknown) || unknown.Rev != rev || Hint(err) == "" {
			t.Errorf("%q gives %v", rev, err)
		}
	}
	for _, err := range repo.Changes(t.Context(), "nowhere..HEAD", ChangesOptions{}) {
		var unknown *UnknownRevisionError
		if !errors.As(err, &unknown) {
			t.Errorf("a range gives %v", err)
		}
	}
	for _, id := range []OID{"", "123", OID(strings.Repeat("0", 40)), OID(strings.Repeat("1", 40))} {
		var missing *MissingObjectError
		if _, err := repo.Blob(t.Context(), id); !errors.As(err, &missing) {
			t.Errorf("blob %q gives %v", id, err)
		}
	}
	var notFile *NotFileError
	if _, err := repo.Blob(t.Context(), l.head(repo)); !errors.As(err, &notFile) {
		t.Errorf("a commit read as a blob gives %v", err)
	}
}

func loosePath(id string) string { return filepath.Join(".git", "objects", id[:2], id[2:]) }

func (l *lab) loose(id string) []byte {
	l.t.Helper()
	content, err := os.ReadFile(filepath.Join(l.dir, loosePath(id)))
	if err != nil {
		l.t.Fatal(err)
	}
	return slices.Clone(content)
}

func (l *lab) overwrite(id string, content []byte) {
	l.t.Helper()
	l.replace(filepath.Join(l.dir, loosePath(id)), content)
}

// replace writes a file that Git made read-only.
func (l *lab) replace(path string, content []byte) {
	l.t.Helper()
	if err := os.Remove(path); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o444); err != nil {
		l.t.Fatal(err)
	}
}
