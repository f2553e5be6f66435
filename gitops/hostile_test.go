package gitops

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestARevisionIsOneCommit(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	repo := l.open()
	for _, rev := range []string{"^HEAD", "--all", "-h", "HEAD..HEAD^", "HEAD^@", "HEAD^!", "HEAD\nHEAD", ""} {
		var unknown *UnknownRevisionError
		if id, err := repo.Resolve(t.Context(), rev); !errors.As(err, &unknown) {
			t.Errorf("%q gives %q, %v", rev, id, err)
		}
	}
	for rev, want := range map[string]string{":/first": "HEAD^", "HEAD^{/first}": "HEAD^", "HEAD@{0}": "HEAD", "@": "HEAD"} {
		if id, err := repo.Resolve(t.Context(), rev); err != nil || string(id) != l.git("rev-parse", want) {
			t.Errorf("%q gives %q, %v", rev, id, err)
		}
	}
}

// A record that came from elsewhere can hold anything where an id belongs.
func TestAnIDIsNeverReadAsAnOption(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	repo := l.open()
	head, ctx := l.head(repo), t.Context()
	bad := OID("--output=" + filepath.Join(l.dir, "written"))
	for name, call := range map[string]func() error{
		"At":            func() error { _, err := repo.At(bad).Files(ctx, nil); return err },
		"Commits":       func() error { _, err := repo.Commits(ctx, Range{To: bad}); return err },
		"History":       func() error { _, err := repo.History(ctx, bad, []string{"*"}, HistoryOptions{}); return err },
		"Touching":      func() error { _, err := repo.Touching(ctx, bad, []string{"notes.txt"}); return err },
		"IsAncestor":    func() error { _, err := repo.IsAncestor(ctx, bad, head); return err },
		"StagedChanges": func() error { _, err := repo.StagedChanges(ctx, bad); return err },
		"Changes": func() error {
			for _, err := range repo.Changes(ctx, string(head), ChangesOptions{NotIn: []string{string(bad)}}) {
				if err != nil {
					return err
				}
			}
			return nil
		},
	} {
		if err := call(); err == nil {
			t.Errorf("%s takes an option for an id", name)
		}
		if _, err := os.Stat(filepath.Join(l.dir, "written")); err == nil {
			t.Fatalf("%s wrote a file", name)
		}
	}
}

func TestATraceIsNoErrorMessage(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	lost := l.git("rev-parse", "HEAD:prompts/a.md")
	l.remove(loosePath(lost))
	repo := l.at(".", "GIT_TRACE=1", "GIT_TRACE_SETUP=2", "GIT_TRACE2=true", "GIT_CURL_VERBOSE=1").open()
	var missing *MissingObjectError
	if _, err := repo.Blob(t.Context(), OID(lost)); !errors.As(err, &missing) {
		t.Errorf("a missing object gives %v", err)
	}
	var unknown *UnknownRevisionError
	if _, err := repo.Resolve(t.Context(), "nowhere"); !errors.As(err, &unknown) {
		t.Errorf("an unknown revision gives %v", err)
	}
}

func TestHistoryDoesNotDependOnTheUsersSettings(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, name := range []string{"b", "c", "d"} {
		l.write("old/"+name+".md", strings.Repeat(name+" says something of its own\n", 20))
	}
	l.commit("three")
	for _, name := range []string{"b", "c", "d"} {
		l.remove("old/" + name + ".md")
		l.write("prompts/"+name+".md", strings.Repeat(name+" says something of its own\n", 20)+"more\n")
	}
	l.commit("moved and changed")
	want := l.lines(l.history(l.open(), HistoryOptions{}, "prompts/*.md"))
	for _, pair := range []string{"log.showRoot=false", "diff.renameLimit=1", "diff.renames=false", "log.diffMerges=off", "diff.orderFile=nowhere", "i18n.logOutputEncoding=UTF-16"} {
		key, value, _ := strings.Cut(pair, "=")
		l.git("config", key, value)
		l.equal(l.lines(l.history(l.open(), HistoryOptions{}, "prompts/*.md")), want)
		l.git("config", "--unset", key)
	}
}

// Names that mean something to a glob, to a pathspec, to a terminal or to
// nobody.
func TestOddNamesAreReadEverywhere(t *testing.T) {
	t.Parallel()
	names := []string{
		"a[1].md", "b{x,y}.md", "c{d.md", "e*.md", "f?.md", `g\h.md`, ":(top)i.md", "!j.md", "-k.md", " l .md", "m\tn.md",
		"o\np.md", "q\xffr.md", "s[\xff].md", "ü.md", `"t".md`, "u}.md", ":v.md", "w[{x.md", "^y.md",
	}
	l := newLab(t)
	for _, name := range names {
		l.write("from/"+name, name+"\n")
	}
	first := l.commit("odd")
	if err := os.Rename(filepath.Join(l.dir, "from", "a[1].md"), filepath.Join(l.dir, "prompts", "a[1].md")); err != nil {
		t.Fatal(err)
	}
	l.commit("move one")
	l.write("prompts/a[1].md", "changed\n")
	l.commit("change it")
	repo := l.open()
	for _, name := range names {
		for _, s := range []Snapshot{repo.At(first), repo.Index(), repo.Worktree()} {
			if name == "a[1].md" && s.Name() != string(first) {
				continue
			}
			l.equal(l.read(s, "from/"+name), name+"\n")
			if got := l.paths(s, QuoteGlob("from/"+name)); !slices.Equal(got, []string{"from/" + name}) {
				t.Errorf("%s lists %q as %q", s.Name(), name, got)
			}
		}
		if name != "a[1].md" {
			l.equal(len(l.history(repo, HistoryOptions{}, QuoteGlob("from/"+name))), 1)
		}
	}
	l.equal(l.lines(l.history(repo, HistoryOptions{}, "prompts/a*.md")), []string{
		"M prompts/a[1].md change it", "A from/a[1].md odd", "M prompts/a.md second", "A prompts/a.md first",
	})
	l.equal(l.lines(l.history(repo, HistoryOptions{}, "prompts/a[[]*.md")), []string{"M prompts/a[1].md change it", "A from/a[1].md odd"})
}

func TestAnObjectDirectoryIsFoundFromAnywhere(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("sub/x", "x")
	l.write("sub/aside/x", "or git sees no repository")
	if err := os.Mkdir(filepath.Join(l.dir, "aside"), 0o777); err != nil {
		t.Fatal(err)
	}
	env := []string{"GIT_OBJECT_DIRECTORY=aside", "GIT_ALTERNATE_OBJECT_DIRECTORIES=" + filepath.Join(l.dir, ".git", "objects")}
	id, err := l.at("sub", env...).open().WriteBlob(t.Context(), []byte("aside\n"))
	if err != nil {
		t.Fatal(err)
	}
	l.equal(l.at("sub", env...).git("cat-file", "-p", string(id)), "aside")
}
