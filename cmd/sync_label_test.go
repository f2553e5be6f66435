package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	production = "refs/promptgit/labels/prompts/p.md/production"
	candidate  = "refs/promptgit/candidates/prompts/p.md/production/"
)

// labeled is a remote with two clones, and a label that both have at HEAD~2.
func labeled(t *testing.T) (s shared, a, b *lab) {
	t.Helper()
	s = share(t, judgedThrice(t), 2)
	a, b = s.clones[0], s.clones[1]
	a.git("update-ref", production, "HEAD~2")
	a.ok("push")
	b.ok("pull")
	return s, a, b
}

func (l *lab) at1(ref string) string {
	l.t.Helper()
	out, err := l.tryGit("rev-parse", "--verify", "-q", ref)
	if err != nil {
		return ""
	}
	return out
}

func TestALabelFollowsTheSideThatMovedIt(t *testing.T) {
	t.Parallel()
	s, a, b := labeled(t)
	old, next := a.git("rev-parse", "HEAD~2"), a.git("rev-parse", "HEAD~1")
	if got := b.at1(production); got != old {
		t.Fatalf("the label came as %q", got)
	}
	b.git("update-ref", production, next)
	if got := b.ok("pull"); got != "" || b.at1(production) != next {
		t.Errorf("a pull took back what only this side moved: %s", got)
	}
	if got := b.ok("push"); got != "label\tprompts/p.md@production\t"+old[:7]+" -> "+next[:7]+"\n" {
		t.Errorf("got %s", got)
	}
	var doc exchangeJSON
	a.json(0, &doc, "pull")
	want := []moveJSON{{Prompt: "prompts/p.md", Label: "production", State: "moved", From: &old, To: &next}}
	if diff := cmp.Diff(want, doc.Labels); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	b.git("update-ref", "-d", production)
	b.ok("push")
	if s.hub.at1(production) != "" {
		t.Error("the label is still at the remote")
	}
	if got := a.ok("pull"); got != "label\tprompts/p.md@production\t"+next[:7]+" -> none\n" || a.at1(production) != "" {
		t.Errorf("got %s", got)
	}
	if log := a.git("log", "--format=%gs", "-g", "-1", "refs/notes/promptgit/results"); !strings.HasPrefix(log, "promptgit: ") {
		t.Errorf("the reflog says %s", log)
	}
}

func TestALabelThatBothMovedIsToldAndTheRemotesStands(t *testing.T) {
	t.Parallel()
	s, a, b := labeled(t)
	mine, theirs := a.git("rev-parse", "HEAD~1"), a.git("rev-parse", "HEAD")
	b.git("update-ref", production, theirs)
	b.ok("push")
	a.git("update-ref", production, mine)
	got := a.want(1, "push")
	for _, text := range []string{
		"prompts/p.md@production was moved here to " + mine[:7] + " and moved at origin too, which stands: it is at " + theirs[:7],
		"promptgit promote prompts/p.md production --rev " + mine[:7],
	} {
		if !strings.Contains(got.stderr, text) {
			t.Errorf("no %q in\n%s", text, got.stderr)
		}
	}
	if a.at1(production) != theirs || s.hub.at1(production) != theirs {
		t.Errorf("the label is at %s, at the remote at %s", a.at1(production), s.hub.at1(production))
	}
	// Again, with what the hint says: now it goes.
	a.git("update-ref", production, mine)
	a.ok("push")
	if s.hub.at1(production) != mine {
		t.Error("the second move did not go")
	}

	// Deleted there, moved here; and the other way round.
	b.ok("pull")
	b.git("update-ref", "-d", production)
	b.ok("push")
	a.git("update-ref", production, theirs)
	if got := a.want(0, "pull"); !strings.Contains(got.stderr, "it is deleted there") || a.at1(production) != "" {
		t.Errorf("got %+v", got)
	}
	a.git("update-ref", production, mine)
	a.ok("push")
	b.git("update-ref", production, theirs)
	if got := b.want(0, "pull"); !strings.Contains(got.out, "lost") || b.at1(production) != mine {
		t.Errorf("got %+v", got)
	}
}

func TestCandidatesOfALabelMoveAsOne(t *testing.T) {
	t.Parallel()
	s, a, b := labeled(t)
	a.git("update-ref", candidate+"10", "HEAD")
	a.ok("push")
	if got := b.ok("pull"); !strings.Contains(got, "candidate\tprompts/p.md@production 10%\tnone -> ") {
		t.Errorf("got %s", got)
	}
	a.git("update-ref", "-d", candidate+"10")
	a.git("update-ref", candidate+"20", "HEAD")
	a.ok("push")
	b.git("update-ref", "-d", candidate+"10")
	b.git("update-ref", candidate+"50", "HEAD~1")
	got := b.want(1, "push")
	if !strings.Contains(got.stderr, "promptgit promote prompts/p.md production --rev "+a.git("rev-parse", "HEAD~1")[:7]+" --weight 50") {
		t.Errorf("got %s", got.stderr)
	}
	for _, l := range []*lab{a, b, s.hub} {
		if got := l.git("for-each-ref", "--format=%(refname)", candidate); got != candidate+"20" {
			t.Errorf("candidates: %s", got)
		}
	}
}

func TestALabelOfACommitThatTheRemoteHasNotWaits(t *testing.T) {
	t.Parallel()
	s, a, _ := labeled(t)
	before := s.hub.git("rev-list", "--all", "--count")
	a.set("prompts/p.md", "a b c d\n", "a secret plan")
	a.git("update-ref", production, "HEAD")
	got := a.want(1, "push")
	if !strings.Contains(got.stderr, "prompts/p.md@production waits") || !strings.Contains(got.stderr, "git push origin first") {
		t.Errorf("got %+v", got)
	}
	if after := s.hub.git("rev-list", "--all", "--count"); after != before {
		t.Errorf("a commit went along: %s, before %s", after, before)
	}
	a.git("push", "-q")
	if got := a.ok("push"); !strings.HasPrefix(got, "label\t") {
		t.Errorf("got %s", got)
	}
}

func TestAPushTellsWhatTheRemoteRefuses(t *testing.T) {
	t.Parallel()
	s, a, b := labeled(t)
	a.git("update-ref", production, "HEAD")
	a.want(1, "eval", "HEAD", "--refresh")
	hook := filepath.Join(s.hub.dir, "hooks", "update")
	body := "#!/bin/sh\ncase $1 in refs/promptgit/*) echo \"\\033[31mno labels today\" >&2; exit 1;; esac\n"
	if err := os.WriteFile(hook, []byte(body), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	got := a.want(1, "push")
	if !strings.Contains(got.out, "records\tprompts/p.md\t1\n") || !strings.Contains(got.stderr, "no labels today") ||
		!strings.Contains(got.stderr, "refs/promptgit/*") || strings.Contains(got.stderr, "\x1b") {
		t.Errorf("got %+v", got)
	}
	b.ok("pull")
	sameLines(t, a, b, s.hub)
	body = "#!/bin/sh\nexit 1\n"
	if err := os.WriteFile(hook, []byte(body), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	a.want(1, "eval", "HEAD", "--refresh")
	var doc exchangeJSON
	a.json(1, &doc, "push")
	if len(doc.Refused) != 1 || doc.Refused[0].Ref != "refs/notes/promptgit/results" || len(doc.Labels) != 1 || doc.Labels[0].State != "no" {
		t.Errorf("got %+v", doc)
	}
	if err := os.Remove(hook); err != nil {
		t.Fatal(err)
	}
	a.ok("push")
	sameLines(t, a, s.hub)
}

func TestADryRunSaysWhatWouldGoAndSendsNothing(t *testing.T) {
	t.Parallel()
	s, a, b := labeled(t)
	a.want(1, "eval", "HEAD", "--refresh")
	a.git("update-ref", production, "HEAD")
	refs := func(l *lab) string { return l.git("for-each-ref") }
	own, hub := refs(a), refs(s.hub)
	dry := a.ok("push", "--dry-run")
	if refs(a) != own || refs(s.hub) != hub {
		t.Error("a dry run moved refs")
	}
	if went := a.ok("push"); went != dry || !strings.Contains(dry, "records\tprompts/p.md\t1\nlabel\t") {
		t.Errorf("the dry run said\n%sand it was\n%s", dry, went)
	}
	b.want(1, "eval", "HEAD", "--refresh")
	b.git("update-ref", production, "HEAD~1")
	if got := b.want(1, "push", "--dry-run"); !strings.Contains(got.stderr, "would be united first") || !strings.Contains(got.stderr, "was moved at origin") {
		t.Errorf("got %+v", got)
	}
}

// A move that lost to the remote's was never released: rollback does not go there.
func TestARollbackPassesOverAMoveThatWasLost(t *testing.T) {
	t.Parallel()
	_, a, b := labeled(t)
	first := a.git("rev-parse", production)
	a.ok("promote", "prompts/p.md", "production", "--rev", "HEAD~1", "--reason", "by a")
	a.ok("push")
	b.ok("promote", "prompts/p.md", "production", "--rev", "HEAD", "--reason", "by b")
	b.ok("pull")
	b.ok("push")
	a.ok("pull")
	for _, l := range []*lab{b, a} {
		if l.at1(production) != a.git("rev-parse", "HEAD~1") {
			t.Fatalf("the label is at %s", l.at1(production))
		}
		l.ok("rollback", "prompts/p.md", "production")
		if got := l.at1(production); got != first {
			t.Errorf("it goes back to %s, and had %s", got, first)
		}
	}
}
