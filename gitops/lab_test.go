package gitops

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lab is a repository that the real git made.
type lab struct {
	t   *testing.T
	dir string
	env []string
}

// emptyLab is a repository without a commit.
func emptyLab(t *testing.T, initArgs ...string) *lab {
	t.Helper()
	env := append(os.Environ(),
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL=file",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_AUTHOR_DATE=1763791200 +0100",
		"GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com", "GIT_COMMITTER_DATE=1763791200 +0100")
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{t: t, dir: filepath.Join(dir, "repo"), env: env}
	if err := os.Mkdir(l.dir, 0o777); err != nil {
		t.Fatal(err)
	}
	l.git(append([]string{"init", "-q", "-b", "main"}, initArgs...)...)
	return l
}

// newLab is a repository with two iterations of prompts/a.md and an unrelated
// file.
func newLab(t *testing.T, initArgs ...string) *lab {
	t.Helper()
	l := emptyLab(t, initArgs...)
	l.write("prompts/a.md", "first\n")
	l.write("notes.txt", "unrelated\n")
	l.commit("first")
	l.write("prompts/a.md", "second\n")
	l.commit("second")
	return l
}

// at is the same lab seen from another folder.
func (l *lab) at(dir string, env ...string) *lab {
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(l.dir, dir)
	}
	return &lab{t: l.t, dir: dir, env: append(l.env[:len(l.env):len(l.env)], env...)}
}

func (l *lab) try(stdin string, args ...string) (string, error) {
	cmd := exec.CommandContext(l.t.Context(), "git", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = l.dir, l.env, strings.NewReader(stdin)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		err = errors.New("git " + strings.Join(args, " ") + ": " + err.Error() + "\n" + stderr.String())
	}
	return strings.TrimSuffix(string(out), "\n"), err
}

func (l *lab) gitIn(stdin string, args ...string) string {
	l.t.Helper()
	out, err := l.try(stdin, args...)
	if err != nil {
		l.t.Fatal(err)
	}
	return out
}

func (l *lab) git(args ...string) string {
	l.t.Helper()
	return l.gitIn("", args...)
}

func (l *lab) write(path, content string) {
	l.t.Helper()
	path = filepath.Join(l.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		l.t.Fatal(err)
	}
}

func (l *lab) remove(path string) {
	l.t.Helper()
	if err := os.Remove(filepath.Join(l.dir, path)); err != nil {
		l.t.Fatal(err)
	}
}

// commit records everything and gives the commit.
func (l *lab) commit(message string) OID {
	l.t.Helper()
	l.git("add", "--all", "--sparse")
	l.git("commit", "-q", "--allow-empty", "-m", message)
	return OID(l.git("rev-parse", "HEAD"))
}

func (l *lab) tryOpen() (*Repo, error) {
	repo, err := Open(l.t.Context(), Options{Dir: l.dir, Env: l.env})
	if err == nil {
		l.t.Cleanup(func() { _ = repo.Close() })
	}
	return repo, err
}

func (l *lab) open() *Repo {
	l.t.Helper()
	repo, err := l.tryOpen()
	if err != nil {
		l.t.Fatal(err)
	}
	return repo
}

func (l *lab) head(repo *Repo) OID {
	l.t.Helper()
	head, err := repo.Head(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	return head
}

// read gives a file's content in a snapshot.
func (l *lab) read(s Snapshot, path string) string {
	l.t.Helper()
	content, err := s.Read(l.t.Context(), path)
	if err != nil {
		l.t.Fatalf("read %s from %s: %v", path, s.Name(), err)
	}
	return string(content)
}

// paths lists a snapshot.
func (l *lab) paths(s Snapshot, globs ...string) []string {
	l.t.Helper()
	files, err := s.Files(l.t.Context(), globs)
	if err != nil {
		l.t.Fatalf("list %s: %v", s.Name(), err)
	}
	paths := []string{}
	for _, f := range files {
		paths = append(paths, f.Path)
	}
	return paths
}

func (l *lab) equal(got, want any) {
	l.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		l.t.Errorf("-want +got\n%s", diff)
	}
}

// lines gives the history as "status path subject", newest first.
func (l *lab) lines(versions []Version) []string {
	lines := []string{}
	for _, v := range versions {
		lines = append(lines, string(v.Status)+" "+v.Path+" "+v.Commit.Subject)
	}
	return lines
}

func (l *lab) history(repo *Repo, opts HistoryOptions, globs ...string) []Version {
	l.t.Helper()
	versions, err := repo.History(l.t.Context(), l.head(repo), globs, opts)
	if err != nil {
		l.t.Fatal(err)
	}
	return versions
}

func (l *lab) staged(repo *Repo, base OID) []string {
	l.t.Helper()
	changes, err := repo.StagedChanges(l.t.Context(), base)
	if err != nil {
		l.t.Fatal(err)
	}
	lines := []string{}
	for _, c := range changes {
		lines = append(lines, strings.TrimSpace(string(c.Status)+" "+c.OldPath+" "+c.Path))
	}
	return lines
}

// works checks that everything works in a lab whose HEAD holds the two
// iterations: reading, listing, history, and writing what git reads back.
func (l *lab) works() *Repo {
	l.t.Helper()
	repo := l.open()
	ctx := l.t.Context()
	head := l.head(repo)
	snapshot := repo.At(head)
	l.equal(l.read(snapshot, "prompts/a.md"), "second\n")
	l.equal(l.paths(snapshot, "prompts/**"), []string{"prompts/a.md"})
	l.equal(l.paths(snapshot, "**/*.md"), []string{"prompts/a.md"})
	l.equal(l.lines(l.history(repo, HistoryOptions{}, "prompts/*.md")), []string{"M prompts/a.md second", "A prompts/a.md first"})
	blob, err := repo.WriteBlob(ctx, []byte("written\n"))
	if err != nil {
		l.t.Fatal(err)
	}
	l.equal(l.git("cat-file", "-p", string(blob)), "written")
	if content, err := repo.Blob(ctx, blob); err != nil || string(content) != "written\n" {
		l.t.Errorf("read back %q, %v", content, err)
	}
	if err := repo.UpdateRefs(ctx, "promptgit: test", RefUpdate{Ref: "refs/promptgit/works", New: head}); err != nil {
		l.t.Fatal(err)
	}
	l.equal(l.git("rev-parse", "refs/promptgit/works"), string(head))
	return repo
}

// refuses checks that opening fails with an *UnsupportedError that says what
// to do.
func (l *lab) refuses() {
	l.t.Helper()
	_, err := l.tryOpen()
	var unsupported *UnsupportedError
	if !errors.As(err, &unsupported) || Hint(err) == "" {
		l.t.Errorf("opening gives %v, hint %q", err, Hint(err))
	}
}
