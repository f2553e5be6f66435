package cmd_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/gitops"
)

// walks gives how many random walks over three clones are made, and of how many
// operations: one of 50, or as many of 200 as PROMPTGIT_TEST_CLONES says.
func walks(t *testing.T) (seeds, operations int) {
	t.Helper()
	text := os.Getenv("PROMPTGIT_TEST_CLONES")
	if text == "" {
		return 1, 50
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n, 200
}

// team is three clones of a bare remote that do whatever comes, with a model of what
// must be known at the end.
type team struct {
	t      *testing.T
	rng    *rand.Rand
	hub    *lab
	clones []*member
	ever   map[string]bool       // every line that was ever in a note: "REF OBJECT LINE"
	labels map[string]gitops.OID // at the remote, by ref
	done   map[string]int        // operations by name
	bare   *gitops.Repo
}

type member struct {
	*lab
	name string
	repo *gitops.Repo
	ours map[string]gitops.OID // labels as the rule has them
	seen map[string]gitops.OID // at the remote when they were last united
	made int                   // texts, so that none comes twice
}

// TestThreeClonesLoseNothing lets three clones of a bare remote judge, push, pull,
// rewrite their history and throw parts of it away. In the end all must have all
// lines that any of them ever wrote, and the labels that the rule gives them.
func TestThreeClonesLoseNothing(t *testing.T) {
	t.Parallel()
	seeds, operations := walks(t)
	for seed := range seeds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			m := newTeam(t, uint64(seed))
			for range operations {
				m.step()
			}
			m.settle()
			if testing.Verbose() {
				t.Logf("%d lines, %v", len(m.ever), m.done)
			}
		})
	}
}

func newTeam(t *testing.T, seed uint64) *team {
	t.Helper()
	first := abc(t, "a b c", "a b")
	first.set("prompts/q.md", "q: a b\n", "second prompt")
	first.write("suites/q.yaml", suiteABC)
	first.commit("its suite")
	s := share(t, first, 3)
	m := &team{
		t: t, rng: rand.New(rand.NewPCG(seed, 8)), hub: s.hub, ever: map[string]bool{}, //nolint:gosec // to be repeated
		labels: map[string]gitops.OID{}, done: map[string]int{}, bare: s.hub.open(),
	}
	for i, l := range s.clones {
		name := string(rune('A' + i))
		l.env = append(slices.Clone(l.env), "GIT_AUTHOR_NAME="+name, "GIT_COMMITTER_NAME="+name)
		m.clones = append(m.clones, &member{lab: l, name: name, repo: l.open(), ours: map[string]gitops.OID{}, seen: map[string]gitops.OID{}})
	}
	// One has what init offers, and a plain fetch that prunes.
	m.clones[1].ok("init", "--notes", "--no-hooks")
	m.clones[1].git("config", "fetch.prune", "true")
	return m
}

// open opens the repository beside promptgit, to look at it.
func (l *lab) open() *gitops.Repo {
	l.t.Helper()
	repo, err := gitops.Open(l.t.Context(), gitops.Options{Dir: l.dir, Env: l.env})
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { _ = repo.Close() })
	return repo
}

// known are the lines of all shared notes of a repository.
func known(t *testing.T, repo *gitops.Repo) map[string]bool {
	t.Helper()
	lines := map[string]bool{}
	for _, ref := range gitops.SharedNotes() {
		all, err := repo.Notes(ref).All(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for object, list := range all {
			for _, line := range list {
				lines[ref+" "+string(object)+" "+line] = true
			}
		}
	}
	return lines
}

// refsBelow are refs by name, also of the hub.
func refsBelow(t *testing.T, repo *gitops.Repo, keep func(string) bool) map[string]gitops.OID {
	t.Helper()
	refs, err := repo.Refs(t.Context(), "refs/")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]gitops.OID{}
	for _, ref := range refs {
		if keep(ref.Name) {
			found[ref.Name] = ref.ID
		}
	}
	return found
}

func isShared(ref string) bool {
	return strings.HasPrefix(ref, "refs/notes/") || strings.HasPrefix(ref, "refs/promptgit/")
}

func isPlain(ref string) bool { return !isShared(ref) }

func isLabel(ref string) bool {
	return strings.HasPrefix(ref, gitops.LabelsRef) || strings.HasPrefix(ref, gitops.CandidatesRef)
}

// state is what a push or pull of promptgit must leave as it is.
func (m *team) state(c *member) string {
	return fmt.Sprint(refsBelow(m.t, c.repo, isPlain), refsBelow(m.t, m.bare, isPlain)) + "\n" +
		c.git("status", "--porcelain=v2", "--branch") + "\n" + c.git("config", "--list", "--local") + "\n" + c.git("stash", "list")
}

// settle lets all exchange what they have, and holds it to the model.
func (m *team) settle() {
	m.t.Helper()
	for _, c := range m.clones {
		args := []string{"push", "-q", "--force", "origin", "HEAD:refs/heads/" + c.name}
		for _, ref := range slices.Sorted(maps.Keys(c.ours)) { // which must wait for no commit
			args = append(args, string(c.ours[ref])+":refs/heads/"+c.name+"-"+strings.ReplaceAll(ref, "/", "-"))
		}
		c.git(args...)
	}
	for range 2 {
		for _, c := range m.clones {
			c.git("fetch", "-q", "origin")
			m.promptgitPush(c)
		}
	}
	for _, c := range m.clones {
		m.promptgitPull(c)
	}
	want := slices.Sorted(maps.Keys(m.ever))
	for _, l := range []struct {
		name string
		repo *gitops.Repo
		lab  *lab
	}{{"A", m.clones[0].repo, m.clones[0].lab}, {"B", m.clones[1].repo, m.clones[1].lab}, {"C", m.clones[2].repo, m.clones[2].lab}, {"hub", m.bare, m.hub}} {
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(known(m.t, l.repo)))); diff != "" {
			m.t.Errorf("%s has not all lines that were ever written (-):\n%s", l.name, diff)
		}
		if diff := cmp.Diff(m.labels, refsBelow(m.t, l.repo, isLabel)); diff != "" {
			m.t.Errorf("the labels of %s: want -, got +:\n%s", l.name, diff)
		}
		m.wantKept(l.name, l.repo)
		if out := l.lab.git("fsck", "--strict", "--no-dangling"); strings.Contains(out, "missing") || strings.Contains(out, "broken") {
			m.t.Errorf("%s: %s", l.name, out)
		}
		if out := l.lab.ok("notes", "fsck"); strings.Contains(out, "broken") {
			m.t.Errorf("%s: %s", l.name, out)
		}
	}
}

// wantKept holds that the text of every judged version can still be read, wherever
// its branch and its commit went.
func (m *team) wantKept(name string, repo *gitops.Repo) {
	m.t.Helper()
	all, err := repo.Notes(gitops.ResultsRef).All(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	ids := slices.Sorted(maps.Keys(all))
	texts, err := repo.Blobs(m.t.Context(), ids)
	if err != nil || len(texts) != len(ids) || len(ids) == 0 {
		m.t.Errorf("%s: %d of %d judged texts can be read: %v", name, len(texts), len(ids), err)
	}
}
