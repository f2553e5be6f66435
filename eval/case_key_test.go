package eval_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

const keyBase = `- {vars: {a: 1, b: x}, threshold: 0.5, assert: [{type: contains, value: v, weight: 2, metric: m}]}`

func oneKey(t *testing.T, src string) string {
	t.Helper()
	return files{"s.yaml": src}.parse(t, "s.yaml").Cases[0].Key
}

func TestTheKeyOfACaseIsItsContent(t *testing.T) {
	t.Parallel()
	base := oneKey(t, keyBase)
	if !regexp.MustCompile(`^[0-9a-f]{8}$`).MatchString(base) {
		t.Errorf("the key is %q", base)
	}
	for name, edit := range map[string][2]string{
		"the order of vars":    {"a: 1, b: x", "b: x, a: 1"},
		"an id":                {"- {", "- {id: one, "},
		"a description":        {"- {", "- {description: d, "},
		"tags and metadata":    {"- {", "- {tags: [t], metadata: {k: v}, split: holdout, "},
		"a whole float":        {"a: 1,", "a: 1.0,"},
		"the default weight":   {"weight: 2", "weight: 2.0"},
		"an option that is no": {"- {", "- {options: {prefix: ''}, "},
	} {
		if got := oneKey(t, strings.Replace(keyBase, edit[0], edit[1], 1)); got != base {
			t.Errorf("%s changes the key", name)
		}
	}
	for name, edit := range map[string][2]string{
		"a var":             {"a: 1", "a: 2"},
		"an infinite var":   {"a: 1", "a: .inf"},
		"the type of one":   {"a: 1", "a: '1'"},
		"a threshold":       {"threshold: 0.5", "threshold: 0"},
		"an assertion":      {"contains", "icontains"},
		"its opposite":      {"contains", "not-contains"},
		"its value":         {"value: v", "value: w"},
		"a null value":      {"value: v", "value: null"},
		"no value":          {"value: v, ", ""},
		"its weight":        {"weight: 2", "weight: 1"},
		"its metric":        {"metric: m", "metric: n"},
		"its threshold":     {"metric: m", "metric: m, threshold: 1"},
		"its config":        {"metric: m", "metric: m, config: {a: 1}"},
		"a set around it":   {"[{type: contains, value: v, weight: 2, metric: m}]", "[{type: assert-set, assert: [{type: contains, value: v, weight: 2, metric: m}]}]"},
		"a recorded output": {"- {", "- {providerOutput: o, "},
		"a prefix":          {"- {", "- {options: {prefix: P}, "},
	} {
		if got := oneKey(t, strings.Replace(keyBase, edit[0], edit[1], 1)); got == base {
			t.Errorf("%s does not change the key", name)
		}
	}
}

func TestRecordedDataIsNotTheTextOfIt(t *testing.T) {
	t.Parallel()
	if oneKey(t, "- {providerOutput: '42'}") == oneKey(t, "- {providerOutput: 42}") {
		t.Error("a number has the key of its text")
	}
}

func TestTheContentOfFilesCountsInTheKey(t *testing.T) {
	t.Parallel()
	key := func(content string) string {
		return files{"s.yaml": "[{vars: {a: file://v.txt}}]", "v.txt": content}.parse(t, "s.yaml").Cases[0].Key
	}
	if key("one") == key("two") {
		t.Error("another content gives the same key")
	}
	if key("one") != oneKey(t, "[{vars: {a: one}}]") {
		t.Error("the name of the file counts")
	}
}

func TestEqualCasesAreNumbered(t *testing.T) {
	t.Parallel()
	cases := files{"s.yaml": "[{vars: {a: 1}}, {vars: {a: 2}}, {vars: {a: 1}, id: x}, {vars: {a: 1}}]"}.parse(t, "s.yaml").Cases
	first := cases[0].Key
	if cases[2].Key != first+"#2" || cases[3].Key != first+"#3" || strings.Contains(cases[1].Key, "#") {
		t.Errorf("keys: %s %s %s %s", cases[0].Key, cases[1].Key, cases[2].Key, cases[3].Key)
	}
}

func TestTheKeyOfASuite(t *testing.T) {
	t.Parallel()
	parse := func(src string) *eval.Suite { return files{"s.yaml": src}.parse(t, "s.yaml") }
	base := parse("{tests: [{vars: {a: 1}}, {vars: {a: 2}}, {vars: {a: 2}}]}").Key()
	if !regexp.MustCompile(`^sha256:[0-9a-f]{64}$`).MatchString(base) {
		t.Errorf("the key is %q", base)
	}
	for src, equal := range map[string]bool{
		"{tests: [{vars: {a: 2}}, {vars: {a: 1}, id: x}, {vars: {a: 2}}], description: d}": true,
		"[{vars: {a: ['1', '2', '2']}}]":                                                          false,
		"{tests: [{vars: {a: 1}}, {vars: {a: 2}}]}":                                               false,
		"{tests: [{vars: {a: 1}}, {vars: {a: 2}}, {vars: {a: 2}}], metrics: {m: {weight: 2}}}":    false,
		"{tests: [{vars: {a: 1}}, {vars: {a: 2}}, {vars: {a: 2}}], evaluateOptions: {repeat: 3}}": true,
	} {
		if got := parse(src).Key() == base; got != equal {
			t.Errorf("%s: equal is %v", src, got)
		}
	}
}

func TestNumbersWithoutJSONHaveKeysOfTheirOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, v := range []string{"null", ".inf", "-.inf", ".nan", "'null'", "Infinity", "[.inf]", "[null]", "{b: .inf}", "{b: null}"} {
		key := oneKey(t, strings.Replace(keyBase, "a: 1", "a: "+v, 1))
		if other, same := seen[key]; same {
			t.Errorf("%s and %s have one key", v, other)
		}
		seen[key] = v
	}
}
