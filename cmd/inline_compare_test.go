package cmd_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const competing = `prompts: ['Hello {{name}}', 'Hello, Hello {{name}}', 'Bye {{name}}']
providers: [echo]
tests:
- {vars: {name: Ann}, assert: [{type: contains, value: Bye}, {type: max-score}]}
- {vars: {name: Bob}, assert: [{type: contains, value: Hello}, {type: max-score}]}
- {vars: {name: Cy}, assert: [{type: contains, value: '{{name}}', weight: 3}, {type: contains, value: Hi}, {type: max-score, value: {threshold: 0.6}}], threshold: 0}
`

// compared is what the comparison said, and what became of the sample.
func compared(r evalRun) string {
	var rows []string
	for _, x := range r.Results {
		last := x.Asserts[len(x.Asserts)-1]
		rows = append(rows, fmt.Sprintf("%s %v %v %v", last.Type, last.Pass, x.Pass, x.Score))
	}
	return strings.Join(rows, ", ")
}

// The verdicts are those of promptfoo, whose mean of the third case is 0.5: it
// weighs by type, not by the weights of the assertions.
func TestColumnsOfAPromptfooConfigurationCompete(t *testing.T) {
	t.Parallel()
	l := foo(t, competing)
	var got []string
	for _, r := range l.eval(1, "--suite", "promptfooconfig.yaml").Runs {
		got = append(got, compared(r))
	}
	want := []string{
		"max-score false false 0, max-score true true 1, max-score false false 0",
		"max-score false false 0, max-score false false 0, max-score false false 0",
		"max-score true true 1, max-score false false 0, max-score false false 0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestVersionsAndOtherPromptsDoNotCompete(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\nprompts: [{path: 'prompts/*', suite: suite.yaml}]\n")
	l.write("suite.yaml", "- {vars: {name: Ann}, assert: [{type: contains, value: Ann}, {type: max-score}]}\n")
	l.set("prompts/a.md", "Hello {{name}}\n", "a")
	l.set("prompts/b.md", "Bye {{name}}\n", "b")
	l.set("prompts/b.md", "Good bye {{name}}\n", "c")
	for args, columns := range map[string]int{"": 2, "HEAD": 2, "--all": 3} {
		runs := l.eval(0, strings.Fields(args)...).Runs
		if len(runs) != columns {
			t.Errorf("%q: %d columns", args, len(runs))
		}
		for _, r := range runs {
			if got := compared(r); !r.Reused && got != "max-score true true 1" {
				t.Errorf("%q: %s at %s: %s", args, r.Prompt, r.Rev, got)
			}
		}
	}
	if n := l.records(); n != 3 {
		t.Errorf("%d records", n)
	}
}
