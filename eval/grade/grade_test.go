package grade_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/value"
)

// example parses a type's example through the suite parser, as a user would
// meet it.
func example(t *testing.T, typ grade.Type) eval.Assertion {
	t.Helper()
	src := "- assert:\n    - " + strings.ReplaceAll(strings.TrimSuffix(typ.Example, "\n"), "\n", "\n      ") + "\n"
	suite, err := eval.ParseSuite("suite.yaml", []byte(src), eval.SuiteOptions{Types: grade.Names()})
	if err != nil {
		t.Fatalf("the example does not parse: %v\n%s", err, src)
	}
	if len(suite.Warnings) > 0 {
		t.Errorf("the example gives a warning: %v", suite.Warnings)
	}
	return suite.Cases[0].Asserts[0]
}

func judge(t *testing.T, a eval.Assertion, output string) eval.Verdict {
	t.Helper()
	v, err := tryJudge(a, output)
	if err != nil {
		t.Fatalf("%s on %q: %v", a.FullType(), output, err)
	}
	return v
}

func tryJudge(a eval.Assertion, output string) (eval.Verdict, error) {
	return judgeWith(grade.All(), a, output)
}

func judgeWith(types grade.Types, a eval.Assertion, output string) (eval.Verdict, error) {
	grader, err := types.New(a)
	if err != nil {
		return eval.Verdict{}, err
	}
	return grader.Grade(context.Background(), eval.GradeInput{
		Sample: eval.Sample{Case: &eval.Case{}, Answer: eval.Answer{Output: output}},
		Value:  a.Value,
	})
}

// TestEveryTypeKeepsTheContract holds for each type that is listed, present and
// future.
func TestEveryTypeKeepsTheContract(t *testing.T) {
	t.Parallel()
	outputs := map[string]string{
		"nothing":       "",
		"spaces":        " \n\t",
		"plain":         "Paris is the capital of France",
		"huge":          strings.Repeat("{\"a\": [1, 2]} Lorem ipsum ", 40_000),
		"open braces":   strings.Repeat("{", 2_000),
		"unicode":       "İstanbul Σίσυφος 😀 \u200d\ufeff\u2028",
		"not UTF-8":     "a\xff\xfe{\"b\":\xc3}",
		"null bytes":    "\x00\x01",
		"deeply nested": strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000),
	}
	names := map[string]bool{}
	for _, typ := range grade.All() {
		t.Run(typ.Name, func(t *testing.T) {
			if names[typ.Name] {
				t.Error("the name is listed twice")
			}
			names[typ.Name] = true
			if typ.Doc == "" || !strings.HasSuffix(typ.Doc, ".") || strings.Contains(typ.Doc, "\n") {
				t.Errorf("the doc is not one line of sentences: %q", typ.Doc)
			}
			if typ.Since == "" {
				t.Error("it does not say since when it is there")
			}
			a := example(t, typ)
			if a.Type != typ.Name {
				t.Errorf("the example is of type %q", a.Type)
			}
			if compares := typ.Compare != nil; compares == (typ.New != nil) || compares != eval.Compares(typ.Name) {
				t.Error("it must have New, or Compare and a place in the list of types that compare")
			}
			if typ.Compare != nil {
				return // see the tests of these
			}
			for name, output := range outputs {
				if typ.Model {
					break // would ask a model
				}
				one, errOne := tryJudge(a, output)
				two, errTwo := tryJudge(a, output)
				if diff := cmp.Diff(one, two); diff != "" || (errOne == nil) != (errTwo == nil) {
					t.Errorf("%s: two verdicts differ:\n%s", name, diff)
				}
				if one.Score < 0 || one.Score > 1 {
					t.Errorf("%s: score %v is outside [0, 1]", name, one.Score)
				}
				if errOne == nil && (one.Reason == "" || strings.Contains(one.Reason, "\n") || len(one.Reason) > 2000) {
					t.Errorf("%s: the reason is not one short line: %q", name, one.Reason)
				}
				not := a
				not.Not = true
				if other, err := tryJudge(not, output); err == nil && errOne == nil && (other.Pass == one.Pass) != typ.Flat {
					t.Errorf("%s: not- turns the verdict round: %v", name, typ.Flat)
				}
			}
		})
	}
}

func TestAnUnknownTypeIsAnErrorWithAHint(t *testing.T) {
	t.Parallel()
	_, err := grade.All().New(eval.Assertion{Type: "contain", Not: true})
	if err == nil || !strings.Contains(err.Error(), `did you mean "contains"?`) {
		t.Errorf("want a hint, got %v", err)
	}
}

// check is a row of the tables of all types. pass is for the plain type; "not-"
// is checked to be the opposite unless flat is set.
type check struct {
	name   string
	typ    string
	value  any
	null   bool
	output string
	pass   bool
	flat   bool
	err    string
}

func run(t *testing.T, checks []check) {
	t.Helper()
	for _, c := range checks {
		t.Run(c.typ+" "+c.name, func(t *testing.T) {
			t.Parallel()
			for _, not := range []bool{false, true} {
				a := eval.Assertion{Type: c.typ, Not: not, Value: c.value, Null: c.null}
				v, err := tryJudge(a, c.output)
				if c.err != "" {
					if err == nil || !strings.Contains(err.Error(), c.err) {
						t.Errorf("want an error with %q, got %v", c.err, err)
					}
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				want := c.pass != not && !c.flat
				if v.Pass != want {
					t.Errorf("%s: want pass %v: %s", a.FullType(), want, v.Reason)
				}
				if (v.Score == 1) != v.Pass || v.Score != 0 && v.Score != 1 {
					t.Errorf("%s: pass %v with score %v", a.FullType(), v.Pass, v.Score)
				}
			}
		})
	}
}

func object(pairs ...any) *value.Object { return value.NewObject(pairs...) }

func list(items ...any) []any { return items }
