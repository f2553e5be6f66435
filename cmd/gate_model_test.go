package cmd_test

import (
	"strings"
	"testing"
)

// answerers is a repository as [gated] with two commands for models: good repeats
// the prompt, bad never says what is wanted.
func answerers(t *testing.T, config string) *lab {
	t.Helper()
	l := gated(t, 0, 0)
	l.script("good.sh", "cat")
	l.script("bad.sh", "echo wrong")
	l.set("promptgit.yaml", config, "who answers")
	l.git("tag", "-f", "base")
	return l.at(".", "PROMPTGIT_TRUST=1")
}

func TestAnotherModelForEqualPromptsIsCompared(t *testing.T) {
	t.Parallel()
	for name, configs := range map[string][2]string{
		"default provider": {"provider: 'exec:./good.sh'\n", "provider: 'exec:./bad.sh'\n"},
		"named provider": {
			"provider: here\nproviders: {here: {type: exec, command: ./good.sh}}\n",
			"provider: here\nproviders: {here: {type: exec, command: ./bad.sh}}\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := answerers(t, configs[0])
			l.set("promptgit.yaml", configs[1], "a cheaper one")
			doc := l.gate(1, "--base", "base")
			if v := doc.Verdicts[0]; v.Status != "unchanged" || *v.Verdict != "worse" || *v.ScoreA != 1 || *v.ScoreB != 0 {
				t.Errorf("got %+v", v)
			}
			if a := l.want(1, "gate", "--base", "base"); !strings.Contains(a.out, "models are compared as well") {
				t.Errorf("got %s", a.out)
			}
			if a := l.at(".", "PROMPTGIT_TRUST=0").want(5, "gate", "--base", "base"); !strings.Contains(a.stderr, "promptgit trust") {
				t.Errorf("a model that must not be asked is no yes: %s", a.stderr)
			}
			if doc = l.gate(0, "--base", "base", "--provider", "exec:./good.sh"); len(doc.Verdicts) != 0 || doc.Unchanged != 1 {
				t.Errorf("one provider for both sides: %+v", doc)
			}
		})
	}
}

func TestAStandInIsNotComparedWithAModel(t *testing.T) {
	t.Parallel()
	l := answerers(t, "provider: echo\n")
	l.set("promptgit.yaml", "provider: 'exec:./bad.sh'\n", "a model at last")
	doc := l.gate(0, "--base", "base")
	if len(doc.Verdicts) != 0 || doc.Unchanged != 1 {
		t.Errorf("got %+v", doc)
	}
	l.set("prompts/a.md", breaking(0)+"Three.\n", "three")
	doc = l.gate(0, "--base", "base")
	if v := doc.Verdicts[0]; *v.ScoreA != 0 || *v.ScoreB != 0 || !strings.Contains(strings.Join(doc.Notes, "\n"), "only one is a model: both sides ask the newer one") {
		t.Errorf("got %+v", doc)
	}
}

func TestABranchWithoutACaseInCommonIsUnknown(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 0)
	l.write("suites/a.yaml", strings.ReplaceAll(twenty(20), "x:", "y:"))
	l.set("prompts/a.md", strings.ReplaceAll(breaking(9), "x", "y"), "another input")
	doc := l.gate(0, "--base", "base")
	if v := doc.Verdicts[0]; *v.Verdict != "unknown" || v.Common != 0 || v.ScoreA != nil || *v.ScoreB != 0.55 {
		t.Errorf("got %+v", v)
	}
	if a := l.want(0, "gate", "--base", "base"); !strings.Contains(a.out, "no case of the suite applies to both versions") {
		t.Errorf("got %s", a.out)
	}
	l.gate(1, "--base", "base", "--min-score", "0.6")
}

func TestAGateWithoutAnySuiteStopsNobody(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/a.md", "one", "one")
	l.git("tag", "base")
	l.set("prompts/a.md", "two", "two")
	a := l.want(0, "gate", "--base", "base", "--report", "github")
	if !strings.Contains(a.out, "::warning file=prompts/a.md,title=gate-unsuited") || !strings.Contains(a.stderr, "1 prompt that no suite judges") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
	if notes := strings.Join(l.gate(0, "--base", "base").Notes, "\n"); !strings.Contains(notes, "nothing to go by yet") || !strings.Contains(notes, "suites/a.yaml") {
		t.Errorf("got %s", notes)
	}
}

func TestABranchThatDropsItsSuiteIsTold(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 0)
	l.git("rm", "-q", "suites/a.yaml")
	l.set("prompts/a.md", breaking(9), "worse, and nobody looks")
	l.want(2, "gate", "--base", "base")
	l.write("suites/b.yaml", twenty(20))
	l.set("prompts/b.md", breaking(0), "another")
	notes := strings.Join(l.gate(0, "--base", "base").Notes, "\n")
	if !strings.Contains(notes, "prompts/a.md was judged by suites/a.yaml at the base, and is by nothing now") {
		t.Errorf("got %s", notes)
	}
}
