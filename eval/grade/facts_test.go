package grade_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// What a provider tells of an answer can be as odd as the answer. No type may
// panic on it, nor make a score of it that no record can hold.
func TestNoTypeIsLedAstrayByOddFacts(t *testing.T) {
	t.Parallel()
	yes, much, negative := true, 1e300, -1.0
	odd := map[string]eval.Answer{
		"data that is no JSON": {Output: `{"a":`, Structured: true},
		"null":                 {Output: `null`, Structured: true},
		"deep data":            {Output: strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000), Structured: true},
		"calls of odd kinds":   {Output: `[null,1,"f",[],{},{"function":1},{"function":{"name":1}},{"function":{"name":"f","arguments":"["}}]`, Structured: true},
		"a call":               {Output: `[{"function":{"name":"f","arguments":"{}"}}]`, Structured: true},
		"a message":            {Output: `{"tool_calls":{"a":1},"function_call":[],"functionCall":[],"toolCall":[]}`, Structured: true},
		"infinite logprobs":    {LogProbs: []float64{math.Inf(-1), math.Inf(-1)}},
		"logprobs of both":     {LogProbs: []float64{math.Inf(-1), math.Inf(1)}},
		"positive logprobs":    {LogProbs: []float64{1e308, 1e308}},
		"a cost beyond bounds": {Cost: &much, Latency: math.MaxInt64, Flagged: &yes, FinishReason: "\x00\xff"},
		"a cost below zero":    {Cost: &negative, Latency: -time.Hour},
	}
	prompts := map[string]*prompt.Prompt{
		"no tools":  {},
		"odd tools": {Tools: list(nil, "x", list(), object("type", "function"))},
		"a number":  {Tools: int64(3), Params: object("functions", int64(3))},
		"tools": {
			Tools:  list(object("type", "function", "function", object("name", "f", "parameters", object("$ref", "#")))),
			Params: object("functions", list(object("name", "f", "parameters", object("pattern", "(")))),
		},
	}
	types := grade.All()
	for _, typ := range types {
		if typ.Model || typ.New == nil {
			continue
		}
		t.Run(typ.Name, func(t *testing.T) {
			t.Parallel()
			for _, v := range []any{nil, "f", math.NaN(), list("f", nil), object("min", list(), "max", nil), example(t, typ).Value} {
				a := example(t, typ)
				a.Value, a.Null = v, v == nil
				for name, answer := range odd {
					for tools, p := range prompts {
						in := eval.GradeInput{Sample: eval.Sample{Case: &eval.Case{}, Answer: answer, Column: &eval.Column{Prompt: p}}, Value: v}
						grader, err := types.New(a)
						if err != nil {
							t.Fatal(err)
						}
						one, errOne := grader.Grade(t.Context(), in)
						two, errTwo := grader.Grade(t.Context(), in)
						if diff := cmp.Diff(one, two); diff != "" || (errOne == nil) != (errTwo == nil) {
							t.Errorf("%s, %s, %v: two verdicts differ:\n%s", name, tools, v, diff)
						}
						if errOne == nil && !(one.Score >= 0 && one.Score <= 1) {
							t.Errorf("%s, %s, %v: score %v is outside [0, 1]", name, tools, v, one.Score)
						}
						if errOne != nil && one != (eval.Verdict{}) {
							t.Errorf("%s, %s, %v: a verdict beside the error %v", name, tools, v, errOne)
						}
					}
				}
			}
		})
	}
}

func TestDataThatIsTooDeepCannotBeJudged(t *testing.T) {
	t.Parallel()
	deep := eval.Answer{Output: strings.Repeat("[", 100_002) + strings.Repeat("]", 100_002), Structured: true}
	for _, typ := range []string{"tool-call-f1", "is-valid-function-call", "is-valid-openai-tools-call"} {
		grader, err := grade.All().New(eval.Assertion{Type: typ})
		if err != nil {
			t.Fatal(err)
		}
		v, err := grader.Grade(t.Context(), eval.GradeInput{Sample: eval.Sample{Case: &eval.Case{}, Answer: deep}, Value: "f"})
		if err == nil || !strings.Contains(err.Error(), "nested deeper") {
			t.Errorf("%s: want an error, got %+v, %v", typ, v, err)
		}
	}
}

func TestAnUnknownFactIsAnErrorWithAHint(t *testing.T) {
	t.Parallel()
	one := 1.0
	for _, c := range []struct {
		a    eval.Assertion
		want string
	}{
		{eval.Assertion{Type: "cost", Threshold: &one}, "unknown; give the provider a price"},
		{eval.Assertion{Type: "cost"}, "threshold in US dollars"},
		{eval.Assertion{Type: "latency"}, "threshold in milliseconds"},
		{eval.Assertion{Type: "perplexity"}, "logprobs: true"},
		{eval.Assertion{Type: "perplexity-score"}, "logprobs: true"},
		{eval.Assertion{Type: "finish-reason"}, "such as stop"},
		{eval.Assertion{Type: "gleu", Value: "x"}, "not defined"},
		{eval.Assertion{Type: "bleu", Value: list()}, "empty list"},
		{eval.Assertion{Type: "rouge-n", Value: list("x")}, "must be a text"},
		{eval.Assertion{Type: "word-count", Value: object("min", int64(4), "max", int64(2))}, `min "4" is more than max "2"`},
		{eval.Assertion{Type: "tool-call-f1", Value: list()}, "names of tools"},
	} {
		for _, not := range []bool{false, true} {
			c.a.Not = not
			if v, err := tryJudge(c.a, ""); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: want an error with %q, got %+v, %v", c.a.FullType(), c.want, v, err)
			}
		}
	}
}

func TestReasonsOfFactsSayWhatCame(t *testing.T) {
	t.Parallel()
	cents, tenth, flagged := 0.02, 0.01, true
	answer := eval.Answer{Output: "one two", FinishReason: "length", Cost: &cents, Latency: 1500 * time.Millisecond, Flagged: &flagged, LogProbs: []float64{-1}}
	for _, c := range []struct {
		a    eval.Assertion
		want string
	}{
		{eval.Assertion{Type: "cost", Threshold: &tenth}, "expected the answer to cost at most $0.01; it cost $0.02"},
		{eval.Assertion{Type: "latency", Threshold: &tenth}, "expected the answer to take at most 0.01 ms; it took 1500 ms"},
		{eval.Assertion{Type: "finish-reason", Value: "stop"}, `expected the answer to end for the reason "stop"; it is "length"`},
		{eval.Assertion{Type: "guardrails"}, `expected the answer to pass the guardrails of the provider; they flagged "one two"`},
		{eval.Assertion{Type: "word-count", Value: object("min", int64(3))}, "expected the answer to have at least 3 words; it has 2"},
		{eval.Assertion{Type: "is-refusal"}, `expected the answer to be a refusal; got "one two"`},
		{eval.Assertion{Type: "perplexity", Threshold: &tenth}, "expected the answer to have a perplexity of at most 0.01; it is 2.718"},
		{eval.Assertion{Type: "levenshtein", Value: "one", Threshold: &tenth}, `expected the answer to be at most 0.01 edits from "one"; more from "one two"`},
		{eval.Assertion{Type: "bleu", Value: "three"}, `expected a BLEU score of at least 0.5; got 1e-07 for "one two"`},
		{eval.Assertion{Type: "tool-call-f1", Value: "f"}, `expected an F1 of at least 1 for calls of "f"; got 0 for none`},
	} {
		grader, err := grade.All().New(c.a)
		if err != nil {
			t.Fatal(err)
		}
		v, err := grader.Grade(t.Context(), eval.GradeInput{Sample: eval.Sample{Case: &eval.Case{}, Answer: answer}, Value: c.a.Value})
		if err != nil || v.Pass || v.Reason != c.want {
			t.Errorf("%s: want %q, got %+v, %v", c.a.Type, c.want, v, err)
		}
	}
}

func TestToolsComeFromTheParametersBeforeThePrompt(t *testing.T) {
	t.Parallel()
	tools := func(name string) any {
		return list(object("type", "function", "function", object("name", name, "parameters", object("type", "object"))))
	}
	call := eval.Answer{Output: `[{"function":{"name":"f","arguments":"{}"}}]`, Structured: true}
	for name, c := range map[string]struct {
		p    *prompt.Prompt
		pass bool
	}{
		"of the prompt":              {&prompt.Prompt{Tools: tools("f")}, true},
		"of the parameters":          {&prompt.Prompt{Params: value.NewObject("tools", tools("f"))}, true},
		"of both, which is sent one": {&prompt.Prompt{Tools: tools("f"), Params: value.NewObject("tools", tools("g"))}, false},
		"none":                       {&prompt.Prompt{}, false},
	} {
		grader, err := grade.All().New(eval.Assertion{Type: "is-valid-openai-tools-call"})
		if err != nil {
			t.Fatal(err)
		}
		v, err := grader.Grade(t.Context(), eval.GradeInput{Sample: eval.Sample{Case: &eval.Case{}, Answer: call, Column: &eval.Column{Prompt: c.p}}})
		if err != nil || v.Pass != c.pass {
			t.Errorf("%s: want pass %v, got %+v, %v", name, c.pass, v, err)
		}
	}
}

func TestATypeThatNotDoesNotTurnIsWarnedOf(t *testing.T) {
	t.Parallel()
	for _, typ := range grade.All() {
		suite, err := eval.ParseSuite("suite.yaml", []byte("- assert: [{type: not-"+typ.Name+", value: x}]\n"), eval.SuiteOptions{Types: grade.Names()})
		if err == nil && len(suite.Warnings) > 0 != typ.Flat {
			t.Errorf("%s: flat %v, warnings %v", typ.Name, typ.Flat, suite.Warnings)
		}
	}
}
