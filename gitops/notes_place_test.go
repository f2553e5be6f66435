package gitops

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// notesPlace is a repository made with the real git, opened by promptgit.
type notesPlace struct {
	t    testing.TB
	dir  string
	env  []string
	repo *Repo
}

func newNotesPlace(tb testing.TB, initArgs ...string) *notesPlace {
	tb.Helper()
	p := &notesPlace{t: tb, dir: filepath.Join(tb.TempDir(), "repo"), env: append(os.Environ(),
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com",
		"GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com")}
	if err := os.Mkdir(p.dir, 0o777); err != nil {
		tb.Fatal(err)
	}
	p.git(append([]string{"init", "-q"}, initArgs...)...)
	p.repo = p.open(p.dir)
	return p
}

func (p *notesPlace) open(dir string) *Repo {
	p.t.Helper()
	repo, err := Open(p.t.Context(), Options{Dir: dir, Env: p.env})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = repo.Close() })
	return repo
}

func (p *notesPlace) command(stdin string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), "git", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = p.dir, p.env, strings.NewReader(stdin)
	return cmd
}

func (p *notesPlace) gitIn(stdin string, args ...string) string {
	p.t.Helper()
	cmd := p.command(stdin, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		p.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return strings.TrimSuffix(string(out), "\n")
}

func (p *notesPlace) git(args ...string) string {
	p.t.Helper()
	return p.gitIn("", args...)
}

// blob stores a blob and gives its id.
func (p *notesPlace) blob(text string) OID {
	p.t.Helper()
	return OID(p.gitIn(text, "hash-object", "-w", "--stdin"))
}

// objects gives n ids that nothing in the repository has: a note does not need
// the object that it annotates.
func (p *notesPlace) objects(n int) []OID {
	ids := make([]OID, n)
	for i := range ids {
		ids[i] = p.repo.HashBlob(fmt.Appendf(nil, "object %d", i))
	}
	return ids
}

func (p *notesPlace) results() *Notes { return p.repo.Notes(ResultsRef) }

func (p *notesPlace) append(batch Batch) {
	p.t.Helper()
	if err := p.results().Append(p.t.Context(), batch); err != nil {
		p.t.Fatal(err)
	}
}

func (p *notesPlace) note(args ...string) string {
	p.t.Helper()
	return p.git(append([]string{"notes", "--ref", "promptgit/results"}, args...)...)
}

func (p *notesPlace) all() map[OID][]string {
	p.t.Helper()
	lines, err := p.results().All(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return lines
}

// wantAll compares what All, Read and git itself say with want, whatever the
// order of lines.
func (p *notesPlace) wantAll(want map[OID][]string) {
	p.t.Helper()
	sorted := cmpopts.SortSlices(strings.Compare)
	got := p.all()
	if diff := cmp.Diff(want, got, sorted); diff != "" {
		p.t.Errorf("All (-want +got):\n%s", diff)
	}
	read, err := p.results().Read(context.Background(), slices.Collect(maps.Keys(want)))
	if err != nil {
		p.t.Fatal(err)
	}
	if diff := cmp.Diff(want, read, sorted); diff != "" {
		p.t.Errorf("Read (-want +got):\n%s", diff)
	}
	witness := make(map[OID][]string)
	var ask strings.Builder
	for line := range strings.Lines(p.note("list")) {
		blob, object, _ := strings.Cut(strings.TrimSpace(line), " ")
		ask.WriteString(blob + " " + object + "\n")
	}
	// One process for all: "=<object>", a newline, the note, a newline.
	for note := range strings.SplitSeq(p.gitIn(ask.String(), "cat-file", "--batch==%(rest)"), "\n=") {
		if object, text, ok := strings.Cut(strings.TrimPrefix(note, "="), "\n"); ok {
			witness[OID(object)] = splitLines([]byte(text))
		}
	}
	if diff := cmp.Diff(want, witness, sorted); diff != "" {
		p.t.Errorf("git notes list (-want +got):\n%s", diff)
	}
}

// wantSound asks git fsck.
func (p *notesPlace) wantSound() {
	p.t.Helper()
	if out, err := p.command("", "fsck", "--strict", "--full").CombinedOutput(); err != nil || strings.Contains(string(out), "error") {
		p.t.Errorf("git fsck: %v\n%s", err, out)
	}
}

// tree makes a notes ref of a hand-made tree: "<mode> <type> <id>\t<path>" as
// git ls-tree writes it, sub-directories by path.
func (p *notesPlace) tree(paths map[string]OID) {
	p.t.Helper()
	var in strings.Builder
	for path, id := range paths {
		fmt.Fprintf(&in, "100644 %s\t%s\n", id, path)
	}
	index := filepath.Join(p.t.TempDir(), "index")
	cmd := func(stdin string, args ...string) string {
		c := p.command(stdin, args...)
		c.Env = append(slices.Clone(p.env), "GIT_INDEX_FILE="+index)
		out, err := c.CombinedOutput()
		if err != nil {
			p.t.Fatalf("git %s: %v\n%s", args[0], err, out)
		}
		return strings.TrimSpace(string(out))
	}
	cmd(in.String(), "update-index", "--add", "--index-info")
	root := cmd("", "write-tree")
	p.git("update-ref", ResultsRef, p.git("commit-tree", "-m", "by hand", root))
}

func (p *notesPlace) paths() []string {
	p.t.Helper()
	return strings.Fields(p.git("ls-tree", "-r", "--name-only", ResultsRef))
}

func record(i int) string { return fmt.Sprintf(`{"id":"%026d","v":1}`, i) }
