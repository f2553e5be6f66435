package eval_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/value"
)

// substitute renders the plain substitutions that these tests use.
func substitute(_ context.Context, tmpl string, vars *value.Object) (string, error) {
	for name, v := range vars.All() {
		if s, ok := v.(string); ok {
			tmpl = strings.ReplaceAll(tmpl, "{{"+name+"}}", s)
		}
	}
	if strings.Contains(tmpl, "{{") {
		return "", errors.New("a tag is not closed")
	}
	return tmpl, nil
}

func gradeSample(t *testing.T, test, output string) (eval.Graded, error) {
	t.Helper()
	suite, err := eval.ParseSuite("s.yaml", []byte("- "+strings.ReplaceAll(strings.TrimSpace(test), "\n", "\n  ")), eval.SuiteOptions{Types: grade.Names()})
	if err != nil {
		t.Fatal(err)
	}
	return eval.GradeSample(context.Background(), eval.Sample{Case: &suite.Cases[0], Answer: eval.Answer{Output: output}},
		eval.GradeOptions{New: grade.All().New, Services: eval.Services{Render: substitute}})
}

func TestGradeSample(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		test    string
		output  string
		pass    bool
		score   float64
		metrics map[string]float64
		asserts string // type:pass:score of each, in order
	}{
		{
			name: "no assertions pass, even with a threshold", test: "{vars: {a: b}, threshold: 2}",
			output: "x", pass: true, score: 1,
		},
		{
			name: "an empty list of assertions passes", test: "{vars: {a: b}, assert: []}",
			output: "x", pass: true, score: 1,
		},
		{
			name:   "one of two fails",
			test:   "assert: [{type: contains, value: a}, {type: contains, value: z}]",
			output: "abc", score: 0.5, asserts: "contains:true:1 contains:false:0",
		},
		{
			name:   "weights, and a threshold that is met exactly",
			test:   "{threshold: 0.75, assert: [{type: contains, value: a, weight: 3, metric: m}, {type: contains, value: z, metric: n}]}",
			output: "abc", pass: true, score: 0.75,
			metrics: map[string]float64{"m": 1, "n": 0}, asserts: "contains:true:1 contains:false:0",
		},
		{
			name:   "a threshold fails what passed",
			test:   "{threshold: 1.1, assert: [{type: contains, value: a}]}",
			output: "abc", score: 1, asserts: "contains:true:1",
		},
		{
			name:   "a threshold of 0 always passes",
			test:   "{threshold: 0, assert: [{type: contains, value: z}]}",
			output: "abc", pass: true, asserts: "contains:false:0",
		},
		{
			name:   "weight 0 passes, keeps its score and feeds its metric",
			test:   "assert: [{type: contains, value: z, weight: 0, metric: m}, {type: contains, value: a}]",
			output: "abc", pass: true, score: 1,
			metrics: map[string]float64{"m": 0}, asserts: "contains:true:0 contains:true:1",
		},
		{
			name:   "only weights of 0 give score 0",
			test:   "assert: [{type: contains, value: a, weight: 0}]",
			output: "abc", pass: true, asserts: "contains:true:1",
		},
		{
			name:   "not- and a template in the value",
			test:   "{vars: {who: Rome}, assert: [{type: not-contains, value: '{{who}}'}]}",
			output: "Rome", asserts: "not-contains:false:0",
		},
		{
			name:   "templates in lists are rendered, in objects not",
			test:   "{vars: {who: Rome}, assert: [{type: contains-any, value: ['{{who}}', 1]}, {type: equals, value: {a: '{{who}}'}}]}",
			output: `{"a":"{{who}}"}`, score: 0.5, asserts: "contains-any:false:0 equals:true:1",
		},
		{
			name:   "the name of a metric is a template, and an empty one is none",
			test:   "{vars: {cat: tone, none: ''}, assert: [{type: contains, value: a, metric: '{{cat}}-x'}, {type: contains, value: a, metric: '{{none}}'}]}",
			output: "a", pass: true, score: 1,
			metrics: map[string]float64{"tone-x": 1}, asserts: "contains:true:1 contains:true:1",
		},
		{
			name: "a set counts as one and precedes its members",
			test: `
assert:
  - type: assert-set
    threshold: 0.5
    weight: 3
    metric: set
    assert: [{type: contains, value: a, metric: m}, {type: contains, value: z, metric: m, weight: 1}]
  - {type: contains, value: z, metric: m}`,
			output: "abc", score: 0.375,
			metrics: map[string]float64{"set": 0.5, "m": 3.0 / 7},
			asserts: "assert-set:true:0.5 contains:true:1 contains:false:0 contains:false:0",
		},
		{
			name:   "a metric's name that is no template keeps its text",
			test:   "assert: [{type: contains, value: a, metric: '{{ name'}]",
			output: "a", pass: true, score: 1, asserts: "contains:true:1", metrics: map[string]float64{"{{ name": 1},
		},
		{
			name:   "an empty set passes with score 0",
			test:   "assert: [{type: assert-set, assert: []}, {type: contains, value: a}]",
			output: "a", pass: true, score: 0.5, asserts: "assert-set:true:0 contains:true:1",
		},
		{
			name:   "weight 0 does not make a set pass",
			test:   "assert: [{type: assert-set, weight: 0, assert: [{type: contains, value: z}]}, {type: contains, value: a}]",
			output: "a", score: 1, asserts: "assert-set:false:0 contains:false:0 contains:true:1",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := gradeSample(t, c.test, c.output)
			if err != nil {
				t.Fatal(err)
			}
			if got.Pass != c.pass || got.Score != c.score {
				t.Errorf("want pass %v with score %v, got %v with %v", c.pass, c.score, got.Pass, got.Score)
			}
			if diff := cmp.Diff(c.metrics, got.Metrics); diff != "" {
				t.Errorf("metrics:\n%s", diff)
			}
			var asserts []string
			for _, a := range got.Asserts {
				asserts = append(asserts, a.Type+":"+string(value.Canonical(a.Pass))+":"+value.Number(a.Score))
				if a.Reason == "" {
					t.Errorf("%s gives no reason", a.Type)
				}
			}
			if diff := cmp.Diff(c.asserts, strings.Join(asserts, " ")); diff != "" {
				t.Errorf("asserts:\n%s", diff)
			}
		})
	}
}

func TestAnAssertionThatErrorsMakesTheSampleAnError(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]string{
		"a wrong value":        "assert: [{type: equals, value: a}, {type: contains, value: ''}]",
		"in a set":             "assert: [{type: assert-set, threshold: 0, assert: [{type: starts-with, value: 1}]}]",
		"with weight 0":        "assert: [{type: contains, weight: 0}]",
		"an unclosed template": "assert: [{type: contains, value: '{{ name'}]",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := gradeSample(t, test, "a")
			if err == nil {
				t.Fatalf("want an error, got %+v", got)
			}
			if diff := cmp.Diff(eval.Graded{}, got); diff != "" {
				t.Errorf("an error has a verdict beside it:\n%s", diff)
			}
		})
	}
}
