package eval_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestATypeThatCannotBeJudgedIsRefusedWithItsReason(t *testing.T) {
	t.Parallel()
	for name, why := range map[string]string{
		"meteor": "promptfoo 0.121 cannot judge it either", "skill-used": "skills", "agent-rubric": "agent", "search-rubric": "the web",
		"trajectory:tool-used": "traces", "trajectory:goal-success": "traces", "trace-span-count": "no traces", "pi": "vendor",
		"webhook": "address", "promptfoo:redteam:harmful:hate": "red teaming",
	} {
		for _, not := range []string{"", "not-"} {
			got := files{"s.yaml": "- assert: [{type: " + not + name + ", value: x, threshold: 1}]\n"}.problems(t, "s.yaml")
			if want := `s.yaml:1:19: the assertion type "` + not + name + `" is not supported | `; !strings.HasPrefix(got, want) || !strings.Contains(got, why) {
				t.Errorf("want %q with %q, got %q", want, why, got)
			}
		}
	}
	wantText(t, `
s.yaml:1:19: the assertion type "human" is not supported | a person judges it and no command can; remove it here
`, files{"s.yaml": "- assert: [{type: human}]\n"}.problems(t, "s.yaml"))
	wantText(t, `
t.csv:2:3: the assertion type "not-meteor" is not supported | promptfoo 0.121 cannot judge it either (it lacks a stemmer and stops with an error); use rouge-n, bleu or gleu
`, files{"t.csv": "q,__expected\na,not-meteor(0.5):x\n"}.problems(t, "t.csv"))
}

func TestAnEmptyThresholdIsNotTakenForAnother(t *testing.T) {
	t.Parallel()
	wantText(t, `
s.yaml:1:35: the threshold of cost is empty | give a number, or leave the key out
s.yaml:2:46: the threshold of not-perplexity is empty | give a number, or leave the key out
`, files{"s.yaml": `- assert: [{type: cost, value: x, threshold: }]
- assert: [{type: not-perplexity, metric: x, threshold: null}]
- assert: [{type: levenshtein, value: x, threshold: null}]
`}.problems(t, "s.yaml"))
}

func TestNotBeforeATypeThatItDoesNotTurnIsWarnedOf(t *testing.T) {
	t.Parallel()
	suite := files{"s.yaml": `- assert:
    - {type: not-is-valid-openai-tools-call}
    - {type: is-valid-openai-tools-call}
    - {type: not-is-refusal}
`}.parse(t, "s.yaml")
	var warnings []string
	for _, d := range suite.Warnings {
		warnings = append(warnings, d.Error())
	}
	if diff := cmp.Diff([]string{
		"s.yaml:2:14: not-is-valid-openai-tools-call gives the same verdict as is-valid-openai-tools-call, as in promptfoo",
	}, warnings); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}
