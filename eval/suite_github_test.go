package eval_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// What is expected here is what github/gh-models does in cmd/eval and pkg/prompt.
func TestStringEvaluatorsAreThoseOfGhModels(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ check, want string }{
		"the first of the four counts":  {"{endsWith: d, startsWith: c, contains: b, equals: a}", `{"equals":"a"}`},
		"contains before the ends":      {"{endsWith: d, startsWith: c, contains: b}", `{"contains":"b"}`},
		"an empty text is none":         {"{equals: '', contains: b}", `{"contains":"b"}`},
		"a key without a value is none": {"{equals: , startsWith: c}", `{"startsWith":"c"}`},
		"a number is what is written":   {"{equals: 1.0}", `{"equals":"1.0"}`},
		"so is a yes":                   {"{equals: True}", `{"equals":"True"}`},
		"the case fills the text in":    {"{equals: '{{n}} {{ n }} {{no}} {{f}} {{day}} {{list}}'}", `{"equals":"5 {{ n }} {{no}} 1.5 2026-01-31 00:00:00 +0000 UTC [1 a]"}`},
		"a check beats a model":         {"{contains: b}\n    uses: github/fluency", `{"contains":"b"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := "messages: []\ntestData:\n  - {n: 5, f: 1.50, day: 2026-01-31, list: [1, a]}\nevaluators:\n  - name: e\n    string: " + tc.check + "\n"
			suite, err := eval.ParseSuite("p.prompt.yml", []byte(src), eval.SuiteOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if got := string(value.Canonical(suite.Cases[0].Asserts[0].Config)); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestAnEvaluatorThatCannotBeReadHasItsPlace(t *testing.T) {
	t.Parallel()
	for check, want := range map[string]string{
		"string: {equals: [a]}": "p.prompt.yml:4:32: equals must be text",
		"string: {equals: ''}":  `p.prompt.yml:4:5: the evaluator "e" checks nothing`,
		"uses: github/beauty":   `p.prompt.yml:4:21: there is no evaluator "github/beauty"`,
		"llm: {modelId: m}":     `p.prompt.yml:4:20: the evaluator "e" has no prompt`,
	} {
		_, err := eval.ParseSuite("p.prompt.yml", []byte("testData:\n  - {n: 5}\nevaluators:\n  - {name: e, "+check+"}\n"), eval.SuiteOptions{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %s, got %v", check, want, err)
		}
	}
}
