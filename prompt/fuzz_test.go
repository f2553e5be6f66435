package prompt_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// fuzzFormat holds what every format promises of any two files: nothing panics,
// every place lies in the file, a version does not differ from itself, and the
// way back is the mirror of the way there.
func fuzzFormat(f *testing.F, path string, seeds ...string) {
	f.Helper()
	for i, s := range seeds {
		f.Add([]byte(s), []byte(seeds[(i+1)%len(seeds)]))
		f.Add([]byte(s), []byte(strings.Replace(s, "e", "o", 1)))
	}
	f.Fuzz(func(t *testing.T, one, other []byte) {
		a, b := readForFuzz(t, path, one), readForFuzz(t, path, other)
		if changes := prompt.Compare(a, a); len(changes) > 0 {
			t.Errorf("a prompt differs from itself: %v", changes)
		}
		if a.Format == b.Format {
			mirrors(t, a, b)
		}
	})
}

// readForFuzz parses as check does: what cannot be parsed is read as text.
func readForFuzz(t *testing.T, path string, src []byte) *prompt.Prompt {
	t.Helper()
	lines := 1 + strings.Count(strings.ReplaceAll(strings.ReplaceAll(string(src), "\r\n", "\n"), "\r", "\n"), "\n")
	opts := prompt.Options{Read: func(name string) ([]byte, error) {
		if strings.Contains(name, "_") || strings.Contains(name, "part") {
			return []byte("{{ part }}"), nil
		}
		return nil, fs.ErrNotExist
	}}
	p, err := prompt.Parse(path, src, opts)
	if err != nil {
		var found diag.Errors
		if !errors.As(err, &found) || len(found) == 0 {
			t.Fatalf("not diagnostics: %v", err)
		}
		placesLieInTheFile(t, path, lines+1, found)
		p = prompt.ParseText(path, src, opts)
	}
	placesLieInTheFile(t, path, lines, p.Warnings)
	ids := map[string]bool{}
	for _, v := range p.Variables {
		if v.Kind != prompt.KindPartial && (v.Line < 1 || v.Line > lines) {
			t.Errorf("%s stands in line %d of %d", v.ID, v.Line, lines)
		}
		if ids[v.ID] {
			t.Errorf("two variables %s", v.ID)
		}
		ids[v.ID] = true
	}
	for _, m := range p.Messages {
		if m.Line < 1 || m.Line > lines {
			t.Errorf("a message in line %d of %d", m.Line, lines)
		}
	}
	vars := value.NewObject("part", "x")
	for _, name := range p.Uses() {
		vars.Set(name, name)
	}
	_, _ = p.Render(t.Context(), vars, prompt.RenderOptions{Timeout: 20 * time.Millisecond}) // any error, but no panic
	p.Key()
	return p
}

func placesLieInTheFile(t *testing.T, path string, lines int, found []diag.Diagnostic) {
	t.Helper()
	for _, d := range found {
		if d.Pos.Path == path && (d.Pos.Line < 1 || d.Pos.Line > lines) {
			t.Errorf("place outside of the %d lines of the file: %v", lines, d)
		}
	}
}

// mirrors holds Compare to its mirror: as many changes back as there, and added
// for removed wherever both name the same variable. One rule knows a direction: a
// uniform substitution is one only if its phrase is gone, which says nothing of
// the phrase in its place.
func mirrors(t *testing.T, a, b *prompt.Prompt) {
	t.Helper()
	there, back := prompt.Compare(a, b), prompt.Compare(b, a)
	if hasWording(there) || hasWording(back) {
		return
	}
	if len(there) != len(back) {
		t.Errorf("there %v\nback %v", there, back)
		return
	}
	opposite := map[string]string{"added": "removed", "removed": "added", "modified": "modified"}
	for _, x := range there {
		for _, y := range back {
			same := x.ID == y.ID && x.Before == y.After && x.After == y.Before
			if want, plain := opposite[x.Change]; same && plain && y.Change != "moved" && y.Change != want {
				t.Errorf("there %v\nback %v", there, back)
			}
		}
	}
}

func hasWording(changes []prompt.Change) bool {
	return slices.ContainsFunc(changes, func(c prompt.Change) bool { return strings.HasPrefix(c.ID, "wording:") })
}

func FuzzNative(f *testing.F) {
	fuzzFormat(f, "prompts/p.md", nativeSeeds()...)
}

func nativeSeeds() []string {
	return []string{
		"",
		"Plain.\n",
		"---\nmodel: openai:m\ntemperature: 0.2\n---\nsystem:\n# Role\nYou help {{ who }}.\n\nuser:\n{{ text }}\n",
		"---\nmodel: [a\n---\nx",
		"---\ntop: 1\n",
		"---\n\nA rule first.\n\n---\nThen text.\n",
		"# A\n\none. two.\n\n# B\n\nthree.\n",
		"# A\n\none.\n\n# B\n\ntwo. three.\n",
		"<role>\nx\n</role>\nbetween\n<rules a=\"b\">\ny\n</rules>\n",
		"Title\n=====\n\n```sh\n# no\n```\n~~~~\n~~~\n~~~~\n",
		"One.\n\nTwo.\n\n- a\n- b\n\n1. c\n",
		"One.\nTwo.\n\n- a\n\n- b\n",
		"user:\nhi\nassistant[name=a]:\nho\nuser:\n{{ q }}\n",
		"# Examples\n\n## One\n\nx\n\n# Form\n\ny {# gone #}\n",
		"{% include \"part.md\" %}{% raw %}{{ x }}{% endraw %}{{ y | upper }}",
		"{% for x in xs %}{{ x }}{% endfor %}{{ {{ %} {#",
		"\ufeff# Rôle\r\n\r\n一行だ\r\nけ。\r\n",
		"a\x00b\xff",
	}
}

func FuzzDotprompt(f *testing.F) {
	fuzzFormat(f, "prompts/p.prompt",
		exampleOf(f, "dotprompt"),
		"# comment\n\n---\nmodel: m\nconfig: {temperature: 1, topP: 0.5}\n---\n{{role \"system\"}}A{{! c }}\n{{role \"model\"}}B\n",
		"{{#each xs as |x|}}{{x.y}} {{../z}} {{@index}}{{else}}none{{/each}}{{> part a=1}}{{{raw}}}{{~json v indent=2~}}",
		"{{#if a}}{{#unless b}}x{{/unless}}{{else if c}}y{{/if}}{{#with o}}{{p}}{{/with}} \\{{no}} {{!-- }} --}}",
		"---\ninput:\n  schema:\n    a?: string, text\n    b(array, many): {c: integer}\n    e(enum): [X, Y]\n    (*): any\n---\n{{a}} {{media url=a}} {{history}}",
		"{{ifEquals a b}}", "{{#ifEquals a 'b'}}x{{/ifEquals}}{{{{raw}}}} {{no}} {{{{/raw}}}}", "{{role 'x'}}",
	)
}

func FuzzHumanloop(f *testing.F) {
	fuzzFormat(f, "prompts/p.agent",
		exampleOf(f, "humanloop"),
		"<system>a</system><user>\n <text>b</text>\n <image url=\"x\"/>\n</user>\n",
		"<system>\nnever closed", "---\nmax_iterations: 3\ntools: [{name: a}]\n---\nplain {{ x }}",
		"  <user name=\"u\">\n    a\n\n      b\n  </user>\n<tool>\nt\n</tool>",
	)
}

func FuzzPrompty(f *testing.F) {
	fuzzFormat(f, "prompts/p.prompty",
		exampleOf(f, "prompty"),
		"---\nmodel:\n  api: chat\n  configuration: {type: azure_openai, azure_deployment: d}\n  parameters: {max_tokens: 5, tools: []}\nsample: {q: 1}\ninputs: {q: {type: string}}\n---\nsystem[name=a, n='b']:\nx\n# User:\n{{q}}\n",
		"+++\nname: x\n---\ntext", "---\nname: x\n", " \n--- \nmodel: gpt\noutputs: [{name: a, kind: float, enumValues: [1]}]\ntools: ${file:part.json}\n+++\n{{ t }}",
		"---\ninputs: [{name: t, kind: thread}]\ntemplate: {format: {kind: mustache}}\n---\nuser:\na {{t}} b\n",
		"---\nmodel: &m {id: a, options: {topP: 1, additionalProperties: {x: 1}}}\nother: *m\ntemplate: jinja2\n---\n",
	)
}

func FuzzGitHubModels(f *testing.F) {
	fuzzFormat(f, "prompts/p.prompt.yml",
		exampleOf(f, "github-models"),
		"messages:\n- {role: user, content: 'a\n\n  b'}\n- role: Assistant\n  content: >-\n    c\n    d\n\n    e\n- role: user\n  content: |2\n\n      f\n",
		"messages: {}\n", "jsonSchema: '{'\nresponseFormat: json_object\n", "a: &x [*x]\n", "messages:\n- &m {<<: *m}\n", "messages:\n- &m {role: user, content: x}\n- *m\n",
		"modelParameters: {temperature: 1, maxTokens: 3}\nmessages: [{role: user, content: \"# A\\nx\\n# B\\ny\"}]\ntestData: [1]\nevaluators: x\n",
	)
}

func FuzzVSCode(f *testing.F) {
	fuzzFormat(f, "prompts/p.prompt.md",
		exampleOf(f, "vscode"),
		"---\nmode: ask\nhidden: true\ntemperature: 1\n---\n<role>\nx\n</role>\n\n## A\ny\n", "---\ndescription: 'x\n---\ny", "# A\nb {{ c }}\n",
	)
}

func FuzzAgentFile(f *testing.F) {
	fuzzFormat(f, ".cursor/rules/p.mdc",
		exampleOf(f, "agent"),
		"---\nglobs: **/*.ts\nmodel: a: b\ntools: \"x\n---\n# A\nx ${input:y:z} $ARGUMENTS\n", "---\nmodel: [[1]]\ntools: {a: 1}\ntemplate: nunjucks\n---\n{{ x }}\n", "---\n: :\nmodel:\n---\n",
	)
}

func FuzzChatJSON(f *testing.F) {
	fuzzFormat(f, "prompts/p.json",
		exampleOf(f, "chat"),
		`[{"role":"user","content":{{ x | dump }}},{"role":"tool","tool_call_id":"1","content":[{"type":"text","text":"a"},{"type":"image_url"}]}]`,
		`[{"role": "user", "content": "# A\nx\n# B\n\u00e9"}, {{ more }}]`, `[{"role":"wizard"}]`, `["role"]`, `[{"role":1}`, "[{\"role\"\n:\"user\",\n\"name\":\"n\",\"content\":null}]",
	)
}

func FuzzChatYAML(f *testing.F) {
	fuzzFormat(f, "prompts/p.yaml",
		"- role: system\n  content: |\n    # A\n    x\n- role: user\n  content: \"{{ q }}\"\n",
		"# c\n- {role: user, content: [{type: text, text: a}], name: n}\n", "- role: x\n", "- role: user\n  content: >\n\n    a\n\n    b\n", "- content: a\n- 1\n", "- role: user\n  content: x\n- &a\n  <<: *a\n", "- role: user\n  content: 'a\n\n\n    b'\n",
	)
}

func exampleOf(f *testing.F, name string) string {
	f.Helper()
	for _, format := range prompt.Formats() {
		if format.Name == name {
			return format.Example
		}
	}
	f.Fatalf("no format %s", name)
	return ""
}
