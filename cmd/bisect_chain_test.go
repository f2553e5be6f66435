package cmd_test

import (
	"strings"
	"testing"
)

func TestABisectOfWhatIsHandedOnIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ prompt, suite, says string }{
		"an output":      {"Say {{ x }}", "tests: [{vars: {x: 1}, options: {storeOutputAs: y}}]\n", "storeOutputAs"},
		"a conversation": {"Say {{ x }} {{ _conversation | length }}", "tests: [{vars: {x: 1}}, {vars: {x: 2}}]\n", "_conversation"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.write("promptgit.yaml", "provider: echo\n")
			l.write("suites/a.yaml", c.suite)
			good := l.set("prompts/a.md", c.prompt+"\n", "one")
			l.set("prompts/a.md", c.prompt+" now\n", "two")
			if a := l.want(2, "bisect", "--good", good); !strings.Contains(a.stderr, c.says) || !strings.Contains(a.stderr, "eval --all") {
				t.Error(a.stderr)
			}
		})
	}
}

// What an earlier step gave is often what broke the answer.
func TestABisectShowsTheStepsOfAChain(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: exec:./model.sh\nprompts:\n  - {path: prompts/facts.md, suite: suites/pipe.yaml}\n")
	l.script("model.sh", `in=$(cat); case "$in" in *Answer*) case "$in" in *milk*) echo gladly ;; *) echo no ;; esac ;; *rudely*) echo bread ;; *) echo milk ;; esac`)
	l.write("prompts/facts.md", "List facts: {{ q }}\n")
	l.write("prompts/answer.md", "Answer: {{ facts }}\n")
	l.write("suites/pipe.yaml", "steps:\n  - {prompt: prompts/facts.md, as: facts}\n  - {prompt: prompts/answer.md}\ntests:\n"+
		"  - {id: one, vars: {q: x}, assert: [{type: contains, value: gladly}]}\n"+
		"  - {id: two, vars: {q: y}, assert: [{type: contains, value: gladly}]}\n")
	good := l.commit("one")
	l.set("prompts/facts.md", "List facts rudely: {{ q }}\n", "two")
	l.run("trust", "--yes")
	l.run("eval", "--all")
	args := []string{"bisect", "--good", good, "--prompt", "prompts/facts.md", "--assume-regression"}
	var doc struct {
		Outputs []struct {
			Before, After string
			Steps         []struct{ As, Before, After string }
		}
	}
	l.json(0, &doc, args...)
	if len(doc.Outputs) != 2 || len(doc.Outputs[0].Steps) != 1 {
		t.Fatalf("got %+v", doc)
	}
	o, step := doc.Outputs[0], doc.Outputs[0].Steps[0]
	if o.Before != "gladly" || o.After != "no" || step.As != "facts" || step.Before != "milk" || step.After != "bread" {
		t.Errorf("got %+v", o)
	}
	if text := l.ok(args...); !strings.Contains(text, "step\tone\tfacts\tbefore: milk\tafter: bread\n") {
		t.Errorf("got\n%s", text)
	}
}
