package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// files are all files of the working tree and the hooks with their content.
func (l *lab) files() map[string]string {
	l.t.Helper()
	found := map[string]string{"config": l.git("config", "--local", "--list")}
	for _, root := range []string{l.dir, filepath.Join(l.dir, ".git", "hooks")} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if err == nil && d.Name() == ".git" {
					return filepath.SkipDir
				}
				return err
			}
			raw, err := os.ReadFile(path)
			found[path] = string(raw)
			return err
		})
		if err != nil {
			l.t.Fatal(err)
		}
	}
	return found
}

func TestInitOfANewRepositoryEvaluatesAtOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	out := l.ok("init")
	for _, want := range []string{"wrote  promptgit.yaml", "wrote  prompts/sort.md", "wrote  suites/sort.yaml", "git config --add notes.displayRef 'refs/notes/promptgit/scores'"} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
	before := l.files()
	if _, ok := before[filepath.Join(l.dir, "prompts/sort.md")]; !ok || strings.Contains(before["config"], "displayref") {
		t.Errorf("without a terminal the settings are only told: %s", before["config"])
	}
	l.ok("eval")
	l.ok("init")
	if diff := cmp.Diff(before, l.files()); diff != "" {
		t.Errorf("a second run changes something:\n%s", diff)
	}
	l.commit("set up")
	l.ok("check", "HEAD")
	l.ok("eval", "HEAD")
	if rows := l.log().Entries; len(rows) != 1 || *rows[0].Score != 1 || !rows[0].Simulated {
		t.Errorf("got %+v", rows)
	}
}

func TestInitOverwritesNothing(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\n")
	l.write("prompts/mine.md", "Mine.\n")
	l.write("suites/mine.yaml", "tests: [{assert: [{type: contains, value: Mine}]}]\n")
	l.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n")
	before := l.files()
	out := l.ok("init")
	if !strings.Contains(out, "kept   promptgit.yaml") || !strings.Contains(out, "found  1 prompt\n") {
		t.Errorf("got %s", out)
	}
	after := l.files()
	for path, content := range before {
		if kept := after[path] == content || strings.Contains(path, "hooks") && after[path+".promptgit-prev"] == content; !kept && path != "config" {
			t.Errorf("%s was changed to\n%s", path, after[path])
		}
	}
	if _, ok := after[filepath.Join(l.dir, "prompts/sort.md")]; ok {
		t.Error("a starter prompt was written beside the prompts that are there")
	}
	l.ok("eval")
}

func TestInitLeavesAnExistingHistoryAlone(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/p.md", "# A\none\n\n# B\none\n", "first")
	head := l.set("prompts/p.md", "# A\ntwo\n\n# B\nzwei\n", "two variables")
	l.want(1, "check", "HEAD")
	l.ok("init", "--no-hooks")
	if raw, err := os.ReadFile(filepath.Join(l.dir, "promptgit.yaml")); err != nil || !strings.Contains(string(raw), head) {
		t.Errorf("policy.since is not HEAD: %s, %v", raw, err)
	}
	l.commit("set up")
	l.ok("check", "HEAD~2..HEAD")
	l.ok("check", head)
	l.set("prompts/p.md", "# A\nthree\n\n# B\ndrei\n", "two again")
	l.want(1, "check", "HEAD")
}

func TestInitMakesTheNotesSettingsOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.git("remote", "add", "origin", l.beside("there.git"))
	l.git("remote", "add", "fork", l.beside("fork.git"))
	l.ok("init", "--notes", "--no-hooks")
	config := l.git("config", "--local", "--list")
	for _, want := range []string{
		"notes.displayref=refs/notes/promptgit/scores", "notes.promptgit/results.mergestrategy=cat_sort_uniq",
		"remote.origin.fetch=+refs/notes/promptgit/*:refs/notes/remotes/origin/promptgit/*",
		"remote.fork.fetch=+refs/notes/promptgit/*:refs/notes/remotes/fork/promptgit/*",
	} {
		if strings.Count(config, want) != 1 {
			t.Errorf("want %s once in\n%s", want, config)
		}
	}
	if out := l.ok("init", "--notes"); strings.Contains(out, "set    notes") {
		t.Errorf("the second time nothing is left to set: %s", out)
	}
	if again := l.git("config", "--local", "--list"); strings.Count(again, "displayref") != 1 {
		t.Errorf("got\n%s", again)
	}
	l.ok("eval")
	l.commit("first")
	l.ok("eval", "HEAD")
	if log := l.git("log", "-1"); !strings.Contains(log, "Notes (promptgit/scores):") {
		t.Errorf("git log shows no score:\n%s", log)
	}
}

func TestInitWorksFromASubdirectoryAndInAWorktreeButNotBare(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("deep/down/x.txt", "")
	l.at("deep/down").ok("init", "--no-hooks")
	if _, err := os.Stat(filepath.Join(l.dir, "prompts/sort.md")); err != nil {
		t.Error("the files belong to the root of the repository")
	}
	l.commit("set up")
	l.git("worktree", "add", "-q", l.beside("linked"))
	l.at(l.beside("linked")).ok("init")

	l.git("init", "-q", "--bare", l.beside("bare.git"))
	if a := l.at(l.beside("bare.git")).want(2, "init"); !strings.Contains(a.stderr, "working tree") {
		t.Errorf("got %s", a.stderr)
	}
	l.at(l.beside("home"), "GIT_CEILING_DIRECTORIES="+l.beside("")).want(4, "init")
	l.write("promptgit.yaml", "version: 1\nnope: 1\n")
	l.want(3, "init")
}
