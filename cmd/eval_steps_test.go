package cmd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const pipeline = `
steps:
- prompt: prompts/facts.md
  as: facts
  assert: [{type: contains, value: milk}]
- prompt: prompts/answer.md
tests:
- {vars: {ticket: no milk}, assert: [{type: contains, value: sorry}]}
- {vars: {ticket: late milk}, assert: [{type: contains, value: sorry}]}
`

// chained is a repository with two prompts of which one takes the other's output,
// and a model that says what it was asked in capitals after "sorry".
func chained(t *testing.T) (*lab, model) {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprompts:\n- {path: prompts/*.md, suite: suites/pipe.yaml}\n")
	l.write("suites/pipe.yaml", pipeline)
	l.write("prompts/facts.md", "Facts of: {{ticket}}\n")
	l.set("prompts/answer.md", "Answer to <{{facts}}> and {{ticket}}\n", "one")
	return l, l.newModel(`echo "sorry: $in"`)
}

func TestAPromptTakesTheOutputOfTheOneBeforeIt(t *testing.T) {
	t.Parallel()
	l, m := chained(t)
	doc := l.eval(0, "HEAD", "--provider", m.spec)
	if len(doc.Runs) != 2 {
		t.Fatalf("got %d runs", len(doc.Runs))
	}
	for _, r := range doc.Runs {
		x := r.Results[0]
		if want := "sorry: Answer to <sorry: Facts of: no milk> and no milk"; x.Output != want || x.Rendered != strings.TrimPrefix(want, "sorry: ") {
			t.Errorf("%s: got %q of %q", r.Prompt, x.Output, x.Rendered)
		}
		if diff := cmp.Diff(map[string]float64{"facts": 1}, r.Metrics); diff != "" {
			t.Error(diff)
		}
	}
	if n := m.calls(); n != 4 { // two prompts of two cases, shared by both runs
		t.Errorf("%d calls", n)
	}
	var steps struct {
		Runs []struct {
			Results []struct {
				Steps []struct{ Prompt, As, Rendered, Output string }
			}
		}
	}
	l.json(0, &steps, "eval", "HEAD", "--provider", m.spec)
	got := steps.Runs[0].Results[0].Steps
	if len(got) != 2 || got[0].As != "facts" || got[0].Rendered != "Facts of: no milk" || got[0].Output != "sorry: Facts of: no milk" || got[1].Prompt != "prompts/answer.md" {
		t.Errorf("got %+v", got)
	}
	if n := m.calls(); n != 0 {
		t.Errorf("%d calls for records that exist", n)
	}
}

func TestAStepIsJudgedApart(t *testing.T) {
	t.Parallel()
	l, m := chained(t)
	l.set("prompts/facts.md", "Nothing of: {{facts}}\n", "two") // its input is another: no milk in it
	doc := l.eval(1, "HEAD", "--prompt", "prompts/answer.md", "--provider", m.spec)
	r := doc.Runs[0]
	if r.Failed != 2 || r.Metrics["facts"] != 0 || *r.Score != 0.5 {
		t.Errorf("got %+v", r)
	}
}

func TestWhatFailedIsShownWithItsStep(t *testing.T) {
	t.Parallel()
	l, m := chained(t)
	l.set("prompts/facts.md", "Nothing of: {{facts}}\n", "two")
	a := l.want(1, "eval", "HEAD", "--prompt", "prompts/answer.md", "--provider", m.spec)
	if want := `contains of step facts: expected the output to contain "milk"`; !strings.Contains(a.stderr, want) {
		t.Errorf("eval does not say %q:\n%s", want, a.stderr)
	}
	shown := func() {
		t.Helper()
		a := l.want(0, "show", "--prompt", "prompts/answer.md")
		for _, want := range []string{
			"FAIL contains of step facts, facts: expected", "\n  step facts: sorry: Nothing of:\n  output: sorry: Answer to <sorry: Nothing of:> and no milk\n",
		} {
			if !strings.Contains(a.out, want) {
				t.Errorf("show does not say %q:\n%s", want, a.out)
			}
		}
	}
	shown()
	l.git("update-ref", "-d", "refs/notes/promptgit/results")
	for _, shard := range []string{"1/2", "2/2"} {
		l.run("eval", "HEAD", "--prompt", "prompts/answer.md", "--provider", m.spec, "--shard", shard)
	}
	l.want(1, "notes", "merge-records", "promptgit-shard-1-of-2.jsonl", "promptgit-shard-2-of-2.jsonl")
	shown()
}

func TestAnEditedStepMakesTheRecordsOfTheOthersOld(t *testing.T) {
	t.Parallel()
	l, m := chained(t)
	l.eval(0, "HEAD", "--provider", m.spec)
	m.calls()
	l.set("prompts/facts.md", "All facts of: {{ticket}}\n", "two")
	doc := l.eval(0, "HEAD", "--prompt", "prompts/answer.md", "--provider", m.spec)
	if r := doc.Runs[0]; r.Reused || r.Results[0].Output != "sorry: Answer to <sorry: All facts of: no milk> and no milk" {
		t.Errorf("got %+v", r)
	}
	if n := m.calls(); n != 4 {
		t.Errorf("%d calls", n)
	}
	// The history of the first prompt is judged with the newest second one.
	all := l.eval(0, "--all", "--prompt", "prompts/facts.md", "--provider", m.spec)
	if len(all.Runs) != 2 || all.Runs[1].Results[0].Output != "sorry: Answer to <sorry: Facts of: no milk> and no milk" {
		t.Errorf("got %+v", all.Runs)
	}
	a := l.want(0, "check", "HEAD")
	if strings.Contains(a.out, "suite:") {
		t.Errorf("a step's prompt counts as a change of the suite:\n%s", a.out)
	}
}

func TestAChainIsSearchedForWhatBrokeIt(t *testing.T) {
	t.Parallel()
	l, m := chained(t)
	good := l.git("rev-parse", "HEAD")
	bad := l.set("prompts/facts.md", "Bread of: {{facts}}\n", "two")
	l.set("prompts/facts.md", "Bread now of: {{facts}}\n", "three")
	var doc struct{ Verdict, Culprit string }
	l.json(0, &doc, "bisect", "--good", good, "--prompt", "prompts/facts.md", "--provider", m.spec, "--assume-regression")
	if doc.Verdict != "found" || doc.Culprit != bad {
		t.Errorf("got %+v, want %s", doc, bad)
	}
}

func TestStepsThatCannotBeAskedAreRefusedWhereTheyStand(t *testing.T) {
	t.Parallel()
	l, _ := chained(t)
	for name, c := range map[string]struct{ steps, tests, want string }{
		"no prompt":              {"[{as: x}]", "", "suites/pipe.yaml:1:9: a step without a prompt"},
		"no such file":           {"[{prompt: prompts/none.md}]", "", "suites/pipe.yaml:1:9: there is no prompt prompts/none.md"},
		"outside":                {"[{prompt: ../x.md}]", "", "outside the repository"},
		"two of a name":          {"[{prompt: prompts/facts.md, as: x}, {prompt: prompts/answer.md, as: x}]", "", `two steps give "x"`},
		"the same prompt twice":  {"[{prompt: prompts/facts.md}, {prompt: prompts/facts.md, as: x}]", "", "stands in two steps"},
		"a name that is none":    {"[{prompt: prompts/facts.md, as: a-b}]", "", "a template cannot name"},
		"a var of that name":     {"[{prompt: prompts/facts.md, as: ticket}]", "", `the var "ticket" is the output of a step`},
		"an unknown key":         {"[{prompts: prompts/facts.md}]", "", `unknown key "prompts" in step`},
		"no list":                {"prompts/facts.md", "", "steps must be a list of steps"},
		"a recorded output":      {"[{prompt: prompts/facts.md}]", "providerOutput: x, ", "a recorded output cannot be judged under steps"},
		"a comparison of a step": {"[{prompt: prompts/facts.md, assert: [{type: select-best, value: x}]}]", "", "compares whole outputs"},
	} {
		l.write("suites/pipe.yaml", "steps: "+c.steps+"\ntests:\n- {"+c.tests+"vars: {ticket: milk}}\n")
		if a := l.want(3, "eval", "--prompt", "prompts/answer.md", "--provider", "echo"); !strings.Contains(a.stderr, c.want) {
			t.Errorf("%s: want %q, got\n%s", name, c.want, a.stderr)
		}
	}
}

func TestStepsNeedPromptsOfTheRepository(t *testing.T) {
	t.Parallel()
	l, _ := chained(t)
	l.write("foo.yaml", "prompts: [x]\nproviders: [echo]\nsteps: [{prompt: prompts/facts.md}]\ntests: [{vars: {ticket: milk}}]\n")
	if a := l.want(3, "eval", "--suite", "foo.yaml"); !strings.Contains(a.stderr, "foo.yaml:3:9: steps stand beside the file's own prompts") {
		t.Errorf("got %s", a.stderr)
	}
}
