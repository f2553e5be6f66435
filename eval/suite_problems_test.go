package eval_test

import (
	"strings"
	"testing"
)

func TestAllProblemsOfASuiteComeAtOnce(t *testing.T) {
	t.Parallel()
	f := files{
		"s.yaml": `tests:
  - vars: {a: 1}
    assert:
      - {type: startswith, value: x}
      - {type: not-contain, value: x}
      - {type: pi, value: x}
      - {value: x}
      - {type: contains, value: x, weight: heavy, treshold: 1}
      - {type: assert-set, assert: [{type: assert-set, assert: []}]}
      - {type: contains, transform: [output]}
      - {type: contains, value: file://gone.txt}
      - {type: contains, value: file://../../x.txt}
      - {type: contains, value: file://x.ts}
  - {}
  - {vars: {a: 1}, split: train, provider: echo}
  - {vars: {a: 1, a: 2}, options: {storeOutputAs: x, repeat: 0}}
  - file://t.jsonl
  - {assert: {type: equals}}
  - tests.go
`,
		"t.jsonl": "{\"vars\": {}}\n{\"vars\" 1}\n",
	}
	wantText(t, `
s.yaml:4:16: unknown assertion type "startswith" | did you mean "starts-with"?
s.yaml:5:16: unknown assertion type "not-contain" | did you mean "not-contains"?
s.yaml:6:16: the assertion type "pi" is not supported | it sends outputs to a service of one vendor; use llm-rubric
s.yaml:7:9: an assertion without a type | add type: contains, or another
s.yaml:8:44: weight must be a number, not a text | 
s.yaml:8:51: unknown key "treshold" in assertion | did you mean "threshold"?
s.yaml:9:37: an assert-set in an assert-set | list its assertions in the outer set
s.yaml:10:37: transform must be code or the name of a file, not a list | 
s.yaml:11:33: there is no file gone.txt | paths start from the folder of the suite
s.yaml:12:33: ../../x.txt is outside the repository | keep the file in the repository and name it by a path relative to the suite
s.yaml:13:33: x.ts: TypeScript is not supported in this version | compile it and name the .js file
s.yaml:14:5: a test without vars, assert or anything else | give it vars, or remove it
s.yaml:15:20: unknown split "train" | the only one is: holdout
s.yaml:15:34: provider of a test is not supported in this version | remove it; it would change what is judged
s.yaml:16:19: "a" is given twice | it is also on line 16; keep one
s.yaml:16:26: options.repeat must be a whole number from 1 to 10000 | 
s.yaml:18:14: assert must be a list of assertions, not a mapping | 
s.yaml:19:5: tests.go: code in .go files is not supported here | use a .js or .py file
t.jsonl:2:9: not valid JSON: invalid character '1' after object key | check commas, quotes and brackets here
`, f.problems(t, "s.yaml"))
}

func TestSuitesThatHoldNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ src, want string }{
		"empty.yaml":  {"", "empty.yaml:1:1: the suite is empty"},
		"note.yaml":   {"# nothing\n", "note.yaml:1:1: the suite is empty"},
		"text.yaml":   {"hello", "text.yaml:1:1: suite must be a mapping, not a text"},
		"list.yaml":   {"[]", "list.yaml:1:1: the suite has no tests"},
		"keys.yaml":   {"description: d\n", "keys.yaml:1:1: the suite has no tests"},
		"bad.yaml":    {"tests: [a\nb: c", "not valid YAML"},
		"bad.json":    {"{\"tests\": [\n1,]}", "bad.json:2:3: not valid JSON"},
		"two.json":    {"[] []", "text after the JSON value"},
		"short.json":  {"[1", "it ends too early"},
		"deep.json":   {strings.Repeat("[", 1<<22), "not valid JSON: nested deeper than 10000 levels"},
		"empty.csv":   {"", "empty.csv:1:1: the table is empty"},
		"header.csv":  {"a,__expected\n", "header.csv:1:1: the suite has no tests"},
		"empty.jsonl": {"\n\n", "empty.jsonl:1:1: the suite has no tests"},
		"map.yaml":    {"tests: {a: 1}", "map.yaml:1:8: tests must be a list or the name of a file, not a mapping"},
		"metric.yaml": {"metrics: {a: {weight: -1}}\ntests: [{vars: {a: 1}}]", "the weight of a metric is negative"},
		"heavy.yaml":  {"- assert: [{type: equals, value: x, weight: 1e308}]", "heavy.yaml:1:37: the weight of an assertion is too large"},
		"sum.yaml":    {"metrics: {a: {weight: 1e308}}\ntests: [{vars: {a: 1}}]", "the weight of a metric is too large"},
		"ref.yaml":    {"tests: [{$ref: '#/nowhere'}]", `ref.yaml:1:16: "#/nowhere" names nothing in ref.yaml`},
		"circle.yaml": {"a: {$ref: '#/b'}\nb: {$ref: '#/a'}\ntests: [{$ref: '#/a'}]", "references go round in a circle"},
		"hooks.yaml":  {"extensions: [x.js]\ntests: [{vars: {a: 1}}]", "extensions is not supported in this version"},
		"net.yaml":    {"tests: https://docs.google.com/spreadsheets/x", "tests from the network are not supported"},
		"second.yaml": {"tests: [{vars: {a: 1}}]\n---\ntests: [{vars: {a: 2}}]", "a second YAML document"},
		"ansi.csv":    {"name\nCaf\xe9\n", "ansi.csv:2:4: the file is not UTF-8 | save it again as UTF-8"},
		"utf16.yaml":  {"\xff\xfet\x00", "utf16.yaml:1:1: the file is not UTF-8"},
		"twice.csv":   {"a, a,__expected,__expected,,\n1,2,x,y,,\n", "twice.csv:1:3: column \"a\" is given twice"},
		"again.csv":   {"a,__expected,__expected\n1,x,y\n", "again.csv:1:14: column \"__expected\" is given twice"},
		"often.yaml":  {"evaluateOptions: {repeat: 1e9}\ntests: [{vars: {a: 1}}]", "repeat must be a whole number from 1 to 10000"},
		"many.yaml":   {"- {vars: {a: 1}, options: {repeat: 999999999}}", "options.repeat must be a whole number from 1 to 10000"},
		"cross.yaml":  {"scenarios:\n- config: [" + strings.Repeat("{vars: {a: 1}},", 2000) + "]\n  tests: [" + strings.Repeat("{vars: {b: 1}},", 2000) + "]", "cross.yaml:2:3: the suite has more than 1000000 cases"},
		"huge.yaml":   {"- vars: {a: &l [x, x, x, x, x, x, x, x, x, x], b: *l, c: *l, d: *l, e: *l, f: *l, g: *l}", "more than 1000000 cases"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (files{name: c.src}).problems(t, name); !strings.Contains(got, c.want) {
				t.Errorf("want %q in:\n%s", c.want, got)
			}
		})
	}
}

func TestWhatIsIgnoredIsAWarning(t *testing.T) {
	t.Parallel()
	suite := files{"s.yaml": `
sharing: true
mood: good
derivedMetrics: [{name: f, value: a b}]
tests:
  - vars: {a: 1, assert: [{type: equals}]}
    comment: hello
    options: {max_tokens: 5, rubricPrompt: x}
`}.parse(t, "s.yaml")
	var got []string
	for _, w := range suite.Warnings {
		got = append(got, w.Error())
	}
	wantText(t, `
s.yaml:3:1: unknown key "mood" in suite is ignored
s.yaml:4:28: the derived metric "f" stays 0: not an expression: unexpected "b" at byte 3
s.yaml:7:5: unknown key "comment" in test is ignored
s.yaml:6:18: assert is a var here, not an assertion
s.yaml:8:15: unknown option max_tokens is ignored`, strings.Join(got, "\n"))
}
