package cmd_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// outputsOf is what each column gave: index, sample and output.
func outputsOf(doc evalDoc) []string {
	var list []string
	for i, r := range doc.Runs {
		for _, x := range r.Results {
			list = append(list, fmt.Sprintf("%d: %d/%d %s %v", i, x.Index, x.Sample, x.Output, x.Pass))
		}
	}
	return list
}

// The outputs of these tests are those of promptfoo 0.121.20 for the same file.

func TestOutputsAreHandedOnToTheCasesAfterThem(t *testing.T) {
	t.Parallel()
	l := foo(t, `prompts: ['A {{x}} {{kept}}', 'B {{x}} {{kept}}']
providers: [{id: echo, label: a}]
tests:
  - {vars: {x: [1a, 2a]}, options: {storeOutputAs: kept, repeat: 2}}
  - {vars: {x: later, kept: own}, assert: [{type: contains, value: '{{kept}}'}]}
  - {vars: {x: first}, options: {runSerially: true, storeOutputAs: kept}}
  - {vars: {x: out}, providerOutput: recorded, options: {storeOutputAs: rec}}
  - {vars: {x: '{{rec}}'}}
`)
	doc := l.eval(0, "--suite", "promptfooconfig.yaml", "-j", "8")
	if diff := cmp.Diff([]string{
		"0: 0/0 A 1a B first A first  true",
		"0: 2/1 A 1a B 2a A 2a B 1a A 1a B first A first  true",
		"0: 1/0 A 2a B 1a A 1a B first A first  true",
		"0: 3/1 A 2a B 1a A 1a B 2a A 2a B 1a A 1a B first A first  true",
		"0: 4/0 A later B 2a A 2a B 1a A 1a B 2a A 2a B 1a A 1a B first A first  true",
		"0: 5/0 A first  true",
		"0: 6/0 recorded true",
		"0: 7/0 A recorded B 2a A 2a B 1a A 1a B 2a A 2a B 1a A 1a B first A first  true",
		"1: 0/0 B 1a A 1a B first A first  true",
		"1: 2/1 B 1a A 1a B 2a A 2a B 1a A 1a B first A first  true",
		"1: 1/0 B 2a A 2a B 1a A 1a B first A first  true",
		"1: 3/1 B 2a A 2a B 1a A 1a B 2a A 2a B 1a A 1a B first A first  true",
		"1: 4/0 B later B 2a A 2a B 1a A 1a B 2a A 2a B 1a A 1a B first A first  true",
		"1: 5/0 B first A first  true",
		"1: 6/0 recorded true",
		"1: 7/0 B recorded B 2a A 2a B 1a A 1a B 2a A 2a B 1a A 1a B first A first  true",
	}, outputsOf(doc)); diff != "" {
		t.Error(diff)
	}
	a := l.want(2, "eval", "--suite", "promptfooconfig.yaml", "--case", "Row 2")
	if !strings.Contains(a.stderr, "hand on their outputs") {
		t.Error(a.stderr)
	}
}

func TestAPromptFindsTheConversationSoFar(t *testing.T) {
	t.Parallel()
	l := foo(t, `prompts:
  - "{{x}}{% for t in _conversation %}|{{t.prompt}}>{{t.input}}>{{t.output}}{% endfor %}\nend"
  - label: chat
    raw: |
      [{% for t in _conversation %}{"role":"user","content":"{{t.input}}"},{% endfor %}{"role":"user","content":"{{x}}"}]
providers: [echo]
tests:
  - {vars: {x: one}}
  - {vars: {x: alone}, metadata: {conversationId: z}}
  - {vars: {x: off}, options: {disableConversationVar: true}}
  - {vars: {x: two}, assert: [{type: contains, value: '{{_conversation[0].input}}'}]}
scenarios:
  - config: [{vars: {x: s1}}, {vars: {x: s2}}]
    tests: [{metadata: {a: 1}}, {metadata: {a: 2}}]
`)
	doc := l.eval(0, "--suite", "promptfooconfig.yaml")
	var got []string
	for _, line := range outputsOf(doc) {
		got = append(got, strings.ReplaceAll(line, "\n", "~"))
	}
	chat := func(texts ...string) string {
		var messages []string
		for _, text := range texts {
			messages = append(messages, fmt.Sprintf(`{"role":"user","content":"%s"}`, text))
		}
		return "[" + strings.Join(messages, ",") + "]~"
	}
	if diff := cmp.Diff([]string{
		"0: 0/0 one~end true",
		"0: 1/0 alone~end true",
		"0: 2/0 off~end true",
		"0: 3/0 two|one~end>one~end>one~end|off~end>off~end>off~end~end true",
		"0: 4/0 s1~end true",
		"0: 5/0 s1|s1~end>s1~end>s1~end~end true",
		"0: 6/0 s2~end true",
		"0: 7/0 s2|s2~end>s2~end>s2~end~end true",
		"1: 0/0 " + chat("one") + " true",
		"1: 1/0 " + chat("alone") + " true",
		"1: 2/0 " + chat("off") + " true",
		"1: 3/0 " + chat("one", "off", "two") + " true",
		"1: 4/0 " + chat("s1") + " true",
		"1: 5/0 " + chat("s1", "s1") + " true",
		"1: 6/0 " + chat("s2") + " true",
		"1: 7/0 " + chat("s2", "s2") + " true",
	}, got); diff != "" {
		t.Error(diff)
	}
}

func TestVersionsDoNotHandOnTheirOutputsToEachOther(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\nprompts: [{path: 'prompts/*', suite: s.yaml}]\n")
	l.write("s.yaml", "tests:\n- {vars: {x: a}, options: {storeOutputAs: kept}}\n- {vars: {x: b}, assert: [{type: equals, value: '{{want}} b {{want}} a '}]}\ndefaultTest: {vars: {want: V1}}\n")
	l.set("prompts/a.md", "V1 {{x}} {{kept}}", "first")
	l.set("prompts/a.md", "V2 {{x}} {{kept}}", "second")
	doc := l.eval(1, "--all")
	if diff := cmp.Diff([]string{"0: 0/0 V2 a  true", "0: 1/0 V2 b V2 a  false", "1: 0/0 V1 a  true", "1: 1/0 V1 b V1 a  true"}, outputsOf(doc)); diff != "" {
		t.Error(diff)
	}
	if a := l.want(2, "bisect"); !strings.Contains(a.stderr, "hand on their outputs") {
		t.Error(a.stderr)
	}
}
