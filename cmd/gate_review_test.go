package cmd_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// gateReviews is what the tests read of the reviews of a gate.
type gateReviews struct {
	OK      bool
	Answer  string
	Notes   []string
	Reviews []struct {
		Prompt, Status string
		OK             bool
		Missing        []string
	}
}

func TestAGateThatRequiresReviewsSaysNoWithoutThem(t *testing.T) {
	t.Parallel()
	l := gated(t, 3, 4) // no difference that the suite can tell
	var doc gateReviews
	read := func(code int, args ...string) {
		t.Helper()
		doc = gateReviews{}
		a := l.want(code, append([]string{"gate", "--base", "base", "--json"}, args...)...)
		if err := json.Unmarshal([]byte(a.out), &doc); err != nil {
			t.Fatal(err)
		}
	}
	if read(0); doc.Reviews != nil {
		t.Errorf("nobody asked for reviews: %+v", doc)
	}
	read(1, "--require-review")
	if doc.OK || doc.Answer != "no" || len(doc.Reviews) != 1 || doc.Reviews[0].Missing[0] != "0 of 1 approval" || !strings.Contains(strings.Join(doc.Notes, " "), "promptgit pull") {
		t.Errorf("%+v", doc)
	}
	for format, want := range map[string]string{
		"markdown": "| <code>prompts/a.md</code> | no | 0 of 1 approval |",
		"github":   "::error file=prompts/a.md,title=gate-review prompts/a.md::not approved: 0 of 1 approval",
		"junit":    `<failure message="0 of 1 approval"`,
		"sarif":    `"gate-review"`,
	} {
		if a := l.want(1, "gate", "--base", "base", "--require-review", "--report", format); !strings.Contains(a.out, want) {
			t.Errorf("%s has no %q:\n%s", format, want, a.out)
		}
	}
	if a := l.want(1, "gate", "--base", "base", "--require-review"); !strings.Contains(a.stderr, "no: prompts/a.md: not approved: 0 of 1 approval") {
		t.Error(a.stderr)
	}
	l.as("Bob").ok("review", "base..HEAD", "--approve")
	if read(0, "--require-review"); !doc.OK || !doc.Reviews[0].OK {
		t.Errorf("%+v", doc)
	}
	if a := l.want(0, "gate", "--base", "base", "--require-review"); !strings.Contains(a.out, "| <code>prompts/a.md</code> | yes | approved by Bob |") {
		t.Error(a.out)
	}
	l.set("prompts/a.md", breaking(4)+"Two, again.\n", "changed since")
	if read(1, "--require-review"); doc.OK {
		t.Errorf("%+v", doc)
	}
}

func TestAGateTakesWhoMustApproveFromTheTipOfItsBase(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\nreview: {required: 0}\n")
	l.write("suites/a.yaml", twenty(20))
	l.set("prompts/a.md", breaking(0)+"One.\n", "one")
	l.git("switch", "-q", "-c", "topic") // leaves before there are owners
	l.set("prompts/a.md", breaking(0)+"Two.\n", "two")
	l.ok("gate", "--base", "main...", "--require-review")
	l.git("switch", "-q", "main")
	l.set("CODEOWNERS", "/prompts/ carol@example.com\n", "owners")
	l.git("switch", "-q", "topic")
	l.set("CODEOWNERS", "\n", "no owners")
	a := l.want(1, "gate", "--base", "main...", "--require-review")
	if !strings.Contains(a.stderr, "CODEOWNERS:1:1 wants 1 approval of carol@example.com") {
		t.Error(a.stderr)
	}
	l.as("Carol").ok("review", "main..topic", "--approve")
	l.ok("gate", "--base", "main...", "--require-review")
}

func TestAPromptThatNoSuiteJudgesNeedsItsReviewToo(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/a.md", "One.\n", "one")
	l.set("prompts/b.md", "B.\n", "a new one")
	a := l.want(1, "gate", "--base", "HEAD~1", "--require-review")
	if !strings.Contains(a.stderr, "prompts/b.md: not approved") {
		t.Error(a.stderr)
	}
	l.as("Bob").ok("review", "prompts/b.md", "--approve")
	l.ok("gate", "--base", "HEAD~1", "--require-review")
	l.git("rm", "-q", "prompts/a.md")
	l.commit("a deletion has no version to approve")
	l.ok("gate", "--base", "HEAD~1", "--require-review")
}

func TestAGateJudgesAPromptThatTheBranchTakesOutOfTheConfiguration(t *testing.T) {
	t.Parallel()
	l := gated(t, 3, 9)
	l.set("promptgit.yaml", l.read("promptgit.yaml")+"prompts: [{path: \"other/**\"}]\n", "fewer prompts")
	var doc gateReviews
	a := l.run("gate", "--base", "base", "--json", "--require-review")
	if err := json.Unmarshal([]byte(a.out), &doc); err != nil {
		t.Fatal(err)
	}
	if a.code != 1 || doc.OK || len(doc.Reviews) != 1 || doc.Reviews[0].Prompt != "prompts/a.md" || !strings.Contains(strings.Join(doc.Notes, " "), "prompts/a.md is no prompt any more") {
		t.Errorf("got %d %+v", a.code, doc)
	}
}
