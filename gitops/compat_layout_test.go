package gitops

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The compat tests go through every kind of repository that go-git is known to
// refuse or to misread, and say what promptgit does there.

func TestEveryLayoutWorks(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name string
		run  func(l *lab)
	}{
		{"a plain repository", func(l *lab) { l.works() }},
		{"a subdirectory", func(l *lab) {
			repo := l.at("prompts").works()
			l.equal(repo.Prefix, "prompts/")
			l.equal(repo.Top, l.dir)
			l.equal(l.read(repo.Worktree(), "prompts/a.md"), "second\n")
		}},
		{"a bare repository", func(l *lab) {
			l.git("clone", "-q", "--bare", ".", "../bare.git")
			repo := l.at("../bare.git").works()
			l.equal(repo.Bare, true)
			_, err := repo.Worktree().Read(l.t.Context(), "prompts/a.md")
			if !errors.Is(err, ErrBare) {
				l.t.Errorf("the working tree of a bare repository gives %v", err)
			}
		}},
		{"the git directory itself", func(l *lab) {
			repo := l.at(".git").works()
			l.equal(repo.Top, "")
		}},
		{"a linked worktree", func(l *lab) {
			l.git("worktree", "add", "-q", "../linked", "-b", "other")
			repo := l.at("../linked").works()
			l.equal(repo.CommonDir, filepath.Join(l.dir, ".git"))
			l.equal(l.staged(repo, l.head(repo)), []string{})
		}},
		{"a linked worktree with worktreeConfig", func(l *lab) {
			l.git("worktree", "add", "-q", "../linked", "-b", "other")
			linked := l.at("../linked")
			linked.git("config", "extensions.worktreeConfig", "true")
			linked.git("config", "core.repositoryFormatVersion", "1")
			linked.git("config", "--worktree", "promptgit.place", "here")
			repo := linked.works()
			value, _, err := repo.Config(l.t.Context(), "promptgit.place")
			if err != nil || value != "here" {
				l.t.Errorf("config.worktree gives %q, %v", value, err)
			}
		}},
		{"a linked worktree with relative paths", relativeWorktree},
		{"a submodule", func(l *lab) {
			l.git("init", "-q", "../super")
			super := l.at("../super")
			super.git("submodule", "--quiet", "add", l.dir, "sub")
			super.git("commit", "-q", "-m", "add sub")
			repo := super.at("sub").works()
			l.equal(repo.GitDir, filepath.Join(super.dir, ".git", "modules", "sub"))
			outer := super.open()
			l.equal(l.paths(outer.At(l.head(outer)), "**"), []string{".gitmodules"})
			l.equal(l.paths(outer.Index(), "**"), []string{".gitmodules"})
			var notFile *NotFileError
			for _, s := range []Snapshot{outer.At(l.head(outer)), outer.Index(), outer.Worktree()} {
				if _, err := s.Read(l.t.Context(), "sub"); !errors.As(err, &notFile) {
					l.t.Errorf("reading a submodule from %s gives %v", s.Name(), err)
				}
			}
		}},
		{"GIT_DIR and GIT_WORK_TREE from elsewhere", func(l *lab) {
			repo := l.at(l.t.TempDir(), "GIT_DIR="+l.dir+"/.git", "GIT_WORK_TREE="+l.dir).works()
			l.equal(repo.Top, l.dir)
		}},
		{"a relative GIT_DIR in a subdirectory", func(l *lab) {
			repo := l.at("prompts", "GIT_DIR=../.git").works()
			l.equal(repo.Top, filepath.Join(l.dir, "prompts"))
		}},
		{"GIT_OBJECT_DIRECTORY with alternates, as in pre-receive", func(l *lab) {
			quarantine := l.t.TempDir()
			inside := l.at(".", "GIT_OBJECT_DIRECTORY="+quarantine, "GIT_ALTERNATE_OBJECT_DIRECTORIES="+l.dir+"/.git/objects")
			repo := inside.works()
			id := repo.HashBlob([]byte("written\n"))
			if _, err := os.Stat(filepath.Join(quarantine, string(id[:2]), string(id[2:]))); err != nil {
				l.t.Errorf("the object is not in the quarantine: %v", err)
			}
		}},
		{"GIT_CEILING_DIRECTORIES above the repository", func(l *lab) {
			_, err := l.at("prompts", "GIT_CEILING_DIRECTORIES="+l.dir).tryOpen()
			if !errors.Is(err, ErrNotRepository) || Hint(err) == "" {
				l.t.Errorf("the ceiling gives %v", err)
			}
		}},
		{"the index that GIT_INDEX_FILE names, relative to the root", func(l *lab) {
			l.write("prompts/b.md", "temporary\n")
			aside := l.at(".", "GIT_INDEX_FILE=aside")
			aside.git("add", "prompts/b.md")
			repo := l.at("prompts", "GIT_INDEX_FILE=aside").open()
			l.equal(l.paths(repo.Index(), "**"), []string{"prompts/b.md"})
			l.equal(l.paths(l.open().Index(), "prompts/**"), []string{"prompts/a.md"})
		}},
		{"a folder owned by somebody else", func(l *lab) {
			_, err := l.at(".", "GIT_TEST_ASSUME_DIFFERENT_OWNER=1").tryOpen()
			var ownership *OwnershipError
			if !errors.As(err, &ownership) || !strings.Contains(Hint(err), "safe.directory") {
				l.t.Errorf("gives %v, hint %q", err, Hint(err))
			}
		}},
		{"no repository", func(l *lab) {
			if _, err := l.at(l.t.TempDir()).tryOpen(); !errors.Is(err, ErrNotRepository) {
				l.t.Errorf("gives %v", err)
			}
		}},
		{"no git program", func(l *lab) {
			if _, err := l.at(".", "PATH="+l.t.TempDir()+":relative").tryOpen(); !errors.Is(err, ErrNoGit) || Hint(err) == "" {
				l.t.Errorf("gives %v", err)
			}
		}},
		{"an unborn branch", func(plain *lab) {
			l := emptyLab(plain.t)
			l.write("prompts/a.md", "first\n")
			l.git("add", ".")
			repo := l.open()
			if _, err := repo.Head(l.t.Context()); !errors.Is(err, ErrUnborn) {
				l.t.Errorf("HEAD gives %v", err)
			}
			l.equal(l.staged(repo, ""), []string{"A  prompts/a.md"})
			l.equal(l.read(repo.Index(), "prompts/a.md"), "first\n")
		}},
		{"an extension that this git does not know", func(l *lab) {
			l.git("config", "core.repositoryFormatVersion", "1")
			l.git("config", "extensions.fromTheFuture", "true")
			l.refuses()
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			row.run(newLab(t))
		})
	}
}

// relativeWorktree builds what git worktree add --relative-paths makes: a
// repository of format 1 with an extension that git before 2.48 refuses.
func relativeWorktree(l *lab) {
	l.git("worktree", "add", "-q", "../linked", "-b", "other")
	linked := l.at("../linked")
	linked.write(".git", "gitdir: ../repo/.git/worktrees/linked\n")
	l.write(".git/worktrees/linked/gitdir", "../../../../linked/.git\n")
	repo := linked.works()
	l.git("config", "core.repositoryFormatVersion", "1")
	l.git("config", "extensions.relativeWorktrees", "true")
	if repo.GitAtLeast(2, 48) {
		_ = linked.open()
		return
	}
	linked.refuses()
	l.refuses()
}
