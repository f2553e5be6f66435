package cmd_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const promptfoo = `description: as people have it
prompts: ['Hello {{name}}', 'Bye {{name}}']
providers:
- {id: echo, label: first}
- {id: 'exec:./loud.sh', label: second}
defaultTest: {assert: [{type: icontains, value: '{{name}}'}]}
tests:
- {vars: {name: [Ann, Bob]}, assert: [{type: contains, value: Hello}]}
- {vars: {name: Cy}}
`

// foo is a repository without commits that holds a promptfoo configuration.
func foo(t *testing.T, config string) *lab {
	t.Helper()
	l := newLab(t)
	l.write("promptfooconfig.yaml", config)
	l.script("loud.sh", "tr a-z A-Z")
	return l
}

// rowsOf is what a run printed: index, sample, case's vars and pass.
func rowsOf(r evalRun) []string {
	var rows []string
	for _, x := range r.Results {
		rows = append(rows, fmt.Sprintf("%d %v %s %v", x.Index, x.Vars["name"], x.Output, x.Pass))
	}
	return rows
}

func TestAPromptfooConfigurationRunsAsItStands(t *testing.T) {
	t.Parallel()
	l := foo(t, promptfoo)
	l.ok("trust", "--yes")
	check := func() {
		t.Helper()
		var columns []string
		doc := l.eval(1, "--suite", "promptfooconfig.yaml")
		for _, r := range doc.Runs {
			columns = append(columns, r.Provider+" "+r.Prompt)
			if r.Rev != "worktree" || r.Record != nil || r.NA != 0 || r.Total != 3 {
				t.Errorf("got %+v", r)
			}
		}
		if diff := cmp.Diff([]string{
			"echo promptfooconfig.yaml#prompts/0", "echo promptfooconfig.yaml#prompts/1",
			"exec:./loud.sh promptfooconfig.yaml#prompts/0", "exec:./loud.sh promptfooconfig.yaml#prompts/1",
		}, columns); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff([]string{"0 Ann Hello Ann true", "1 Bob Hello Bob true", "2 Cy Hello Cy true"}, rowsOf(doc.Runs[0])); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"0 Ann BYE ANN false", "1 Bob BYE BOB false", "2 Cy BYE CY true"}, rowsOf(doc.Runs[3])); diff != "" {
			t.Error(diff)
		}
	}
	check()
	l.commit("also with a commit")
	check()
	if refs := l.git("for-each-ref", "refs/notes"); refs != "" {
		t.Errorf("records were written: %s", refs)
	}
	doc := l.eval(0, "--suite", "promptfooconfig.yaml", "--provider", "echo", "--case", "Row 3", "--repeat", "2")
	if len(doc.Runs) != 2 {
		t.Errorf("got %+v", doc.Runs)
	}
}

func TestOnlyTheCombinationsThatAreMeantAreRows(t *testing.T) {
	t.Parallel()
	l := foo(t, `prompts: [{label: hi, raw: 'Hello {{name}}'}, {label: bye, raw: 'Bye {{name}}'}]
providers: [{id: echo, label: a}, {id: demo, label: b, prompts: [bye]}]
tests:
- {vars: {name: Ann}}
- {vars: {name: Bob}, prompts: [bye]}
- {vars: {name: Cy}, providers: [a]}
`)
	var got []string
	for _, r := range l.eval(0, "--suite", "promptfooconfig.yaml").Runs {
		var rows []string
		for _, x := range r.Results {
			rows = append(rows, fmt.Sprintf("%d:%v", x.Index, x.Vars["name"]))
		}
		got = append(got, fmt.Sprintf("%s %s %v %d", r.Provider, r.Prompt[len(r.Prompt)-1:], rows, r.Total))
	}
	want := []string{"echo 0 [0:Ann 2:Cy] 2", "echo 1 [0:Ann 1:Bob 2:Cy] 3", "demo 1 [0:Ann 1:Bob] 2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOwnPromptsAreJudgedByItsTestsAlone(t *testing.T) {
	t.Parallel()
	l := foo(t, promptfoo)
	l.write("promptgit.yaml", "provider: echo\nprompts: [{path: 'prompts/*', suite: promptfooconfig.yaml}]\n")
	l.set("prompts/a.md", "Hello {{name}}\n", "a")
	l.set("prompts/b.md", "Hello dear {{name}}\n", "b")
	for _, args := range [][]string{
		nil,
		{"HEAD"},
		{"--all"},
		{"--json"},
		{"--suite", "promptfooconfig.yaml", "--prompt", "prompts/*"},
		{"--suite", "promptfooconfig.yaml", "HEAD"},
	} {
		a := l.want(0, append([]string{"eval"}, args...)...)
		if n := strings.Count(a.stderr, "the prompts and providers of promptfooconfig.yaml are ignored"); n != 1 {
			t.Errorf("%v: want one notice, got %d in %s", args, n, a.stderr)
		}
		if strings.Contains(a.out, "#prompts") {
			t.Errorf("%v: got %s", args, a.out)
		}
	}
	l.write("suites/plain.yaml", "tests: [{id: any}]\n")
	if a := l.want(0, "eval", "--suite", "suites/plain.yaml"); strings.Contains(a.stderr, "ignored") {
		t.Errorf("a suite without prompts needs no notice: %s", a.stderr)
	}
}

func TestWhatOfItCannotBeRunIsToldWithItsPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, config string
		code         int
		want         string
	}{
		{"a type of assertion", "prompts: [a]\nproviders: [echo]\ntests: [{assert: [{type: pi, value: x}]}]\n", 3, "promptfooconfig.yaml:3:26: "},
		{"a prompt made by code", "prompts: ['file://p.py']\nproviders: [echo]\ntests: [{vars: {a: b}}]\n", 3, "promptfooconfig.yaml:1:11: "},
		{"a prompt that is not there", "prompts: ['file://p.txt']\nproviders: [echo]\ntests: [{vars: {a: b}}]\n", 3, "promptfooconfig.yaml:1:11: "},
		{"a file outside of the repository", "prompts: ['file://../p.txt']\nproviders: [echo]\ntests: [{vars: {a: b}}]\n", 3, "outside the repository"},
		{"a key in the file", "prompts: [a]\nproviders: [{id: 'openai:gpt-4.1', config: {apiKey: sk-1}}]\ntests: [{vars: {a: b}}]\n", 3, "apiKeyEnvar"},
		{"a provider that is none", "prompts: [a]\nproviders: ['echoo:x']\ntests: [{vars: {a: b}}]\n", 3, `did you mean "echo"?`},
		{"a provider of another program", "prompts: [a]\nproviders: ['bedrock:x']\ntests: [{vars: {a: b}}]\n", 3, "promptfooconfig.yaml:2:13: the provider \"bedrock:x\" is not supported"},
		{"a provider that is code", "prompts: [a]\nproviders: ['file://p.py']\ntests: [{vars: {a: b}}]\n", 3, "is code, which is not supported"},
		{"a model that is no chat", "prompts: [a]\nproviders: ['openai:embedding:x']\ntests: [{vars: {a: b}}]\n", 3, "is no chat model"},
		{"a provider that asks nothing", "prompts: [{label: x, raw: a}]\nproviders: [{id: echo, prompts: []}]\ntests: [{vars: {a: b}}]\n", 2, "no prompt that a provider is asked"},
		{"a prompt that no provider knows", "prompts: [{label: x, raw: a}]\nproviders: [{id: echo, prompts: [y]}]\ntests: [{vars: {a: b}}]\n", 3, "promptfooconfig.yaml:2:13: there is no prompt \"y\""},
	} {
		l := foo(t, c.config)
		if a := l.want(c.code, "eval", "--suite", "promptfooconfig.yaml"); !strings.Contains(a.stderr, c.want) {
			t.Errorf("%s: want %q in\n%s", c.name, c.want, a.stderr)
		}
	}
}

func TestARenderedChatIsJSONAndItsSpacesDoNotCount(t *testing.T) {
	t.Parallel()
	l := foo(t, `prompts: ['{{reply}}']
providers: [echo]
tests:
- {vars: {reply: '{"b": 1, "a": [1.0, "<&>"]}'}}
- {vars: {reply: ' {"b": 1} no'}}
- {vars: {reply: '[{"role": "user", "content": "hi"}]'}}
`)
	var rendered, outputs []string
	for _, x := range l.eval(0, "--suite", "promptfooconfig.yaml").Runs[0].Results {
		rendered, outputs = append(rendered, x.Rendered), append(outputs, x.Output)
	}
	if diff := cmp.Diff([]string{`{"b":1,"a":[1,"<&>"]}`, ` {"b": 1} no`, `[{"role":"user","content":"hi"}]`}, rendered); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{`{"b": 1, "a": [1.0, "<&>"]}`, ` {"b": 1} no`, `[{"role": "user", "content": "hi"}]`}, outputs); diff != "" {
		t.Error(diff)
	}
}
