package gitops

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryIndexWorks(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name string
		make func(l *lab)
	}{
		{"version 2", func(*lab) {}},
		{"version 3", func(l *lab) {
			l.git("update-index", "--index-version=3")
			l.git("update-index", "--skip-worktree", "notes.txt")
		}},
		{"version 4", func(l *lab) { l.git("update-index", "--index-version=4") }},
		{"entry offset tables", func(l *lab) {
			l.git("config", "index.threads", "2")
			l.git("update-index", "--force-write-index")
		}},
		{"an untracked cache", func(l *lab) { l.git("update-index", "--untracked-cache") }},
		{"a file system monitor's mark", func(l *lab) { l.git("update-index", "--fsmonitor") }},
		{"no checksum", func(l *lab) {
			l.git("config", "index.skipHash", "true")
			l.git("update-index", "--force-write-index")
		}},
		{"split", func(l *lab) { l.git("update-index", "--split-index") }},
		{"a sparse checkout", func(l *lab) { l.git("sparse-checkout", "set", "--cone", "prompts") }},
		{"a sparse index", func(l *lab) {
			l.write("far/away/b.md", "far\n")
			l.commit("far")
			l.git("sparse-checkout", "set", "--cone", "--sparse-index", "prompts")
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			row.make(l)
			l.write("prompts/a.md", "staged\n")
			l.write("prompts/new.md", "new\n")
			l.git("add", "prompts")
			repo := l.open()
			l.equal(l.staged(repo, l.head(repo)), []string{"M  prompts/a.md", "A  prompts/new.md"})
			index := repo.Index()
			l.equal(l.paths(index, "prompts/**"), []string{"prompts/a.md", "prompts/new.md"})
			l.equal(l.read(index, "prompts/a.md"), "staged\n")
			l.equal(l.read(index, "notes.txt"), "unrelated\n")
			l.equal(l.read(repo.At(l.head(repo)), "prompts/a.md"), "second\n")
			l.equal(l.paths(repo.Worktree(), "prompts/*"), []string{"prompts/a.md", "prompts/new.md"})
		})
	}
}

func TestAnIndexAtWorkIsReadAsTheCommitWillBe(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name string
		run  func(l *lab)
	}{
		{"intent to add is no content", func(l *lab) {
			l.write("prompts/soon.md", "soon\n")
			l.write("prompts/empty.md", "")
			l.git("add", "prompts/empty.md")
			l.git("add", "--intent-to-add", "prompts/soon.md")
			repo := l.open()
			l.equal(l.staged(repo, l.head(repo)), []string{"A  prompts/empty.md"})
			l.equal(l.paths(repo.Index(), "prompts/*"), []string{"prompts/a.md", "prompts/empty.md"})
			if _, err := repo.Index().Read(l.t.Context(), "prompts/soon.md"); !errors.Is(err, fs.ErrNotExist) {
				l.t.Errorf("gives %v", err)
			}
			l.equal(l.paths(repo.Worktree(), "prompts/*"), []string{"prompts/a.md", "prompts/empty.md", "prompts/soon.md"})
		}},
		{"a conflict is unmerged", func(l *lab) {
			theirs := conflict(l)
			repo := l.open()
			l.equal(l.staged(repo, l.head(repo)), []string{"U  prompts/a.md"})
			state, err := repo.InProgress(l.t.Context())
			if err != nil {
				l.t.Fatal(err)
			}
			l.equal(state, State{Merging: []OID{theirs}})
		}},
		{"a rename is seen with and without a change", func(l *lab) {
			l.git("mv", "prompts/a.md", "prompts/b.md")
			repo := l.open()
			l.equal(l.staged(repo, l.head(repo)), []string{"R prompts/a.md prompts/b.md"})
		}},
		{"a commit -a, seen from its hook", func(l *lab) {
			l.write("prompts/a.md", "by -a\n")
			tmp := l.at(".", "GIT_INDEX_FILE="+filepath.Join(l.dir, ".git", "index.lock"))
			l.git("read-tree", "--index-output="+filepath.Join(l.dir, ".git", "index.lock"), "HEAD")
			tmp.git("add", "-u")
			repo := tmp.open()
			l.equal(l.staged(repo, l.head(repo)), []string{"M  prompts/a.md"})
			l.equal(l.read(repo.Index(), "prompts/a.md"), "by -a\n")
			l.equal(l.read(l.open().Index(), "prompts/a.md"), "second\n")
		}},
		{"a file that became a symbolic link is deleted", func(l *lab) {
			id := l.gitIn("../notes.txt", "hash-object", "-w", "--stdin")
			l.git("update-index", "--cacheinfo", "120000,"+id+",prompts/a.md")
			repo := l.open()
			l.equal(l.staged(repo, l.head(repo)), []string{"D  prompts/a.md"})
			var notFile *NotFileError
			if _, err := repo.Index().Read(l.t.Context(), "prompts/a.md"); !errors.As(err, &notFile) {
				l.t.Errorf("reading it gives %v", err)
			}
		}},
		{"autocrlf leaves nothing staged, and the blob as it is", func(l *lab) {
			l.git("config", "core.autocrlf", "true")
			l.write("prompts/a.md", "second\r\n")
			l.git("add", "prompts/a.md")
			repo := l.open()
			l.equal(l.staged(repo, l.head(repo)), []string{})
			l.equal(l.read(repo.Index(), "prompts/a.md"), "second\n")
			l.equal(l.read(repo.Worktree(), "prompts/a.md"), "second\r\n")
		}},
		{"a clean filter is applied by git add, not by reading", func(l *lab) {
			l.git("config", "filter.up.clean", "tr a-z A-Z")
			l.write(".gitattributes", "*.md filter=up\n")
			l.write("prompts/a.md", "shout\n")
			l.git("add", "prompts/a.md")
			repo := l.open()
			l.equal(l.read(repo.Index(), "prompts/a.md"), "SHOUT\n")
			l.equal(l.read(repo.Worktree(), "prompts/a.md"), "shout\n")
		}},
		{"no setting of the user changes what is read", func(l *lab) {
			for _, pair := range [][2]string{
				{"diff.relative", "true"},
				{"diff.renames", "copies"},
				{"diff.noprefix", "true"},
				{"diff.ignoreSubmodules", "all"},
				{"log.follow", "true"},
				{"log.showSignature", "true"},
				{"log.decorate", "full"},
				{"log.date", "relative"},
				{"color.ui", "always"},
				{"format.pretty", "oneline"},
				{"core.quotePath", "true"},
				{"notes.displayRef", "*"},
			} {
				l.git("config", pair[0], pair[1])
			}
			l.git("notes", "add", "-m", "a note")
			l.write("prompts/a.md", "staged\n")
			l.git("add", ".")
			repo := l.at("prompts", "GIT_LITERAL_PATHSPECS=1", "LANG=de_DE.UTF-8", "LANGUAGE=de").works()
			l.equal(l.staged(repo, l.head(repo)), []string{"M  prompts/a.md"})
		}},
		{"core.hooksPath and includes count", func(l *lab) {
			l.write("../more.inc", "[core]\n\thooksPath = elsewhere\n[user]\n\tname = Included\n")
			l.git("config", "includeIf.gitdir:"+l.dir+"/.path", filepath.Join(filepath.Dir(l.dir), "more.inc"))
			l.git("config", "includeIf.onbranch:main.path", filepath.Join(filepath.Dir(l.dir), "more.inc"))
			repo := l.open()
			hooks, err := repo.HooksPath(l.t.Context())
			if err != nil || hooks != filepath.Join(l.dir, "elsewhere") {
				l.t.Errorf("hooks are in %q, %v", hooks, err)
			}
			name, ok, err := repo.Config(l.t.Context(), "user.name")
			if name != "Included" || !ok || err != nil {
				l.t.Errorf("user.name is %q, %v, %v", name, ok, err)
			}
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			row.run(newLab(t))
		})
	}
}

// conflict leaves a merge in progress and gives the commit being merged.
func conflict(l *lab) OID {
	l.t.Helper()
	l.git("checkout", "-q", "-b", "theirs")
	l.write("prompts/a.md", "theirs\n")
	theirs := l.commit("theirs")
	l.git("checkout", "-q", "main")
	l.write("prompts/a.md", "ours\n")
	l.commit("ours")
	if _, err := l.try("", "merge", "theirs"); err == nil || strings.Contains(err.Error(), "fatal") {
		l.t.Fatalf("the merge gives %v", err)
	}
	return theirs
}
