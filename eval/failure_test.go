package eval_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
)

const failureSuite = `tests:
  - vars: {a: 1}
    assert:
      - {type: contains, value: x, failure: hallucination}
      - {type: contains, value: y, failure: " form "}
      - {type: equals, value: z, weight: 0, failure: never decides}
      - type: assert-set
        failure: set
        assert: [{type: contains, value: x, failure: hallucination}, {type: contains, value: y}]
`

func TestAFailedAssertionTellsItsType(t *testing.T) {
	t.Parallel()
	s := files{"s.yaml": failureSuite}.parse(t, "s.yaml")
	for output, want := range map[string][]string{
		"x":   {"", "form", "", "set", "", ""},
		"x y": {"", "", "", "", "", ""},
		"":    {"hallucination", "form", "", "set", "hallucination", ""},
	} {
		one := eval.Sample{Case: &s.Cases[0], Answer: eval.Answer{Output: output}}
		g, err := eval.GradeSample(context.Background(), one, eval.GradeOptions{New: grade.All().New})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range g.Asserts {
			got = append(got, a.Failure)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", output, diff)
		}
	}
}

func TestATypeOfFailureIsNoPartOfWhatIsJudged(t *testing.T) {
	t.Parallel()
	with := files{"s.yaml": `tests: [{vars: {a: 1}, assert: [{type: equals, value: x, failure: f}]}]`}.parse(t, "s.yaml")
	without := files{"s.yaml": `tests: [{vars: {a: 1}, assert: [{type: equals, value: x}]}]`}.parse(t, "s.yaml")
	if with.Key() != without.Key() {
		t.Error("the key of the suite differs")
	}
}

func TestTypesOfFailureThatCannotBeListedAreRefused(t *testing.T) {
	t.Parallel()
	f := files{"s.yaml": `tests:
  - vars: {a: 1}
    assert:
      - {type: equals, value: x, failure: "a; b"}
      - {type: equals, value: x, failure: "  "}
      - {type: equals, value: x, failure: "{{ a }}"}
      - {type: equals, value: x, failure: "a\nb"}
      - {type: equals, value: x, failure: [a]}
      - {type: equals, value: x, failure: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}
`}
	wantText(t, `
s.yaml:4:34: failure holds a semicolon | give a plain name, such as failure: hallucination
s.yaml:5:34: failure is empty | give a plain name, such as failure: hallucination
s.yaml:6:34: failure is a template | give a plain name, such as failure: hallucination
s.yaml:7:34: failure holds a line break or a control character | give a plain name, such as failure: hallucination
s.yaml:8:43: failure must be a text, not a list | 
s.yaml:9:34: failure is longer than 80 characters | give a plain name, such as failure: hallucination
`, f.problems(t, "s.yaml"))
}

func TestFailuresAreCountedByCase(t *testing.T) {
	t.Parallel()
	run := newRun([]sample{fail(), fail(), pass()}, []sample{pass(), fail(), pass()}, []sample{fail(), failed(), fail()})
	for i := range run.Results {
		if r := &run.Results[i]; r.Err == nil && !r.Pass {
			r.Asserts = []eval.AssertResult{{Failure: "made up"}, {Failure: "made up"}, {Failure: "form"}, {}}
		}
	}
	r := eval.NewRecord(run, meta)
	if diff := cmp.Diff(map[string]int{"made up": 2, "form": 2}, r.Cases[0].Failures); diff != "" {
		t.Errorf("samples of the first case: %s", diff)
	}
	if diff := cmp.Diff(map[string]int{"made up": 2, "form": 2}, r.Failures()); diff != "" {
		t.Errorf("a case that was not judged counts nothing: %s", diff)
	}
	back, err := eval.DecodeRecord(r.Encode())
	if err != nil || back.Encode() != r.Encode() {
		t.Errorf("the line does not come back: %v", err)
	}
	if diff := cmp.Diff(r.Failures(), back.Failures()); diff != "" {
		t.Error(diff)
	}
}

func TestARecordThatDidNotCountATypeIsJudgedAgain(t *testing.T) {
	t.Parallel()
	suite := func(failure string) *eval.Suite {
		first, second, _ := strings.Cut(failure, "|")
		return files{"s.yaml": "tests: [{vars: {a: 1}, assert: [{type: equals, value: y" + second + "}, {type: assert-set, assert: [{type: equals, value: x" + first + "}]}]}]"}.parse(t, "s.yaml")
	}
	old, named, other, elsewhere := suite(""), suite(", failure: form"), suite(", failure: tone"), suite("|, failure: form")
	record := func(s *eval.Suite) eval.Record {
		run := newRun([]sample{pass()})
		s.Cases[0].Key = run.Column.Suite.Cases[0].Key
		run.Column.Suite.Cases[0].Asserts = s.Cases[0].Asserts
		r, err := eval.DecodeRecord(eval.NewRecord(run, meta).Encode())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, c := range []struct {
		record, suite *eval.Suite
		want          bool
	}{{old, old, true}, {old, named, false}, {named, named, true}, {named, old, true}, {named, other, false}, {named, elsewhere, false}, {elsewhere, elsewhere, true}} {
		r := record(c.record)
		record(c.suite) // gives the case its key
		if got := r.Answers(eval.Column{Suite: c.suite, Repeat: 1}); got != c.want {
			t.Errorf("a record with %v: got %v", r.FailureTypes, got)
		}
	}
}
