package prompt_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/prompt"
)

func parse(t *testing.T, path, src string) *prompt.Prompt {
	t.Helper()
	p, err := prompt.Parse(path, []byte(src), prompt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMessages(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		path, src string
		want      []prompt.Message
	}{
		"a file is one user message without blank lines around it": {
			"p.md", "\n\nHello.\n\nYou.\n\n", []prompt.Message{{Role: "user", Text: "Hello.\n\nYou.", Line: 3}},
		},
		"system.md is a system message": {
			"a/System.MD", "Hello.", []prompt.Message{{Role: "system", Text: "Hello.", Line: 1}},
		},
		"role lines cut messages, in any case, with a sign before": {
			"p.md", "SYSTEM:\nBe kind.\n\n# user:\nHi.\n  Assistant:\nHo.\n",
			[]prompt.Message{{Role: "system", Text: "Be kind.", Line: 2}, {Role: "user", Text: "Hi.", Line: 5}, {Role: "assistant", Text: "Ho.", Line: 7}},
		},
		"text before the first role line is a system message": {
			"p.md", "Be kind.\nuser:\nHi.", []prompt.Message{{Role: "system", Text: "Be kind.", Line: 1}, {Role: "user", Text: "Hi.", Line: 3}},
		},
		"a role line in a code fence is text": {
			"p.md", "```\nuser:\n```\n", []prompt.Message{{Role: "user", Text: "```\nuser:\n```", Line: 1}},
		},
		"tool: alone makes no chat": {
			"p.md", "Say\ntool:\nx", []prompt.Message{{Role: "user", Text: "Say\ntool:\nx", Line: 1}},
		},
		"a byte order mark and carriage returns are dropped": {
			"p.md", "\ufeff---\r\nmodel: m\r\n---\r\nHi.\r\nYou.\r\n", []prompt.Message{{Role: "user", Text: "Hi.\nYou.", Line: 4}},
		},
		"a rule at the top is no front matter": {
			"p.md", "---\n\nHello you.\n\n---\n\nBye.", []prompt.Message{{Role: "user", Text: "---\n\nHello you.\n\n---\n\nBye.", Line: 1}},
		},
		"a blank file has no message": {"p.md", " \n\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(tc.want, parse(t, tc.path, tc.src).Messages); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func TestFrontMatterFillsThePrompt(t *testing.T) {
	t.Parallel()
	p := parse(t, "p.md", `---
name: greeter
model: openai:gpt-4.1-mini
temperature: 0.2
config: {top_p: 1, reasoning: {effort: low}}
suite: [suites/a.yaml, suites/b.yaml]
inputs:
  who: string
  tone: {type: string, default: kind, required: true}
tools: []
empty:
---
Greet {{ who }}.
`)
	if p.Model != "openai:gpt-4.1-mini" || p.Tools != nil || len(p.Inputs) != 2 || len(p.Warnings) > 0 {
		t.Errorf("got %+v", p)
	}
	if d := cmp.Diff([]string{"temperature", "top_p", "reasoning"}, p.Params.Keys()); d != "" {
		t.Errorf("parameters (-want +got)\n%s", d)
	}
	if d := cmp.Diff([]string{"suites/a.yaml", "suites/b.yaml"}, p.Suites); d != "" {
		t.Errorf("suites (-want +got)\n%s", d)
	}
	var got []string
	for _, v := range p.Variables {
		got = append(got, v.ID)
	}
	want := []string{"model", "param:temperature", "param:top_p", "param:reasoning", "inputs", "schema:input", "block:user/1"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("variables (-want +got)\n%s", d)
	}
}

func TestAnUnknownKeyIsAParameterWithAWarning(t *testing.T) {
	t.Parallel()
	p := parse(t, "p.md", "---\ntemprature: 1\n---\nHi.")
	if _, ok := p.Params.Get("temprature"); !ok || len(p.Warnings) != 1 || p.Warnings[0].Hint != `did you mean "temperature"?` {
		t.Errorf("got %v, %v", p.Params, p.Warnings)
	}
}

func TestProblemsHaveAPlace(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ src, want string }{
		"front matter without an end":  {"---\nmodel: m\n\nHi.", "p.md:1:1: front matter has no end"},
		"bad YAML":                     {"---\nmodel: m\nstop: a: b\n---\nHi.", "p.md:3:1: not valid YAML: mapping values are not allowed in this context"},
		"a key twice":                  {"---\nseed: 1\nmodel: m\nseed: 2\n---\nHi.", `p.md:4:1: key "seed" stands twice`},
		"a nested key twice":           {"---\nconfig:\n  seed: 1\n  seed: 2\n---\nHi.", `p.md:4:3: key "seed" stands twice`},
		"an alias inside itself":       {"---\nstop: &a [*a]\n---\nHi.", "p.md:2:1: nested deeper than 1000 levels, or an alias inside what it stands for"},
		"a model that is a list":       {"---\nmodel: [a, b]\n---\nHi.", "p.md:2:8: model must be the name of a model, such as openai:gpt-4.1-mini"},
		"a suite that is a number":     {"---\nsuite: 3\n---\nHi.", "p.md:2:8: suite must be a path or a list of paths"},
		"an input without a name":      {"---\ninputs:\n  - {type: string}\n---\nHi.", "p.md:3:5: an input without a name"},
		"an input declared twice":      {"---\ninputs: [a, a]\n---\nHi.", "p.md:2:13: input a is declared twice"},
		"an unknown schema":            {"---\nschema: {out: {}}\n---\nHi.", "p.md:2:9: schema has no key out"},
		"an unknown template engine":   {"---\ntemplate: erb\n---\nHi.", "p.md:2:11: unknown template engine erb"},
		"parameters that are a list":   {"---\nconfig: [1]\n---\nHi.", "p.md:2:9: config must be a mapping"},
		"a parameter set twice":        {"---\nseed: 1\nconfig: {seed: 2}\n---\nHi.", "p.md:3:9: parameter seed is set twice"},
		"bytes that are no text":       {"Hi.\nB\xff", "p.md:2:2: not UTF-8 text"},
		"a NUL byte":                   {"Hi\x00.\xff", "p.md:1:3: not UTF-8 text"},
		"two problems at once":         {"---\nmodel: [a]\nsuite: 1\n---\nHi.", "p.md:2:8: model must be the name of a model, such as openai:gpt-4.1-mini\np.md:3:8: suite must be a path or a list of paths"},
		"an include without a reader":  {"Hi.\n  {% include 'a.md' %}", `p.md:2:3: cannot include "a.md" here`},
		"an include out of the folder": {"{% include '../a.md' %}", `p.md:1:1: include of "../a.md" leaves the repository`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantProblems(t, "p.md", tc.src, tc.want)
		})
	}
}

func TestIncludesAreFollowed(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"prompts/parts/tone.md": "Be {% include 'word.md' %}.",
		"prompts/parts/word.md": "kind",
		"shared/form.md":        "One line, {{ signed }}.",
		"prompts/loop.md":       "{% include 'parts/back.md' %}",
		"prompts/parts/back.md": "x\n {% include '../loop.md' %}",
	}
	opts := prompt.Options{Read: func(path string) ([]byte, error) {
		if s, ok := files[path]; ok {
			return []byte(s), nil
		}
		return nil, fs.ErrNotExist
	}}
	p, err := prompt.Parse("prompts/p.md", []byte(`{% include "parts/tone.md" %}{%- include '/shared/form.md' -%}{% include "no.md" ignore missing %}{% include which %}`), opts)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, part := range p.Partials {
		got = append(got, part.Path)
	}
	if d := cmp.Diff([]string{"prompts/parts/tone.md", "prompts/parts/word.md", "shared/form.md"}, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if len(p.Warnings) != 1 || p.Warnings[0].Pos.Col == 0 {
		t.Errorf("want a warning of the include by name, got %v", p.Warnings)
	}
	if d := cmp.Diff([]string{"signed", "which"}, p.Uses()); d != "" {
		t.Errorf("uses (-want +got)\n%s", d)
	}
	for src, want := range map[string]string{
		"a\n{% include 'parts/no.md' %}": "prompts/p.md:2:1: no file prompts/parts/no.md",
		"{% include 'loop.md' %}":        "prompts/parts/back.md:2:2: include cycle: prompts/p.md -> prompts/loop.md -> prompts/parts/back.md -> prompts/loop.md",
	} {
		if _, err := prompt.Parse("prompts/p.md", []byte(src), opts); err == nil || err.Error() != want {
			t.Errorf("want %s\ngot %v", want, err)
		}
	}
}

func TestTextIsTheWayOutOfABadFile(t *testing.T) {
	t.Parallel()
	before := prompt.ParseText("p.md", []byte("---\nmodel: [a\n---\n# A\nx\n# B\ny\xff"), prompt.Options{})
	after := prompt.ParseText("p.md", []byte("---\nmodel: [a\n---\n# A\nx\n# B\nz\xff"), prompt.Options{})
	got := prompt.Compare(before, after)
	if len(got) != 1 || got[0].ID != "section:user/B" || got[0].Line != 6 {
		t.Errorf("got %v", got)
	}
}

func TestEveryFormatReadsItsExample(t *testing.T) {
	t.Parallel()
	for _, f := range prompt.Formats() {
		p, err := f.Parse(f.Path, f.Example, prompt.Options{})
		if err != nil || len(p.Warnings) > 0 || p.Format != f.Name || prompt.Blank(p) {
			t.Errorf("%s: %v, %v", f.Name, p, err)
		}
		if f.Doc == "" || !f.Detect(f.Path, f.Example) {
			t.Errorf("%s has no doc or does not detect its example", f.Name)
		}
		if p, err := prompt.Parse(f.Path, []byte(f.Example), prompt.Options{}); err != nil || p.Format != f.Name {
			t.Errorf("the example of %s is read as %v, %v", f.Name, p, err)
		}
	}
	for _, k := range prompt.Keys() {
		if k.Doc == "" || k.Name != strings.ToLower(k.Name) {
			t.Errorf("key %q", k.Name)
		}
	}
}

func TestBytesThatAreNoUTF8StayDifferent(t *testing.T) {
	t.Parallel()
	before := prompt.ParseText("p.txt", []byte("caf\xe9 d'\xc3\xa9t\xe9"), prompt.Options{})
	after := prompt.ParseText("p.txt", []byte("caf\xe8 d'\xc3\xa9t\xe9"), prompt.Options{})
	want := []prompt.Change{{ID: "block:user/1", Change: "modified", Before: "café d'été", After: "cafè d'été", Line: 1, Edit: "café->cafè"}}
	if diff := cmp.Diff(want, prompt.Compare(before, after)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}
