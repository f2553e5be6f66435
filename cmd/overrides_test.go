package cmd_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// overridesDoc is what the tests read of overrides.
type overridesDoc struct {
	OK        bool
	Overrides struct {
		Count, Bots, With int
		By                []struct {
			Author  string
			Bot     bool
			With    []string
			Commits []struct {
				Reason string
				Needed *bool
			}
		}
	}
}

const threeSections = "# Role\n%\n\n# Tone\n%\n\n# Task\n%\n"

// three is a prompt whose three sections hold these words.
func three(words ...string) string {
	text := threeSections
	for _, w := range words {
		text = strings.Replace(text, "%", w, 1)
	}
	return text
}

func TestCheckAndReportTellWhoOverrodeThePolicy(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/a.md", three("a", "b", "c"), "start")
	l.git("tag", "base")
	l.set("prompts/a.md", three("a", "b2", "c2"), "two\n\nPromptgit-Allow: house style")
	l.set("prompts/a.md", three("a", "b2", "c3"), "one\n\nPromptgit-Allow: not needed")
	bot := l.at(".", "GIT_AUTHOR_NAME=fixer[bot]", "GIT_AUTHOR_EMAIL=fixer@example.com")
	bot.set("prompts/a.md", three("a", "b4", "c4"), "by a bot\n\nPromptgit-Allow: I know best | <b>")
	l.set("prompts/a.md", three("a5", "b5", "c4"), "with an agent\n\nPromptgit-Allow: it said so\nCo-Authored-By: Agent <agent@example.com>\nPromptgit-Agent: agent 4")
	l.set("prompts/a.md", three("a6", "b5", "c4"), "plain")
	var doc overridesDoc
	l.json(0, &doc, "check", "base..HEAD")
	o := doc.Overrides
	if !doc.OK || o.Count != 4 || o.Bots != 1 || o.With != 1 || len(o.By) != 3 {
		t.Fatalf("%+v", o)
	}
	if by := o.By[0]; by.Author != "Ada" || by.Bot || len(by.With) != 0 || len(by.Commits) != 2 || !*by.Commits[0].Needed || *by.Commits[1].Needed {
		t.Errorf("%+v", by)
	}
	if by := o.By[2]; len(by.With) != 2 || by.With[1] != "agent 4" {
		t.Errorf("%+v", by)
	}
	a := l.want(0, "check", "base..HEAD")
	if !strings.Contains(a.stderr, "4 commits override the policy: Ada 2, fixer[bot] 1, Ada with Agent <agent@example.com>, agent 4 1") || strings.Count(a.out, "\n") != 5 {
		t.Errorf("%s%s", a.out, a.stderr)
	}
	for _, args := range [][]string{{"check", "base..HEAD", "--report", "markdown"}, {"report", "--format", "markdown"}} {
		if a := l.want(0, args...); !strings.Contains(a.out, "4 commits with <code>Promptgit-Allow</code>, 1 by bots, 1 with co-authors or agents.") ||
			!strings.Contains(a.out, `| fixer\[bot\] | - | 1 | I know best \| &lt;b&gt; |`) {
			t.Errorf("%v: %s", args, a.out)
		}
	}
	doc = overridesDoc{}
	if err := json.Unmarshal([]byte(l.ok("report", "--format", "json")), &doc); err != nil {
		t.Fatal(err)
	}
	if o := doc.Overrides; o.Count != 4 || o.By[0].Commits[0].Needed != nil || o.By[0].Commits[0].Reason != "house style" {
		t.Errorf("%+v", o)
	}
	var none overridesDoc
	if l.json(0, &none, "check", "HEAD~1..HEAD"); none.Overrides.Count != 0 || none.Overrides.By == nil {
		t.Errorf("%+v", none)
	}
}

func TestUnderHumanAReasonCountsOnlyWithAnApproval(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "policy: {override: human}\n")
	l.write("prompts/b.md", three("a", "b", "c"))
	l.set("prompts/a.md", three("a", "b", "c"), "start")
	l.git("tag", "base")
	l.write("prompts/b.md", three("a", "b", "c7"))
	l.set("prompts/a.md", three("a", "b2", "c2"), "two\n\nPromptgit-Allow: house style")
	refused := func(want string) {
		t.Helper()
		a := l.want(1, "check", "base..HEAD")
		if !strings.Contains(a.out, "policy.override: human), which "+want+" lacks") || !strings.Contains(a.out, "promptgit review prompts/") {
			t.Error(a.out)
		}
	}
	refused("prompts/a.md, prompts/b.md")
	l.as("Bob").ok("review", "prompts/a.md", "--approve")
	refused("prompts/b.md")
	l.want(1, "review", "prompts/b.md", "--approve")
	refused("prompts/b.md")
	l.as("Bob").ok("review", "prompts/b.md", "--approve")
	l.ok("check", "base..HEAD")
	l.as("Carol").ok("review", "prompts/b.md", "--request-changes", "-m", "no")
	refused("prompts/b.md")
	l.as("Carol").ok("review", "prompts/b.md", "--approve")
	l.ok("check", "base..HEAD")

	l.set("prompts/a.md", three("a9", "b9", "c2"), "two more\n\nPromptgit-Allow: why\nReviewed-by: Bob <bob@example.com>")
	l.ok("check", "HEAD~1..HEAD")
	l.set("prompts/a.md", three("a8", "b8", "c2"), "two more\n\nPromptgit-Allow: why\nReviewed-by: Ada <ada@example.com>")
	l.want(1, "check", "HEAD~1..HEAD")
	l.set("promptgit.yaml", "policy: {override: anyone}\n", "off")
	l.set("prompts/a.md", three("a7", "b7", "c2"), "two more\n\nPromptgit-Allow: why")
	l.want(1, "check", "HEAD~2..HEAD") // the policy of the beginning holds
	l.ok("check", "HEAD~1..HEAD")
}

func TestAServerKnowsTheReviewsThatWerePushedBefore(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "policy: {override: human}\n")
	l.set("prompts/a.md", three("a", "b", "c"), "start")
	server := l.at(l.beside("server.git"))
	l.git("init", "-q", "--bare", "-b", "main", server.dir)
	l.git("push", "-q", server.dir, "main")
	before := l.git("rev-parse", "HEAD")
	l.set("prompts/a.md", three("a", "b2", "c2"), "two\n\nPromptgit-Allow: house style")
	l.git("push", "-q", server.dir, "main:refs/pending/x") // its objects, as in quarantine
	receive := func() answer {
		in := before + " " + l.git("rev-parse", "HEAD") + " refs/heads/main\n"
		return server.piped(in, "hook", "run", "pre-receive")
	}
	if a := receive(); a.code != 1 || !strings.Contains(a.stderr, "counts only with an approval of somebody else") {
		t.Errorf("%d %s", a.code, a.stderr)
	}
	l.as("Bob").ok("review", "prompts/a.md", "--approve")
	l.git("push", "-q", server.dir, "refs/notes/promptgit/reviews")
	if a := receive(); a.code != 0 {
		t.Errorf("%d %s", a.code, a.stderr)
	}
}
