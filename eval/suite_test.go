package eval_test

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// files are a repository in memory; the suite is the one named by parse.
type files map[string]string

func (f files) options() eval.SuiteOptions {
	return eval.SuiteOptions{
		Types: grade.Names(),
		Read: func(name string) ([]byte, error) {
			if src, ok := f[name]; ok {
				return []byte(src), nil
			}
			return nil, fs.ErrNotExist
		},
		Glob: func(pattern string) ([]string, error) {
			var found []string
			for name := range f {
				if ok, err := path.Match(pattern, name); err != nil {
					return nil, err
				} else if ok {
					found = append(found, name)
				}
			}
			slices.Sort(found)
			return found, nil
		},
	}
}

func (f files) parse(t *testing.T, name string) *eval.Suite {
	t.Helper()
	return f.parseWith(t, name, f.options())
}

func (f files) parseWith(t *testing.T, name string, options eval.SuiteOptions) *eval.Suite {
	t.Helper()
	suite, err := eval.ParseSuite(name, []byte(f[name]), options)
	if err != nil {
		t.Fatal(err)
	}
	return suite
}

// problems are the errors of a suite, one a line, with their hints.
func (f files) problems(t *testing.T, name string) string {
	t.Helper()
	_, err := eval.ParseSuite(name, []byte(f[name]), f.options())
	var list diag.Errors
	if !errors.As(err, &list) {
		t.Fatalf("want diagnostics, got %v", err)
	}
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%s | %s\n", d.Error(), d.Hint)
	}
	return b.String()
}

// summary shows the cases: id or row, vars, types of the assertions.
func summary(s *eval.Suite) string {
	var b strings.Builder
	for i := range s.Cases {
		c := &s.Cases[i]
		vars, err := c.Vars.MarshalJSON()
		if err != nil {
			return err.Error()
		}
		fmt.Fprintf(&b, "%d/%d %s %s", c.Index, c.Test, c.Name(), vars)
		for _, a := range c.Asserts {
			fmt.Fprintf(&b, " %s=%s", a.FullType(), value.Canonical(a.Value))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func wantText(t *testing.T, want, got string) {
	t.Helper()
	if diff := cmp.Diff(strings.TrimLeft(want, "\n"), got); diff != "" {
		t.Error(diff)
	}
}

func TestListsOfTextsAreMultiplied(t *testing.T) {
	t.Parallel()
	suite := files{"s.yaml": `
tests:
  - id: many
    vars: {b: [x, y], a: [1, 2], c: [p, q], e: [], d: [[z], w], f: [m, 1]}
    assert: [{type: contains, value: '{{b}}'}]
  - vars: {b: [x, y]}
    options: {disableVarExpansion: true}
`}.parse(t, "s.yaml")
	wantText(t, `
0/0 many {"b":"x","a":[1,2],"c":"p","e":[],"d":[["z"],"w"],"f":"m"} contains="{{b}}"
1/0 many {"b":"x","a":[1,2],"c":"p","e":[],"d":[["z"],"w"],"f":1} contains="{{b}}"
2/0 many {"b":"x","a":[1,2],"c":"q","e":[],"d":[["z"],"w"],"f":"m"} contains="{{b}}"
3/0 many {"b":"x","a":[1,2],"c":"q","e":[],"d":[["z"],"w"],"f":1} contains="{{b}}"
4/0 many {"b":"y","a":[1,2],"c":"p","e":[],"d":[["z"],"w"],"f":"m"} contains="{{b}}"
5/0 many {"b":"y","a":[1,2],"c":"p","e":[],"d":[["z"],"w"],"f":1} contains="{{b}}"
6/0 many {"b":"y","a":[1,2],"c":"q","e":[],"d":[["z"],"w"],"f":"m"} contains="{{b}}"
7/0 many {"b":"y","a":[1,2],"c":"q","e":[],"d":[["z"],"w"],"f":1} contains="{{b}}"
8/1 Row 9 {"b":["x","y"]}
`, summary(suite))
}

func TestTheDefaultTestIsInherited(t *testing.T) {
	t.Parallel()
	suite := files{
		"evals/s.yaml": `
defaultTest: file://shared/default.yaml
tests:
  - {vars: {who: Ann}, assert: [{type: contains, value: b}]}
  - {vars: {}, threshold: 0, options: {disableDefaultAsserts: true, prefix: ''}, tags: [own], split: holdout, metadata: {k: 2}}
`,
		"evals/shared/default.yaml": `
vars: {who: Bob, greeting: Hi}
threshold: 0.5
assert: [{type: icontains, value: a}]
options: {prefix: P, suffix: S}
metadata: {k: 1, l: 1}
tags: [shared]
`,
	}.parse(t, "evals/s.yaml")
	wantText(t, `
0/0 Row 1 {"who":"Ann","greeting":"Hi"} icontains="a" contains="b"
1/1 Row 2 {"who":"Bob","greeting":"Hi"}
`, summary(suite))
	one, two := suite.Cases[0], suite.Cases[1]
	if *one.Threshold != 0.5 || *two.Threshold != 0 {
		t.Errorf("thresholds: %v, %v", *one.Threshold, *two.Threshold)
	}
	if !slices.Equal(one.Tags, []string{"shared"}) || !slices.Equal(two.Tags, []string{"own"}) || two.Split != "holdout" {
		t.Errorf("tags %v, %v, split %q", one.Tags, two.Tags, two.Split)
	}
	if p, _ := two.Options.Get("prefix"); p != "P" {
		t.Errorf("an empty prefix undid the default one: %q", p)
	}
	wantText(t, `{"k":2,"l":1}`, string(value.Canonical(two.Metadata)))
}

func TestScenariosAreConfigTimesTests(t *testing.T) {
	t.Parallel()
	suite := files{"s.yaml": `
defaultTest: {vars: {x: d}, assert: [{type: contains, value: d}]}
tests: [{vars: {x: t}}]
scenarios:
  - config: [{vars: {lang: de}, assert: [{type: contains, value: c}]}, {vars: {lang: fr}}]
    tests: [{vars: {x: 1}, assert: [{type: contains, value: t}]}, {vars: {lang: it}}]
  - config: [{vars: {lang: es}}]
`}.parse(t, "s.yaml")
	wantText(t, `
0/0 Row 1 {"x":"t"} contains="d"
1/1 Row 2 {"x":1,"lang":"de"} contains="d" contains="c" contains="t"
2/2 Row 3 {"x":"d","lang":"it"} contains="d" contains="c"
3/3 Row 4 {"x":1,"lang":"fr"} contains="d" contains="t"
4/4 Row 5 {"x":"d","lang":"it"} contains="d"
5/5 Row 6 {"x":"d","lang":"es"} contains="d"
`, summary(suite))
}

func TestTestsComeFromFilesOfEveryKind(t *testing.T) {
	t.Parallel()
	suite := files{
		"a/s.yaml":   "tests:\n  - file://t/*.yaml\n  - t.jsonl\n  - {vars: {q: inline}}\n  - ../t.json\n  - file://t.csv\n",
		"a/t/1.yaml": "[{vars: {q: one}}]",
		"a/t/2.yaml": "vars: {q: two}",
		"a/t.jsonl":  "{\"vars\": {\"q\": \"\\ud83d\\ude00\"}}\n\n{\"vars\": {\"q\": 1.0}, \"description\": \"d\"}",
		"t.json":     "[\n\t{\"vars\": {\"q\": \"json\"}}\n]",
		"a/t.csv":    "q,__expected\ncsv,contains:x\n",
	}.parse(t, "a/s.yaml")
	wantText(t, `
0/0 Row 1 {"q":"one"}
1/1 Row 2 {"q":"two"}
2/2 Row 3 {"q":"😀"}
3/3 Row 4 {"q":1}
4/4 Row 5 {"q":"inline"}
5/5 Row 6 {"q":"json"}
6/6 Row 7 {"q":"csv"} contains="x"
`, summary(suite))
	if d := suite.Cases[6].Pos; d.Path != "a/t.csv" || d.Line != 2 {
		t.Errorf("the place of a case of a table is %v", d)
	}
}

func TestOnlyAFileNamedAloneNamesItsRows(t *testing.T) {
	t.Parallel()
	f := files{"alone.yaml": "tests: file://t.json", "list.yaml": "tests: [file://t.json]", "t.json": `[{"vars":{"a":1}}]`}
	if got := f.parse(t, "alone.yaml").Cases[0].Description; got != "Row #1" {
		t.Errorf("alone: %q", got)
	}
	if got := f.parse(t, "list.yaml").Cases[0].Description; got != "" {
		t.Errorf("in a list: %q", got)
	}
}

func TestFilesStandForValues(t *testing.T) {
	t.Parallel()
	f := files{
		"s.yaml": `
- vars: {text: file://v.txt, data: file://v.yaml, raw: file://v.json, many: 'file://m/*.txt', each: ['file://v.txt', plain]}
  assert:
    - {type: is-json, value: file://v.json}
    - {type: contains-all, value: [file://v.txt, x]}
`,
		"v.txt": "\ufeff text \n", "v.yaml": "b: 1\na: [x, <y>]\n", "v.json": " {\"type\": \"object\"}\n",
		"m/1.txt": "one", "m/2.txt": "two",
	}
	got := summary(f.parse(t, "s.yaml"))
	first, _, _ := strings.Cut(got, "\n")
	wantText(t, `0/0 Row 1 {"text":"text","data":"{\"b\":1,\"a\":[\"x\",\"<y>\"]}","raw":"{\"type\": \"object\"}","many":"one","each":"text"} is-json={"type":"object"} contains-all=["text","x"]`, first)
	if n := strings.Count(got, "\n"); n != 4 {
		t.Errorf("want 4 cases, got %d:\n%s", n, got)
	}
}

func TestReferencesAndAnchorsAreFollowed(t *testing.T) {
	t.Parallel()
	suite := files{"s.yaml": `
assertionTemplates:
  polite: {type: icontains, value: please}
  schema: {type: object}
base: &base {vars: {a: 1, b: 2}}
tests:
  - <<: *base
    assert: [{$ref: '#/assertionTemplates/polite'}, {type: is-json, value: {$ref: '#/assertionTemplates/schema'}}]
  - {vars: {a: 1}, assert: [{type: is-json, value: {items: {$ref: '#/definitions/n'}, definitions: {n: true}}}]}
`}.parse(t, "s.yaml")
	wantText(t, `
0/0 Row 1 {"a":1,"b":2} icontains="please" is-json={"type":"object"}
1/1 Row 2 {"a":1} is-json={"definitions":{"n":true},"items":{"$ref":"#/definitions/n"}}
`, summary(suite))
}

// promptfoo asks the provider where the recorded output is nothing by
// JavaScript's idea of it.
func TestARecordedOutputIsATextOrItsJSON(t *testing.T) {
	t.Parallel()
	suite := files{"s.yaml": `tests:
  - {providerOutput: text}
  - {providerOutput: {b: 1, a: [2.50]}}
  - {providerOutput: 42}
  - {providerOutput: true}
  - {providerOutput: []}
  - {providerOutput: ''}
  - {providerOutput: 0}
  - {providerOutput: -0.0}
  - {providerOutput: false}
  - {providerOutput: null}
`}.parse(t, "s.yaml")
	var got []string
	for _, c := range suite.Cases {
		if c.Output == nil {
			got = append(got, "asked")
		} else {
			got = append(got, *c.Output+map[bool]string{true: " as data"}[c.Structured])
		}
	}
	want := []string{"text", `{"b":1,"a":[2.5]} as data`, "42 as data", "true as data", "[] as data", "asked", "asked", "asked", "asked", "asked"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}
