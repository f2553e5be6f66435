package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func TestAConfigurationsOwnPromptsAndProviders(t *testing.T) {
	t.Parallel()
	suite := files{
		"c/promptfooconfig.yaml": `
description: demo
env: {TONE: warm, N: 3}
evaluateOptions: {repeat: 2, maxConcurrency: 1}
commandLineOptions: {repeat: 4, verbose: true}
metrics: {tone: {weight: 2}, facts: {}}
prompts:
  - 'Say {{x}}'
  - 'Say {{x}}'
  - "a path? no/\n"
  - {raw: file://p.txt, label: mine}
  - p.md
  - file://chat.yaml
  - lines.jsonl
  - table.csv
  - {id: short, raw: Hi}
providers:
  - echo
  - {id: openai:chat:m, label: gpt, config: {temperature: 0}, prompts: [mine, short]}
  - exec:./x.sh: {label: script}
tests:
  - {vars: {x: 1}, prompts: [mine], providers: [gpt], options: {repeat: 3}}
`,
		"c/p.txt": "one\r\n --- \n\ntwo\n---\n", "c/p.md": "whole\n---\n ", "c/chat.yaml": "- {role: user, content: '{{x}}'}\n",
		"c/lines.jsonl": "[1]\n[2]\n", "c/table.csv": "id,prompt\n1, A {{x}} \n2,\n3,B\n",
	}.parse(t, "c/promptfooconfig.yaml")
	if suite.OwnErr != nil || len(suite.Warnings) > 0 {
		t.Errorf("%v %v", suite.OwnErr, suite.Warnings)
	}
	var got strings.Builder
	for _, p := range suite.Prompts {
		fmt.Fprintf(&got, "%q %q %s\n", p.Label, p.Raw, p.Path)
	}
	for _, p := range suite.Providers {
		fmt.Fprintf(&got, "%s %q %s %v\n", p.ID, p.Label, value.Canonical(p.Config), p.Prompts)
	}
	fmt.Fprintln(&got, suite.Description, suite.Env["TONE"], suite.Env["N"], suite.Repeat, suite.Cases[0].Repeat, suite.Metrics["tone"].Weight, suite.Metrics["facts"].Weight)
	wantText(t, `
"Say {{x}}" "Say {{x}}" 
"a path? no/\n" "a path? no/\n" 
"mine: p.txt: one" "one" c/p.txt
"mine: p.txt: two" "two" c/p.txt
"p.md: whole\n---\n " "whole\n---\n " c/p.md
"chat.yaml: [{\"role\":\"user\",\"content\":\"{{x}}\"}]" "[{\"role\":\"user\",\"content\":\"{{x}}\"}]" c/chat.yaml
"lines.jsonl: [1]" "[1]" c/lines.jsonl
"lines.jsonl: [2]" "[2]" c/lines.jsonl
"Prompt 1 - A {{x}}" "A {{x}}" c/table.csv
"Prompt 2 - B" "B" c/table.csv
"Hi" "Hi" 
echo "" {} []
openai:chat:m "gpt" {"temperature":0} [mine short]
exec:./x.sh "script" {} []
demo warm 3 4 3 2 1
`, got.String())
	c, gpt := &suite.Cases[0], suite.Providers[1]
	if !c.Asks(suite.Prompts[2]) || c.Asks(suite.Prompts[0]) || !gpt.Asks(suite.Prompts[10]) || !suite.Providers[0].Asks(suite.Prompts[0]) {
		t.Error("the filter of prompts is wrong")
	}
	if !c.AsksProvider(gpt) || c.AsksProvider(suite.Providers[0]) {
		t.Error("the filter of providers is wrong")
	}
}

func TestOwnPromptsThatCannotRunDoNotSpoilTheSuite(t *testing.T) {
	t.Parallel()
	suite := files{"s.yaml": `
prompts: [gen.py, gone.txt, {label: x}, "langfuse://p:1", "file://p.ts", "exec:./p.sh"]
providers: [file://p.yaml, {id: echo, transform: [x]}, {id: echo, config: [1]}, {id: echo, config: ~}, file://e.yaml, file://l.yaml]
tests: [{vars: {a: 1}}]
`, "e.yaml": "# nothing\n", "l.yaml": "[echo]\n"}.parse(t, "s.yaml")
	if suite.OwnErr == nil || len(suite.Cases) != 1 {
		t.Fatalf("%d cases, %v", len(suite.Cases), suite.OwnErr)
	}
	for _, want := range []string{"s.yaml:2:11: there is no file gen.py", "s.yaml:2:19: there is no file gone.txt", "a prompt without text", "prompts from the network", "p.ts: TypeScript is not supported", "exec:./p.sh: prompts made by a command", "s.yaml:3:13: there is no file p.yaml", "transform of a provider", "config of a provider must be a mapping, not a list", "e.yaml holds no provider", "l.yaml:1:2: a provider in a file must be a mapping, not a text"} {
		if !strings.Contains(suite.OwnErr.Error(), want) {
			t.Errorf("want %q in:\n%v", want, suite.OwnErr)
		}
	}
}

func TestAConfigurationWithoutTestsJudgesEachPromptOnce(t *testing.T) {
	t.Parallel()
	suite := files{"s.yaml": "prompts: [Hi]\ndefaultTest: {assert: [{type: equals, value: Hi}]}\n"}.parse(t, "s.yaml")
	wantText(t, "0/0 Row 1 {} equals=\"Hi\"\n", summary(suite))
}

func TestGroupsOfPrompts(t *testing.T) {
	t.Parallel()
	for filter, want := range map[string]bool{"grp": true, "grp:*": true, "grp:a": true, "gr": false, "grp:b": false, "id": true} {
		c := eval.Case{Prompts: []string{filter}}
		if got := c.Asks(eval.InlinePrompt{Label: "grp:a", ID: "id"}); got != want {
			t.Errorf("%s: %v", filter, got)
		}
	}
}

func TestProvidersOfFiles(t *testing.T) {
	t.Parallel()
	suite := files{
		"c/s.yaml":       "prompts: [Hi]\nproviders: file://p/one.yaml\ntests: [{vars: {a: 1}}]\n",
		"c/l.yaml":       "prompts: [Hi]\nproviders: [echo, file://p/list.json, 'file://call.js', echo, {id: echo, label: a}]\ntests: [{vars: {a: 1}}]\n",
		"c/p/one.yaml":   "id: openai:m\nlabel: one\nconfig: {tools: file://p/tools.json, response_format: file://p/form.yaml, stop: file://x.txt}\n",
		"c/p/list.json":  `[{"id": "echo", "label": "a"}, {"id": "echo", "label": "b", "prompts": ["x"]}]`,
		"c/p/tools.json": `[{"type": "function"}]`, "c/p/form.yaml": "type: json_object\n",
	}
	one := suite.parse(t, "c/s.yaml")
	if one.OwnErr != nil || len(one.Providers) != 1 {
		t.Fatal(one.OwnErr, one.Providers)
	}
	wantText(t, `{"response_format":{"type":"json_object"},"stop":"file://x.txt","tools":[{"type":"function"}]}`, string(value.Canonical(one.Providers[0].Config)))
	list := suite.parse(t, "c/l.yaml")
	var got strings.Builder
	for _, p := range list.Providers {
		fmt.Fprintf(&got, "%s %s %v %s\n", p.ID, p.Label, p.Prompts, p.Pos)
	}
	wantText(t, `
echo  [] c/l.yaml:2:13
echo a [] c/p/list.json:1:2
echo b [x] c/p/list.json:1:32
file://call.js  [] c/l.yaml:2:39
`, got.String())
}
