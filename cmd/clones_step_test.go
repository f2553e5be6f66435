package cmd_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/gitops"
)

// step does one random operation in one of the clones.
func (m *team) step() {
	m.t.Helper()
	c := m.clones[m.rng.IntN(len(m.clones))]
	operations := []struct {
		name string
		n    int // how often, beside the others
		do   func(*member)
	}{
		{"eval", 7, m.eval},
		{"commit", 5, m.edit},
		{"promptgit push", 4, m.promptgitPush},
		{"promptgit pull", 4, m.promptgitPull},
		{"label", 4, m.label},
		{"review", 2, m.review},
		{"git pull", 2, m.gitPull},
		{"git push", 3, m.gitPush},
		{"git fetch", 1, func(c *member) { c.git("fetch", "-q", "origin") }},
		{"amend", 2, m.amend},
		{"rebase", 2, m.rebase},
		{"squash", 2, m.squash},
		{"branch deletion", 2, m.branches},
		{"gc", 1, m.gc},
	}
	total := 0
	for _, o := range operations {
		total += o.n
	}
	at := m.rng.IntN(total)
	for _, o := range operations {
		if at -= o.n; at < 0 {
			m.done[o.name]++
			o.do(c)
			return
		}
	}
}

// edit commits a text that no other version has.
func (m *team) edit(c *member) {
	m.write(c)
	c.commit(fmt.Sprintf("%s %d", c.name, c.made))
}

func (m *team) write(c *member) {
	c.made++
	file := []string{"prompts/p.md", "prompts/q.md"}[m.rng.IntN(2)]
	c.write(file, fmt.Sprintf("%s\n\n# %s\n\n%d\n", []string{"a", "a b", "a b c", "b"}[m.rng.IntN(4)], c.name, c.made))
}

// eval judges, and writes down what must never be lost from here on.
func (m *team) eval(c *member) {
	args := [][]string{{"eval", "HEAD"}, {"eval", "HEAD", "--refresh"}, {"eval", "--all"}}[m.rng.IntN(3)]
	if a := c.run(args...); a.code > 1 {
		m.t.Fatalf("%v: %+v", args, a)
	}
	maps.Copy(m.ever, known(m.t, c.repo))
}

// review adds a line of a kind that a newer program may write.
func (m *team) review(c *member) {
	m.addLine(c, gitops.ReviewsRef, fmt.Sprintf(`{"by":"%s","id":"R%s%d","v":%d}`, c.name, c.name, m.tick(c), 1+m.rng.IntN(9)))
}

func (m *team) tick(c *member) int { c.made++; return c.made }

func (m *team) addLine(c *member, ref, line string) {
	object := gitops.OID(c.git("rev-parse", "HEAD:prompts/p.md"))
	if err := c.repo.Notes(ref).Append(m.t.Context(), gitops.Batch{Lines: map[gitops.OID][]string{object: {line}}}); err != nil {
		m.t.Fatal(err)
	}
	m.ever[ref+" "+string(object)+" "+line] = true
}

// label moves a label or a candidate to one of the last commits, or deletes it.
func (m *team) label(c *member) {
	refs := []string{gitops.LabelsRef + "prompts/p.md/production", gitops.LabelsRef + "prompts/q.md/staging", gitops.CandidatesRef + "prompts/p.md/production/10"}
	ref := refs[m.rng.IntN(len(refs))]
	to := gitops.OID(c.git("rev-parse", fmt.Sprintf("HEAD~%d", m.rng.IntN(2))))
	if c.ours[ref] != "" && m.rng.IntN(4) == 0 {
		to = ""
	}
	update := gitops.RefUpdate{Ref: ref, New: to, Old: c.ours[ref]}
	if to == update.Old {
		return
	}
	if err := c.repo.UpdateRefs(m.t.Context(), "promptgit: promote", update); err != nil {
		m.t.Fatal(err)
	}
	set(c.ours, ref, to)
	m.addLine(c, gitops.ReleasesRef, fmt.Sprintf(`{"id":"L%s%d","label":%q,"v":1}`, c.name, m.tick(c), ref))
}

func set(refs map[string]gitops.OID, ref string, to gitops.OID) {
	if refs[ref] = to; to == "" {
		delete(refs, ref)
	}
}

func (m *team) promptgitPull(c *member) {
	m.t.Helper()
	before := m.state(c)
	if a := c.run("pull"); a.code != 0 {
		m.t.Fatalf("pull: %+v", a)
	}
	m.unaffected(before, m.state(c), "promptgit pull")
	m.follow(c)
	m.asModeled(c)
}

// follow is the rule for labels: who alone moved one has it, else the remote.
func (m *team) follow(c *member) (lost bool) {
	for _, ref := range m.labelRefs(c) {
		ours, theirs, seen := c.ours[ref], m.labels[ref], c.seen[ref]
		if theirs != seen {
			lost = lost || ours != seen && ours != theirs
			set(c.ours, ref, theirs)
			set(c.seen, ref, theirs)
		}
	}
	return lost
}

func (m *team) labelRefs(c *member) []string {
	refs := maps.Clone(m.labels)
	maps.Copy(refs, c.ours)
	maps.Copy(refs, c.seen)
	return slices.Sorted(maps.Keys(refs))
}

// promptgitPush pushes, and the model does.
func (m *team) promptgitPush(c *member) {
	m.t.Helper()
	before := m.state(c)
	lost := false
	if ref := gitops.CandidatesRef + "prompts/p.md/production/10"; c.ours[ref] != c.seen[ref] {
		lost = m.follow(c) // candidates are asked for first
	}
	waits, stale := m.send(c)
	if stale || m.behind(c) {
		lost = m.follow(c) || lost
		waits, _ = m.send(c)
	}
	want := 0
	if waits || lost {
		want = 1
	}
	if a := c.run("push"); a.code != want {
		m.t.Fatalf("push: want exit %d, got %+v", want, a)
	}
	m.unaffected(before, m.state(c), "promptgit push")
	m.asModeled(c)
}

// send moves the labels of the remote that only this clone moved.
func (m *team) send(c *member) (waits, stale bool) {
	for _, ref := range m.labelRefs(c) {
		to := c.ours[ref]
		switch {
		case to == c.seen[ref]:
		case to != "" && !m.atRemote(c, to):
			waits = true
		case m.labels[ref] != c.seen[ref]:
			stale = true
		default:
			set(m.labels, ref, to)
			set(c.seen, ref, to)
		}
	}
	return waits, stale
}

// behind says whether the remote has notes that the clone has not, neither united nor
// as a plain git fetch brought them.
func (m *team) behind(c *member) bool {
	for _, ref := range gitops.SharedNotes() {
		theirs, err := m.bare.Notes(ref).Tip(m.t.Context())
		if err != nil {
			m.t.Fatal(err)
		}
		ours, err := c.repo.Notes(ref).Tip(m.t.Context())
		if err != nil {
			m.t.Fatal(err)
		}
		if theirs == "" || ours == "" {
			continue
		}
		has := func(at gitops.OID) bool {
			_, failed := c.tryGit("merge-base", "--is-ancestor", string(theirs), string(at))
			return failed == nil
		}
		tracked, err := c.repo.ReadRef(m.t.Context(), gitops.TrackedNotes("origin", ref))
		if err != nil {
			m.t.Fatal(err)
		}
		if !has(ours) && !has(tracked) {
			return true
		}
	}
	return false
}

// atRemote says whether a commit is known to be there.
func (m *team) atRemote(c *member, commit gitops.OID) bool {
	return c.git("for-each-ref", "--contains", string(commit), "refs/remotes/origin/", "refs/promptgit/remotes/origin/") != ""
}

func (m *team) asModeled(c *member) {
	m.t.Helper()
	if diff := cmp.Diff(c.ours, refsBelow(m.t, c.repo, isLabel)); diff != "" {
		m.t.Fatalf("labels of %s: want -, got +:\n%s", c.name, diff)
	}
	if diff := cmp.Diff(m.labels, refsBelow(m.t, m.bare, isLabel)); diff != "" {
		m.t.Fatalf("labels of the remote: want -, got +:\n%s", diff)
	}
}

func (m *team) unaffected(before, after, by string) {
	m.t.Helper()
	if before != after {
		m.t.Fatalf("%s changed something else (before -, after +):\n%s", by, cmp.Diff(strings.Split(before, "\n"), strings.Split(after, "\n")))
	}
}

// plainly runs git, which must leave alone what promptgit shares, here and there.
func (m *team) plainly(c *member, do func()) {
	m.t.Helper()
	own := func(ref string) bool { return isShared(ref) && !strings.HasPrefix(ref, "refs/notes/remotes/") }
	before := fmt.Sprint(refsBelow(m.t, c.repo, own), refsBelow(m.t, m.bare, isShared))
	do()
	if after := fmt.Sprint(refsBelow(m.t, c.repo, own), refsBelow(m.t, m.bare, isShared)); before != after {
		m.t.Fatalf("git changed what is shared:\n%s\n%s", before, after)
	}
}

func (m *team) gitPull(c *member) {
	m.plainly(c, func() {
		if _, err := c.tryGit("pull", "-q", "--no-rebase", "--no-edit", "-X", "ours", "origin", "main"); err != nil {
			c.undo("merge")
		}
	})
}

func (m *team) gitPush(c *member) {
	m.plainly(c, func() {
		if m.rng.IntN(2) == 0 {
			c.git("push", "-q", "--force", "origin", "main")
		} else {
			_, _ = c.tryGit("push", "-q", "origin", "main") // refused where the remote is ahead
		}
	})
}

func (c *member) undo(what string) {
	if _, err := c.tryGit(what, "--abort"); err != nil {
		c.git("reset", "-q", "--hard")
	}
}

func (m *team) amend(c *member) {
	if m.rng.IntN(2) == 0 {
		m.write(c)
	}
	c.git("commit", "-q", "--all", "--amend", "--allow-empty", "-m", fmt.Sprintf("amended %s %d", c.name, m.tick(c)))
}

// young says whether a history is too short to take something from it.
func (c *member) young() bool { return len(strings.Fields(c.git("rev-list", "-n", "4", "HEAD"))) < 4 }

// rebase puts the last commits on an older one, in another order of history.
func (m *team) rebase(c *member) {
	if c.young() {
		m.edit(c)
		return
	}
	c.git("branch", "-q", "-f", "base", fmt.Sprintf("HEAD~%d", 1+m.rng.IntN(2)))
	c.git("checkout", "-q", "base")
	c.set("other.txt", strconv.Itoa(m.tick(c)), "base of "+c.name)
	c.git("checkout", "-q", "main")
	if _, err := c.tryGit("rebase", "-q", "base"); err != nil {
		c.undo("rebase")
	}
}

func (m *team) squash(c *member) {
	if c.young() {
		m.edit(c)
		return
	}
	c.git("reset", "-q", "--soft", "HEAD~2")
	c.git("commit", "-q", "--allow-empty", "-m", fmt.Sprintf("squashed %s %d", c.name, m.tick(c)))
}

// branches judges a version on a branch that is then thrown away.
func (m *team) branches(c *member) {
	c.git("checkout", "-q", "-B", "side")
	m.edit(c)
	m.eval(c)
	c.git("checkout", "-q", "main")
	c.git("branch", "-q", "-D", "side")
}

func (m *team) gc(c *member) {
	for _, l := range []*lab{c.lab, m.hub} {
		l.git("reflog", "expire", "--expire=now", "--all")
		l.git("gc", "-q", "--prune=now")
	}
}
