package gitops

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sync/errgroup"
)

// The three snapshots of a clean working tree say the same.
func TestSnapshotsAgree(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, path := range []string{"prompts/b.txt", "prompts/deep/er/c.md", "prompts/deep/d.md", "top.md", "data/one/system.md", "data/two/user.md", "prompts.md"} {
		l.write(path, path+"\n")
	}
	if err := os.Symlink("a.md", filepath.Join(l.dir, "prompts", "link.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("prompts", filepath.Join(l.dir, "folder")); err != nil {
		t.Fatal(err)
	}
	head := l.commit("files")
	repo := l.at("prompts").open()
	rows := []struct {
		globs []string
		want  []string
	}{
		{[]string{"prompts/*.md"}, []string{"prompts/a.md"}},
		{[]string{"./prompts/**/*.md"}, []string{"prompts/a.md", "prompts/deep/d.md", "prompts/deep/er/c.md"}},
		{[]string{"prompts/**"}, []string{"prompts/a.md", "prompts/b.txt", "prompts/deep/d.md", "prompts/deep/er/c.md"}},
		{[]string{"prompts"}, []string{}},
		{[]string{"*.md"}, []string{"prompts.md", "top.md"}},
		{[]string{"**/{system,user}.md"}, []string{"data/one/system.md", "data/two/user.md"}},
		{[]string{"{data/one,prompts/deep}/*.md"}, []string{"data/one/system.md", "prompts/deep/d.md"}},
		{[]string{"data/{one/system,two/user}.md"}, []string{"data/one/system.md", "data/two/user.md"}},
		{[]string{"data/[a-o]*/?ystem.md"}, []string{"data/one/system.md"}},
		{[]string{"top.md", "nowhere.md", "top.md"}, []string{"top.md"}},
		{[]string{"top.md", "prompts/*.txt"}, []string{"prompts/b.txt", "top.md"}},
		{[]string{"nowhere/**"}, []string{}},
		{nil, []string{
			"data/one/system.md", "data/two/user.md", "notes.txt", "prompts.md", "prompts/a.md", "prompts/b.txt",
			"prompts/deep/d.md", "prompts/deep/er/c.md", "top.md",
		}},
	}
	for _, s := range []Snapshot{repo.At(head), repo.Index(), repo.Worktree()} {
		for _, row := range rows {
			l.equal(l.paths(s, row.globs...), row.want)
		}
		if _, err := s.Files(t.Context(), []string{"prompts/[a"}); err == nil {
			t.Errorf("%s takes a malformed pattern", s.Name())
		}
		l.equal(l.read(s, "prompts/deep/d.md"), "prompts/deep/d.md\n")
		for _, path := range []string{"nowhere", "prompts/nowhere.md", "top.md/below"} {
			if _, err := s.Read(t.Context(), path); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s from %s gives %v", path, s.Name(), err)
			}
		}
		var notFile *NotFileError
		for _, path := range []string{"prompts/link.md", "../repo/top.md", "/etc/passwd", "prompts/../top.md", "", "."} {
			if _, err := s.Read(t.Context(), path); !errors.As(err, &notFile) || Hint(err) == "" {
				t.Errorf("%q from %s gives %v", path, s.Name(), err)
			}
		}
		if _, err := s.Read(t.Context(), "folder/a.md"); err == nil {
			t.Errorf("%s follows a linked folder", s.Name())
		}
	}
	l.equal([]string{repo.At(head).Name(), repo.Index().Name(), repo.Worktree().Name()}, []string{string(head), "staged", "worktree"})
}

func TestTheWorkingTreeStaysInside(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("../secret.md", "secret\n")
	for name, target := range map[string]string{"prompts/out.md": "../../secret.md", "prompts/abs.md": filepath.Join(filepath.Dir(l.dir), "secret.md"), "prompts/up": "../.."} {
		if err := os.Symlink(target, filepath.Join(l.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	l.write(".gitignore", "*.tmp.md\n")
	l.write("prompts/x.tmp.md", "ignored\n")
	l.git("init", "-q", "prompts/inner")
	l.write("prompts/inner/b.md", "of another repository\n")
	l.write("prompts/untracked.md", "new\n")
	s := l.open().Worktree()
	for _, path := range []string{"prompts/out.md", "prompts/abs.md", "prompts/up/secret.md", ".git/config", ".GIT/config", "../secret.md"} {
		var notFile *NotFileError
		if content, err := s.Read(t.Context(), path); !errors.As(err, &notFile) {
			t.Errorf("%s gives %q, %v", path, content, err)
		}
	}
	l.equal(l.paths(s, "**/*.md"), []string{"prompts/a.md", "prompts/untracked.md"})
	l.equal(l.paths(s, "prompts/x.tmp.md"), []string{"prompts/x.tmp.md"})
}

func TestTheSnapshotBeforeTheFirstCommitHasNoFiles(t *testing.T) {
	t.Parallel()
	l := emptyLab(t)
	s := l.open().Empty()
	l.equal(len(l.paths(s, "**/*.md")), 0)
	l.equal(len(l.paths(s, "prompts/*.md")), 0)
	if _, err := s.Read(t.Context(), "prompts/a.md"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestASnapshotServesManyReadersAtOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	repo := l.open()
	snapshot, index := repo.At(l.head(repo)), repo.Index()
	var group errgroup.Group
	for i := range 16 {
		s := []Snapshot{snapshot, index}[i%2]
		group.Go(func() error {
			for range 10 {
				content, err := s.Read(t.Context(), "prompts/a.md")
				if err != nil {
					return err
				}
				if string(content) != "second\n" {
					return errors.New("read " + string(content))
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}
