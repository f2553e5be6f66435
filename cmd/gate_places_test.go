package cmd_test

import (
	"os"
	"strings"
	"testing"
)

func TestTheBaseOfAPullRequestIsWhereItBegan(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 0)
	l.git("checkout", "-q", "-b", "request", "base")
	l.set("prompts/a.md", breaking(6), "worse")
	fork := l.git("rev-parse", "base")
	if doc := l.gate(1, "--base", "main..."); doc.Base != fork || doc.Head != l.git("rev-parse", "HEAD") {
		t.Errorf("got %+v", doc)
	}
	if doc := l.gate(1, "--base", "main"); doc.Base != l.git("rev-parse", "main") {
		t.Errorf("got %+v", doc)
	}
	l.git("checkout", "-q", "main")
	if doc := l.gate(1, "--base", "main...request"); doc.Base != fork || doc.Head != l.git("rev-parse", "request") {
		t.Errorf("got %+v", doc)
	}
	for args, want := range map[string]string{
		"main..request":              "--base A --head B, or --base A...B",
		"...request":                 `"...request" names no revision`,
		"main...request --head main": "name two heads",
	} {
		if a := l.want(2, append([]string{"gate", "--base"}, strings.Fields(args)...)...); !strings.Contains(a.stderr, want) {
			t.Errorf("%s: got %s", args, a.stderr)
		}
	}
	if a := l.want(2, "gate"); !strings.Contains(a.stderr, "gate needs --base REV") {
		t.Errorf("got %s", a.stderr)
	}
	l.git("checkout", "-q", "--orphan", "other")
	l.commit("without a parent")
	if a := l.want(4, "gate", "--base", "main..."); !strings.Contains(a.stderr, "no commit in common") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestAHeadThatIsNamedIsJudgedByItsOwnSuite(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 6)
	l.git("tag", "request")
	l.git("checkout", "-q", "base")
	l.set("suites/a.yaml", twenty(10), "fewer cases elsewhere")
	if v := l.gate(1, "--base", "base", "--head", "request").Verdicts[0]; v.Common != 20 {
		t.Errorf("got %+v", v)
	}
}

func TestAShallowCloneIsToldWhatToFetch(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 6)
	base := l.git("rev-parse", "base")
	l.git("branch", "release", "base")
	shallow := l.clone("shallow", "--depth", "1", "--branch", "main", "--no-tags")
	for _, c := range []struct{ base, hint string }{
		{"release", "git fetch origin release; "},
		{base, "git fetch origin " + base + "; "},
		{"origin/release", "git fetch origin +refs/heads/release:refs/remotes/origin/release; "},
	} {
		a := shallow.want(4, "gate", "--base", c.base)
		if !strings.Contains(a.stderr, "hint: "+c.hint) || !strings.Contains(a.stderr, "git fetch --unshallow") {
			t.Errorf("%s: got %s", c.base, a.stderr)
		}
	}
	shallow.git("fetch", "-q", "--depth=1", "origin", "+refs/heads/release:refs/remotes/origin/release")
	if a := shallow.want(4, "gate", "--base", "release"); !strings.Contains(a.stderr, "hint: there is origin/release here: --base origin/release") {
		t.Errorf("got %s", a.stderr)
	}
	if a := shallow.want(4, "gate", "--base", "origin/release..."); !strings.Contains(a.stderr, "is not in this shallow clone") || !strings.Contains(a.stderr, "hint: git fetch --unshallow") {
		t.Errorf("got %s", a.stderr)
	}
	if doc := shallow.gate(1, "--base", "origin/release"); doc.Base != base || *doc.Verdicts[0].Verdict != "worse" {
		t.Errorf("two commits are enough: %+v", doc)
	}
}

func TestAGateWorksWhereverGitDoes(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 6)
	l.git("worktree", "add", "-q", l.beside("linked"), "HEAD")
	bare := l.clone("bare.git", "--bare")
	for name, at := range map[string]*lab{"linked": l.at(l.beside("linked")), "bare": bare, "subdirectory": l.at("prompts")} {
		if doc := at.gate(1, "--base", "base"); *doc.Verdicts[0].Verdict != "worse" {
			t.Errorf("%s: %+v", name, doc)
		}
	}
	if v := l.gate(1, "--base", "base").Verdicts[0]; !v.ReusedA || !v.ReusedB {
		t.Errorf("a linked worktree shares the records: %+v", v)
	}
	l.at("prompts").want(1, "gate", "--base", "base", "--report", "junit=gate.xml")
	if _, err := os.Stat(l.dir + "/prompts/gate.xml"); err != nil {
		t.Error(err)
	}
	if a := newLab(t).want(2, "gate", "--base", "main"); !strings.Contains(a.stderr, "there is no commit here") {
		t.Errorf("got %s", a.stderr)
	}
	if a := l.want(2, "gate", "--base", "base", "--prompt", "none/**"); !strings.Contains(a.stderr, "no prompt matches") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestAPromptWithoutASuiteIsTold(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 0)
	l.set("prompts/b.md", "nobody judges this", "alone")
	if a := l.want(2, "gate", "--base", "HEAD~1"); !strings.Contains(a.stderr, "no suite judges prompts/b.md") || !strings.Contains(a.stderr, "suites/b.yaml") {
		t.Errorf("got %s", a.stderr)
	}
	doc := l.gate(0, "--base", "base")
	if len(doc.Unsuited) != 1 || doc.Unsuited[0] != "prompts/b.md" || len(doc.Verdicts) != 1 {
		t.Errorf("got %+v", doc)
	}
	if a := l.want(0, "gate", "--base", "base"); !strings.Contains(a.out, "no suite judges: prompts/b.md") {
		t.Errorf("got %s", a.out)
	}
}

func TestABaseThatCannotBeReadIsNoBase(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 0)
	l.set("prompts/a.md", "---\nmodel: [\n---\n", "broken")
	l.git("tag", "-f", "base")
	if a := l.want(3, "gate", "--base", "HEAD~1"); !strings.Contains(a.stderr, "prompts/a.md:") {
		t.Errorf("a head that cannot be read is invalid: %s", a.stderr)
	}
	l.set("prompts/a.md", breaking(6), "mended")
	doc := l.gate(0, "--base", "base")
	if v := doc.Verdicts[0]; v.ScoreA != nil || v.Verdict != nil || !strings.Contains(strings.Join(doc.Notes, ""), "prompts/a.md cannot be read at "+doc.Base[:7]) {
		t.Errorf("got %+v", doc)
	}
	l.gate(1, "--base", "base", "--min-score", "0.9")
}

func TestABaseWhoseModelIsGoneHasNoAnswer(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 0)
	l.write("promptgit.yaml", "{}\n")
	l.set("prompts/a.md", "---\nmodel: gone:m\n---\n"+breaking(0), "of a provider")
	l.git("tag", "-f", "base")
	l.set("prompts/a.md", "---\nmodel: echo\n---\n"+breaking(1), "of another")
	v := l.gate(5, "--base", "base").Verdicts[0]
	if v.Answer != "unjudged" || !strings.Contains(v.Reasons[0], "cannot be asked: ") || !strings.Contains(v.Reasons[0], "gone") {
		t.Errorf("got %+v", v)
	}
	if v = l.gate(0, "--base", "base", "--provider", "echo").Verdicts[0]; *v.Verdict != "unknown" {
		t.Errorf("one provider for both sides is asked: %+v", v)
	}
}

func TestAGateRunsNoCommandThatIsNotAllowed(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 6)
	l.script("model.sh", "touch ran; cat")
	l.write("promptgit.yaml", "provider: 'exec:./model.sh'\n")
	a := l.want(5, "gate", "--base", "base")
	if _, err := os.Stat(l.dir + "/ran"); err == nil || !strings.Contains(a.stderr, "promptgit trust") {
		t.Errorf("got %s", a.stderr)
	}
}
