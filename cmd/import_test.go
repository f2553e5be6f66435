package cmd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/importer"
)

// router is an export of Langfuse with two versions of one prompt.
const router = `[
{"name": "support/router", "type": "text", "version": 1, "labels": [], "prompt": "Route {{ticket}}.", "createdAt": "2026-03-01T10:00:00Z", "createdBy": "grace@example.com"},
{"name": "support/router", "type": "text", "version": 2, "labels": ["production"], "prompt": "Route {{ticket}} now.", "commitMessage": "Hurry\n\nPromptgit-Allow: everything\n---\nx"}
]`

func importLab(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.write("readme.txt", "hello\n")
	l.commit("Begin")
	l.write("../export.json", router)
	return l
}

// moveIn runs an import and gives its exit code and what it said.
func (l *lab) moveIn(args ...string) (int, string) {
	l.t.Helper()
	a := l.run(append([]string{"import"}, args...)...)
	return a.code, a.out + a.stderr
}

func TestAnImportWaitsForWhatIsInProgress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prepare func(l *lab)
		want    string
	}{
		"staged": {func(l *lab) { l.write("readme.txt", "more\n"); l.git("add", "readme.txt") }, "readme.txt is staged"},
		"merge": {func(l *lab) {
			l.git("checkout", "-q", "-b", "side")
			l.write("readme.txt", "side\n")
			l.commit("Side")
			l.git("checkout", "-q", "main")
			l.write("readme.txt", "main\n")
			l.commit("Main")
			_, _ = l.tryGit("merge", "side") // it conflicts
		}, "a merge is in progress"},
		"squash": {func(l *lab) {
			l.git("checkout", "-q", "-b", "side")
			l.write("side.txt", "side\n")
			l.commit("Side")
			l.git("checkout", "-q", "main")
			l.git("merge", "--squash", "side")
		}, "git merge --squash is in progress"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := importLab(t)
			c.prepare(l)
			before, status := l.git("rev-parse", "HEAD"), l.git("status", "--porcelain")
			if code, said := l.moveIn("langfuse", "../export.json"); code != 2 || !strings.Contains(said, c.want) {
				t.Errorf("want exit 2 and %q, got %d and %s", c.want, code, said)
			}
			if after, now := l.git("rev-parse", "HEAD"), l.git("status", "--porcelain"); after != before || now != status {
				t.Errorf("something changed:\n%s\n%s", status, now)
			}
		})
	}
}

func TestAnImportGoesWhereHEADIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prepare func(l *lab) *lab
	}{
		"unborn": {func(l *lab) *lab {
			other := l.at(l.beside("unborn"))
			if err := os.Mkdir(other.dir, 0o777); err != nil {
				l.t.Fatal(err)
			}
			other.git("init", "-q")
			return other
		}},
		"detached": {func(l *lab) *lab { l.git("checkout", "-q", "--detach"); return l }},
		"subdirectory": {func(l *lab) *lab {
			l.write("deep/x.txt", "x\n")
			l.commit("Deep")
			l.write("../../export.json", router)
			l.write("export.json", router)
			return l.at("deep")
		}},
		"worktree": {func(l *lab) *lab {
			l.git("worktree", "add", "-q", l.beside("linked"), "-b", "linked")
			return l.at(l.beside("linked"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := c.prepare(importLab(t))
			if code, said := l.moveIn("langfuse", "../export.json"); code != 0 {
				t.Fatalf("exit %d: %s", code, said)
			}
			want := "Hurry|Ada|ada@example.com\nVersion 1 of support/router|grace@example.com|"
			if got := l.git("log", "-2", "--format=%s|%an|%ae"); got != want {
				t.Errorf("want\n%s\ngot\n%s", want, got)
			}
			top := l.git("rev-parse", "--show-toplevel")
			if got := l.at(top).git("status", "--porcelain", "--untracked-files=no"); got != "" {
				t.Errorf("not clean: %s", got)
			}
			if got := l.git("for-each-ref", "--format=%(refname) %(subject)", "refs/promptgit/labels"); got != "refs/promptgit/labels/prompts/support/router.md/production Hurry" {
				t.Errorf("labels: %s", got)
			}
			if got := l.git("log", "-1", "--format=%(trailers:key=Promptgit-Allow,valueonly)"); strings.TrimSpace(got) != "imported from langfuse, version 2" {
				t.Errorf("the trailer is %q", got)
			}
			l.git("fsck", "--strict")
		})
	}
}

func TestAnImportNeedsAWorkingTreeAndAName(t *testing.T) {
	t.Parallel()
	l := importLab(t)
	l.git("clone", "-q", "--bare", ".", l.beside("bare.git"))
	if code, said := l.at(l.beside("bare.git")).moveIn("langfuse", "../export.json"); code != 2 || !strings.Contains(said, "import needs a working tree") {
		t.Errorf("bare: got %d and %s", code, said)
	}
	nobody := &lab{t: t, dir: l.dir, now: l.now}
	for _, pair := range l.env {
		if !strings.HasPrefix(pair, "GIT_AUTHOR_") && !strings.HasPrefix(pair, "GIT_COMMITTER_") {
			nobody.env = append(nobody.env, pair)
		}
	}
	if code, said := nobody.moveIn("langfuse", "../export.json"); code != 4 || !strings.Contains(said, "git config --global user.name") {
		t.Errorf("nobody: got %d and %s", code, said)
	}
	if got := l.git("status", "--porcelain"); got != "" {
		t.Errorf("something was written: %s", got)
	}
}

func TestAnImportNeverWritesThroughALinkOrIntoAnotherRepository(t *testing.T) {
	t.Parallel()
	l := importLab(t)
	outside := l.beside("outside")
	if err := os.Mkdir(outside, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(l.dir, "prompts")); err != nil {
		t.Skip("no symbolic links here")
	}
	if code, said := l.moveIn("langfuse", "../export.json"); code != 1 || !strings.Contains(said, "symbolic link") {
		t.Errorf("link: got %d and %s", code, said)
	}
	l.git("init", "-q", "inner")
	if code, said := l.moveIn("langfuse", "../export.json", "--into", "inner"); code != 1 || !strings.Contains(said, "another repository") {
		t.Errorf("inner: got %d and %s", code, said)
	}
	for _, into := range []string{"../x", ".git/x", outside, ".GIT"} {
		if code, said := l.moveIn("langfuse", "../export.json", "--into", into); code != 2 {
			t.Errorf("%s: got %d and %s", into, code, said)
		}
	}
	if list, _ := os.ReadDir(outside); len(list) > 0 {
		t.Errorf("it wrote %v", list)
	}
}

// After a crash between the index and HEAD the files are there, and staged.
func TestAnImportThatWasCutShortGoesOn(t *testing.T) {
	t.Parallel()
	l := importLab(t)
	l.write("prompts/support/router.md", "Route {{ticket}} now.\n")
	l.git("add", "prompts")
	if code, said := l.moveIn("langfuse", "../export.json"); code != 0 {
		t.Fatalf("exit %d: %s", code, said)
	}
	if got := l.git("status", "--porcelain"); got != "" {
		t.Errorf("not clean: %s", got)
	}
	if got := l.git("rev-list", "--count", "HEAD"); got != "3" {
		t.Errorf("want 3 commits, got %s", got)
	}
}

func TestTwoImportsAtOnceMakeOneHistory(t *testing.T) {
	t.Parallel()
	l := importLab(t)
	var all sync.WaitGroup
	codes := make([]int, 4)
	said := make([]string, len(codes))
	for i := range codes {
		all.Go(func() { codes[i], said[i] = l.moveIn("langfuse", "../export.json") })
	}
	all.Wait()
	done := 0
	for i, code := range codes {
		if code == 0 {
			done++
		} else if code != 4 && code != 1 && code != 2 {
			t.Errorf("exit %d: %s", code, said[i])
		}
	}
	if done == 0 {
		t.Fatalf("none went through: %q", said)
	}
	if code, last := l.moveIn("langfuse", "../export.json"); code != 0 {
		t.Errorf("afterwards: exit %d: %s", code, last)
	}
	if got := l.git("rev-list", "--count", "HEAD"); got != "3" {
		t.Errorf("want 3 commits, got %s", got)
	}
	if got := l.git("status", "--porcelain"); got != "" {
		t.Errorf("not clean: %s", got)
	}
}

func TestASquashedImportIsKnownByItsContent(t *testing.T) {
	t.Parallel()
	l := importLab(t)
	l.git("checkout", "-q", "-b", "moved-in")
	if code, said := l.moveIn("langfuse", "../export.json"); code != 0 {
		t.Fatalf("exit %d: %s", code, said)
	}
	l.git("checkout", "-q", "main")
	l.git("merge", "-q", "--squash", "moved-in")
	l.git("commit", "-q", "-m", "Move in")
	if code, said := l.moveIn("langfuse", "../export.json"); code != 0 || !strings.Contains(said, "nothing is new here") {
		t.Errorf("got %d and %s", code, said)
	}
}

func TestTheDocumentOfAnImportSaysWhatWasMade(t *testing.T) {
	t.Parallel()
	l := importLab(t)
	for _, dry := range []bool{true, false} {
		args := []string{"import", "langfuse", "../export.json", "--json"}
		if dry {
			args = append(args, "--dry-run")
		}
		a := l.run(args...)
		code, out, errs := a.code, a.out, a.stderr
		var doc struct {
			Schema  string
			DryRun  bool `json:"dry_run"`
			Commits []struct {
				Rev                            *string
				Prompt, Name, Version, Subject string
				Time, Author                   *string
				Labels                         []string
			}
			Files  []any
			Labels []struct{ Prompt, Label, Version string }
		}
		if err := json.Unmarshal([]byte(out), &doc); err != nil || code != 0 || errs != "" {
			t.Fatalf("exit %d, %v: %s%s", code, err, out, errs)
		}
		c := doc.Commits
		if doc.Schema != "promptgit.import/v1" || doc.DryRun != dry || len(c) != 2 || len(doc.Labels) != 1 || doc.Files == nil ||
			(c[0].Rev == nil) != dry || c[0].Time == nil || c[1].Time != nil || c[1].Author != nil || c[1].Labels[0] != "production" {
			t.Errorf("got %s", out)
		}
		if !dry && *c[1].Rev != l.git("rev-parse", "HEAD") {
			t.Errorf("the last commit is %s and not HEAD", *c[1].Rev)
		}
	}
	a := l.run("import", "--json")
	code, out := a.code, a.out
	if code != 0 || strings.Count(out, `"name"`) != len(importer.Sources()) {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestEverySourceIsNamedInTheDocs(t *testing.T) {
	t.Parallel()
	documented(t, "docs/import.md", importer.Names()...)
	l := newLab(t)
	if a := l.run("import"); a.code != 0 || strings.Count(a.out, "\n") < len(importer.Names()) {
		t.Errorf("exit %d: %s", a.code, a.out)
	}
	if code, said := l.moveIn("langsmit", "x"); code != 2 || !strings.Contains(said, `did you mean "langsmith"?`) {
		t.Errorf("got %d: %s", code, said)
	}
	for _, c := range cmd.NewRoot(&cmd.App{}).Commands() {
		if c.Name() == "import" {
			words, _ := c.ValidArgsFunction(c, nil, "")
			if len(words) != len(importer.Names()) {
				t.Errorf("completion gives %v", words)
			}
		}
	}
}
