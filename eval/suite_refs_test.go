package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func TestReferencesNameOtherFiles(t *testing.T) {
	t.Parallel()
	suite := files{
		"evals/s.yaml": `
shared: {one: {type: contains, value: a}, two: {$ref: '#/shared/one'}, list: [{type: equals, value: abc}]}
tests:
  - vars: {x: abc}
    assert: {$ref: '#/shared/list'}
  - vars: {x: abc}
    assert:
      - {$ref: '#/shared/two', value: zz, weight: 3}
      - $ref: 'sub/other.yaml#/one'
      - $ref: sub/val.json
      - {type: equals, value: {$ref: sub/text.txt}}
      - {type: equals, value: {deep: [{$ref: 'sub/other.yaml#/one/value'}]}}
  - $ref: 'sub/other.yaml#/a~1b~0%20c'
  - vars: {$ref: sub/vars.json}
  - file://sub/tests.yaml
scenarios: [{$ref: 'sub/other.yaml#/scenario'}]
`,
		"evals/sub/other.yaml": "one: {$ref: 'deep.yaml#/x/0'}\na/b~ c: {vars: {x: {$ref: 'val.json#/value'}}}\nscenario: {config: [{vars: {y: 1}}], tests: [{vars: {x: s}}]}\n",
		"evals/sub/deep.yaml":  "x: [{type: contains, value: b}]\n",
		"evals/sub/val.json":   `{"type": "contains", "value": "c"}`,
		"evals/sub/vars.json":  `{"x": "from json"}`,
		"evals/sub/text.txt":   "abc\n",
		"evals/sub/tests.yaml": "- {vars: {x: t}, assert: [{$ref: 'deep.yaml#/x/0'}, {$ref: '#/0/assert/0'}]}\n",
	}.parse(t, "evals/s.yaml")
	wantText(t, `
0/0 Row 1 {"x":"abc"} equals="abc"
1/1 Row 2 {"x":"abc"} contains="zz" contains="b" contains="c" equals="abc\n" equals={"deep":["b"]}
2/2 Row 3 {"x":"c"}
3/3 Row 4 {"x":"from json"}
4/4 Row 5 {"x":"t"} contains="b" contains="b"
5/5 Row 6 {"y":1,"x":"s"}
`, summary(suite))
	if pos := suite.Cases[1].Asserts[1].Pos.String(); pos != "evals/sub/deep.yaml:1:5" {
		t.Errorf("an assertion of another file stands at %s", pos)
	}
	if w := suite.Cases[1].Asserts[0].Weight; w != 3 {
		t.Errorf("want the weight beside the reference, got %v", w)
	}
}

func TestProblemsOfReferences(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ src, want string }{
		"a key that is not there":   {"tests: [{$ref: '#/nowhere'}]", `s.yaml:1:16: "#/nowhere" names nothing in s.yaml | write $ref`},
		"an item that is not there": {"l: [1]\ntests: [{$ref: '#/l/1'}]", `s.yaml:2:16: "#/l/1" names nothing`},
		"a file that is not there":  {"tests: [{$ref: gone.yaml#/x}]", "s.yaml:1:16: there is no file gone.yaml"},
		"a key of another file":     {"tests: [{$ref: o.yaml#/x}]", `s.yaml:1:16: "o.yaml#/x" names nothing in o.yaml`},
		"a problem in another file": {"tests: [{$ref: o.yaml#/bad}]", "o.yaml:2:7: unknown split"},
		"no path":                   {"tests: [{$ref: o.yaml#bad}]", `"#bad" is no path in a file`},
		"a file outside":            {"tests: [{$ref: ../x.yaml}]", "../x.yaml is outside the repository"},
		"the network":               {"tests: [{$ref: 'https://x/y.yaml'}]", "references to the network are not supported"},
		"a circle":                  {"a: {$ref: '#/b'}\nb: {$ref: '#/a'}\ntests: [{$ref: '#/a'}]", "references go round in a circle"},
		"a circle over files":       {"tests: [{$ref: c.yaml#/a}]", "references go round in a circle"},
		"itself in its middle":      {"tests: [{vars: {x: {$ref: '#/tests/0'}}}]", "s.yaml:1:27: references go round in a circle"},
		"the whole file":            {"tests: [{vars: {x: {$ref: '#'}}}]", "references go round in a circle"},
		"an empty file":             {"tests: [{$ref: e.yaml}]", "e.yaml is empty"},
		"a file with an error":      {"tests: [{$ref: f.json}]", "f.json:1:2: not valid JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := files{
				"s.yaml": c.src, "o.yaml": "y: 1\nbad: {split: no}\n", "e.yaml": "# nothing\n", "f.json": "{",
				"c.yaml": "a: {b: {$ref: 'd.yaml'}}\n", "d.yaml": "{$ref: 'c.yaml#/a'}\n",
			}
			if got := f.problems(t, "s.yaml"); !strings.Contains(got, c.want) {
				t.Errorf("want %q in:\n%s", c.want, got)
			}
		})
	}
}

func TestReferencesThatAreLeftAlone(t *testing.T) {
	t.Parallel()
	suite := files{"s.yaml": `
prompts: [Hi]
providers:
  - id: echo
    config: {tools: [{function: {name: f, parameters: {$ref: '#/nowhere'}}}], functions: [{parameters: {$ref: '#/nowhere'}}]}
  - echo: {config: {tools: [{function: {parameters: {$ref: '#/nowhere'}}}]}}
base: {text: plain}
tests:
  - vars: {x: {$ref: '#anchor'}, y: {$ref: 5}, z: {$ref: ''}}
  - assert: [{$ref: '#/base/text', type: equals, value: x}]
`}
	got := suite.problems(t, "s.yaml")
	wantText(t, "s.yaml:7:14: assertion must be a mapping, not a text | write key: value\n", got)
	suite["s.yaml"] = strings.Replace(suite["s.yaml"], "  - assert: [{$ref: '#/base/text', type: equals, value: x}]\n", "", 1)
	parsed := suite.parse(t, "s.yaml")
	wantText(t, `{"config":{"functions":[{"parameters":{"$ref":"#/nowhere"}}],"tools":[{"function":{"name":"f","parameters":{"$ref":"#/nowhere"}}}]}}`,
		string(value.Canonical(value.NewObject("config", parsed.Providers[0].Config))))
	wantText(t, "0/0 Row 1 {\"x\":{\"$ref\":\"#anchor\"},\"y\":{\"$ref\":5},\"z\":{\"$ref\":\"\"}}\n", summary(parsed))
}

func TestTheEnvironmentIsFilledInWhereItStands(t *testing.T) {
	t.Parallel()
	f := files{
		"s.yaml": `
env: {DIR: "{{ env.BASE }}/data", N: 3}
prompts: ['{{ env.TONE }} {{ x }} {{ env.UNSET }}']
providers: ['echo', {id: 'openai:{{ env["MODEL"] }}', label: "{{env.MODEL}}", config: {n: '{{ env.N }}'}}]
tests:
  - vars: {x: 'file://{{ env.DIR }}/v.txt', y: "{{ env.NONE | default('d') }}", z: '{{ environment.BASE }} {{ x }}'}
    assert: [{type: equals, value: {n: '{{ env.BASE }}'}}]
`,
		"base/data/v.txt": "v",
	}
	options := f.options()
	options.Env, options.Standing = value.NewObject("BASE", "base", "MODEL", "m", "TONE", "warm"), true
	suite := f.parseWith(t, "s.yaml", options)
	wantText(t, `
0/0 Row 1 {"x":"v","y":"d","z":"{{ environment.BASE }} {{ x }}"} equals={"n":"base"}
`, summary(suite))
	p := suite.Providers[1]
	n, _ := p.Config.Get("n")
	if p.ID != "openai:m" || p.Label != "m" || n != "3" || suite.Env["DIR"] != "base/data" {
		t.Errorf("%+v %v %v", p, n, suite.Env)
	}
	wantText(t, "warm {{ x }} {{ env.UNSET }}", suite.Prompts[0].Raw)
}

// Vars and values are rendered for each case anyway, and records compare cases by
// their keys.
func TestTheEnvironmentIsNoPartOfTheKeysOfCases(t *testing.T) {
	t.Parallel()
	f := files{
		"s.yaml": `
env: {DIR: "{{ env.BASE }}/data"}
defaultTest: {options: {prefix: '{{ env.TONE }}'}}
tests:
  - vars: {x: 'file://{{ env.DIR }}/v.txt', y: '{{ env.TONE }}', z: ['{{ env.BASE }}', b]}
    assert:
      - {type: equals, value: '{{ env.TONE }}', metric: '{{ env.TONE }}'}
      - {type: assert-set, assert: [{type: not-contains-any, value: ['{{ env.TONE }}', 'file://{{ env.BASE }}/data/v.txt']}]}
  - {vars: ['sub/{{ env.BASE }}.yaml'], assert: [{type: exec, value: 'echo {{ env.TONE }}'}]}
`,
		"base/data/v.txt": "v", "other/data/v.txt": "v", "sub/base.yaml": "{v: 1}", "sub/other.yaml": "{v: 1}",
	}
	read := func(base, tone string) *eval.Suite {
		options := f.options()
		options.Env = value.NewObject("BASE", base, "TONE", tone)
		return f.parseWith(t, "s.yaml", options)
	}
	one, other := read("base", "warm"), read("other", "warm")
	wantText(t, `
0/0 Row 1 {"x":"v","y":"{{ env.TONE }}","z":"{{ env.BASE }}"} equals="{{ env.TONE }}" assert-set=null
1/0 Row 2 {"x":"v","y":"{{ env.TONE }}","z":"b"} equals="{{ env.TONE }}" assert-set=null
2/1 Row 3 {"v":1} exec=null
`, summary(one))
	if one.Key() != other.Key() {
		t.Error("another folder with the same files makes another suite")
	}
	if code := read("base", "cold").Cases[2].Asserts[0].Script.Source; code != "echo cold" {
		t.Errorf("the command is %q", code)
	}
}

func TestReferencesInLargeFilesEnd(t *testing.T) {
	t.Parallel()
	parse := func(definition string, n int) error {
		var b strings.Builder
		b.WriteString("defs:\n  l0: {k0: 1}\n")
		for i := 1; i < n; i++ {
			fmt.Fprintf(&b, "  l%d: "+definition+"\n", i, i-1, i)
		}
		fmt.Fprintf(&b, "tests: [{vars: {v: {$ref: '#/defs/l%d'}}}]\n", n-1)
		_, err := eval.ParseSuite("s.yaml", []byte(b.String()), eval.SuiteOptions{})
		return err
	}
	if err := parse("{$ref: '#/defs/l%d'} # %d", 20_000); err != nil { // each is looked up among all
		t.Error(err)
	}
	if err := parse("{$ref: '#/defs/l%d', k%d: 1}", 2000); err == nil || !strings.Contains(err.Error(), "give more than 1000000 keys") {
		t.Errorf("got %v", err)
	}
}

// A repository has files without end where each names another that is not read
// yet.
func TestReferencesLeadThroughFilesOnlySoFar(t *testing.T) {
	t.Parallel()
	src := []byte("- {$ref: e/p.yaml}\n")
	_, err := eval.ParseSuite("s.yaml", src, eval.SuiteOptions{Read: func(string) ([]byte, error) { return src, nil }})
	if err == nil || !strings.Contains(err.Error(), "references lead through more than 1000 files") {
		t.Errorf("got %.200v", err)
	}
	f := files{"s.yaml": "tests: [{vars: {v: {$ref: '0.yaml'}}}]\n", "900.yaml": "x\n"}
	for i := range 900 {
		f[fmt.Sprintf("%d.yaml", i)] = fmt.Sprintf("{$ref: '%d.yaml'}\n", i+1)
	}
	if v, _ := f.parse(t, "s.yaml").Cases[0].Vars.Get("v"); v != "x" {
		t.Errorf("got %v", v)
	}
}
