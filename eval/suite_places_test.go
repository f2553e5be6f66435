package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/value"
)

// The expectations of this file are what promptfoo 0.121.20 gave for the same
// configuration.

func TestPromptsAreTakenForFilesAndTexts(t *testing.T) {
	t.Parallel()
	suite := files{
		"c/s.yaml": `
prompts:
  - 'What is 2*{{x}}?'
  - 'Either {{x}}/or?'
  - 'dup {{x}}'
  - 'dup {{x}}'
  - {raw: 'dup {{x}}', label: L}
  - {raw: 'dup {{x}}', label: L}
  - file://p.csv
  - {label: CSV, raw: file://p.csv}
  - {label: one, raw: file://one.jsonl}
  - file://chat.json
  - {id: xid, label: XL, raw: file://x.md}
  - {id: file://p.txt, label: lab}
  - {label: lost, raw: 'file://d/*.txt'}
providers: [echo]
`,
		"c/p.csv": "prompt,label\nA {{x}},la\n\"B {{x}}\",\n", "c/one.jsonl": "{\"a\":\"{{x}}\"}\n", "c/x.md": "# {{x}}\n",
		"c/chat.json": `[{"role":"user","content":"file://d/c.txt"}]`, "c/p.txt": "T1 {{x}}\n---\nT2 {{x}}\n",
		"c/d/c.txt": "c {{x}}\n", "c/d/d2.txt": "d2\n",
	}.parse(t, "c/s.yaml")
	if suite.OwnErr != nil {
		t.Fatal(suite.OwnErr)
	}
	var got strings.Builder
	for _, p := range suite.Prompts {
		fmt.Fprintf(&got, "%q %q\n", p.Label, p.Raw)
	}
	wantText(t, `
"What is 2*{{x}}?" "What is 2*{{x}}?"
"Either {{x}}/or?" "Either {{x}}/or?"
"dup {{x}}" "dup {{x}}"
"L" "dup {{x}}"
"L" "dup {{x}}"
"la" "A {{x}}"
"Prompt 2 - B {{x}}" "B {{x}}"
"la" "A {{x}}"
"CSV" "B {{x}}"
"one" "{\"a\":\"{{x}}\"}"
"chat.json: [{\"role\":\"user\",\"content\":\"c {{x}}\\n\"}]" "[{\"role\":\"user\",\"content\":\"c {{x}}\\n\"}]"
"XL" "# {{x}}\n"
"lab: p.txt: T1 {{x}}" "T1 {{x}}"
"lab: p.txt: T2 {{x}}" "T2 {{x}}"
"d/c.txt: c {{x}}" "c {{x}}"
"d/d2.txt: d2" "d2"
`, got.String())
}

func TestFilesOfTestsNameOtherFiles(t *testing.T) {
	t.Parallel()
	suite := files{
		"c/s.yaml": `
tests:
  - file://t/t1.yaml
  - file://t/t*.json
  - path: file://t/c.csv
  - path: t/d.json
  - vars: d/vars.yaml
  - {vars: {x: 1}, assert: file://t/asserts.yaml}
scenarios:
  - file://t/sc.yaml
  - config: [{vars: {x: own}, metadata: {conversationId: mine}}]
`,
		"c/d/vars.yaml": "x: fromvars\n", "c/t/vars.yaml": "x: fromtvars\n", "c/d/d2.txt": "d2\n",
		"c/t/t1.yaml": `
- vars: vars.yaml
  assert: file://t/asserts.yaml
- vars: {x: 'file://d/d2.txt'}
  assert:
    - {type: contains, value: 'file://t/want.txt'}
    - {type: contains-any, value: 'file://t/words.csv'}
    - {type: equals, value: 'file://t/t*.json'}
    - {type: equals, value: 'file://t/c.csv'}
  options: file://t/opts.json
  metadata: file://t/meta.yaml
- providerOutput: file://t/want.txt
`,
		"c/t/asserts.yaml": "- {type: icontains, value: x}\n", "c/t/want.txt": "want\n", "c/t/words.csv": "w\na\nb\n",
		"c/t/opts.json": `{"prefix":"P "}`, "c/t/meta.yaml": "k: 1", "c/t/t2.json": `[{"vars":{"x":"j1"}}]`,
		"c/t/t3.json": `{"vars":{"x":"j2"}}`, "c/t/c.csv": "x,__expected\nc1,contains:c1\n", "c/t/d.json": `[{"vars":{"x":"d1"}}]`,
		"c/t/sc.yaml": "- config: [{vars: {x: s1}},{vars: {x: s2}}]\n  tests: [{description: sd, assert: [{type: contains, value: s}]}]\n",
	}.parse(t, "c/s.yaml")
	wantText(t, `
0/0 Row 1 {"x":"fromtvars"} icontains="x"
1/1 Row 2 {"x":"d2"} contains="want\n" contains-any=["a","b"] equals=[{"vars":{"x":"j1"}},{"vars":{"x":"j2"}}] equals=[{"__expected":"contains:c1","x":"c1"}]
2/2 Row 3 {}
3/3 Row 4 {"x":"j1"}
4/4 Row 5 {"x":"j2"}
5/5 Row 6 {"x":"c1"} contains="c1"
6/6 Row 7 {"x":"d1"}
7/7 Row 8 {"x":"fromvars"}
8/8 Row 9 {"x":1} icontains="x"
9/9 Row 10 {"x":"s1"} contains="s"
10/10 Row 11 {"x":"s2"} contains="s"
11/11 Row 12 {"x":"own"}
`, summary(suite))
	cases := suite.Cases
	if *cases[2].Output != "want\n" || cases[5].Description != "Row #1" || cases[6].Description != "Row #1" || cases[3].Description != "" {
		t.Errorf("%q %q %q %q", *cases[2].Output, cases[5].Description, cases[6].Description, cases[3].Description)
	}
	for i, want := range map[int]string{
		1: `{"k":1}`, 9: `{"conversationId":"__scenario_0__"}`, 10: `{"conversationId":"__scenario_1__"}`, 11: `{"conversationId":"mine"}`,
	} {
		wantText(t, want, string(value.Canonical(cases[i].Metadata)))
	}
	if prefix, _ := cases[1].Options.Get("prefix"); prefix != "P " {
		t.Errorf("options of a file: %v", cases[1].Options)
	}
}

func TestPicturesAreDataURIs(t *testing.T) {
	t.Parallel()
	suite := files{
		"s.yaml": "- vars: {a: file://a.png, b: file://b.jpg, c: file://c.svg, d: file://d.WAV}\n",
		"a.png":  "\x89PNG\r\n\x1a\n\xff", "b.jpg": "GIF89a", "c.svg": "<svg/>", "d.WAV": "RIFF\xfe",
	}.parse(t, "s.yaml")
	wantText(t, `0/0 Row 1 {"a":"data:image/png;base64,iVBORw0KGgr/","b":"data:image/gif;base64,R0lGODlh","c":"data:image/svg+xml;base64,PHN2Zy8+","d":"UklGRv4="}`+"\n", summary(suite))
	got := files{"s.yaml": "- vars: {a: file://a.pdf, b: file://big.png}\n", "a.pdf": "%PDF", "big.png": strings.Repeat("x", 17<<20)}.problems(t, "s.yaml")
	wantText(t, "s.yaml:1:3: file://a.pdf: vars from .pdf files are not supported in this version | extract its text into a .txt file\n"+
		"s.yaml:1:3: file://big.png has more than 16 MiB | use a smaller file\n", got)
}

func TestPlacesOfFilesThatAreNotThere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ src, want string }{
		"scenarios":           {"scenarios: file://gone.yaml", "s.yaml:1:12: there is no file gone.yaml"},
		"scenarios as a text": {"scenarios: sc.yaml", "s.yaml:1:12: scenarios must be a list, not a text"},
		"assertions":          {"tests: [{assert: file://gone.yaml}]", "s.yaml:1:18: there is no file gone.yaml"},
		"assertions as text":  {"tests: [{assert: a.yaml}]", "s.yaml:1:18: assert must be a list of assertions, not a text"},
		"broken assertions":   {"tests: [{assert: file://bad.yaml}]", "bad.yaml:1:2: an assertion without a type"},
		"code":                {"tests: {path: x.py}", "s.yaml:1:9: there is no file x.py"},
		"a pattern of values": {"tests: [file://t.yaml]", "t.yaml:1:35: no file matches file://g*.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := files{"s.yaml": c.src, "bad.yaml": "[{value: {}}]", "t.yaml": "- assert: [{type: is-json, value: 'file://g*.json'}]"}
			got := f.problems(t, "s.yaml")
			if !strings.Contains(got, c.want) {
				t.Errorf("want %q in:\n%s", c.want, got)
			}
		})
	}
}

func TestVarsNamedWithASchemeAreReadWithAWarning(t *testing.T) {
	t.Parallel()
	suite := files{"s.yaml": "tests: [{vars: file://v.yaml}]", "v.yaml": "a: 1"}.parse(t, "s.yaml")
	if len(suite.Warnings) != 1 || !strings.Contains(suite.Warnings[0].Message, "promptfoo would read nothing") {
		t.Error(suite.Warnings)
	}
	if v, _ := suite.Cases[0].Vars.Get("a"); v != int64(1) {
		t.Error(v)
	}
}

func TestCasesThatHandOnOutputsDependOnThoseBeforeThem(t *testing.T) {
	t.Parallel()
	keys := func(first, options string) []string {
		suite := files{"s.yaml": "[{vars: {x: " + first + "}" + options + "}, {vars: {x: b}}]"}.parse(t, "s.yaml")
		return []string{suite.Cases[0].Key, suite.Cases[1].Key}
	}
	const chained = ", options: {storeOutputAs: y}"
	if a, b := keys("a", ""), keys("c", ""); a[1] != b[1] {
		t.Error("a case of its own depends on another")
	}
	if a, b := keys("a", chained), keys("c", chained); a[1] == b[1] {
		t.Error("a case that may use an output does not depend on what gives it")
	}
	if a, b := keys("a", ""), keys("a", chained); a[0] == b[0] {
		t.Error("storing an output does not count")
	}
	ahead := func(second string) string {
		suite := files{"s.yaml": "[{vars: {x: a}}, {vars: {x: " + second + "}, options: {runSerially: true, storeOutputAs: y}}]"}.parse(t, "s.yaml")
		return suite.Cases[0].Key
	}
	if ahead("b") == ahead("c") {
		t.Error("a case does not depend on one that runs before it and stands behind it")
	}
}
