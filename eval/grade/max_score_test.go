package grade_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
)

// scored are the results of an output whose assertions of a type have a score.
func scored(pairs ...any) eval.Rival {
	r := eval.Rival{}
	for i := 0; i < len(pairs); i += 2 {
		score := pairs[i+1].(float64)
		r.Asserts = append(r.Asserts, eval.AssertResult{Type: pairs[i].(string), Verdict: eval.Verdict{Pass: score > 0, Score: score}})
	}
	return r
}

func TestMaxScoreChoosesOneOutput(t *testing.T) {
	t.Parallel()
	a, b := scored("contains", 1.0, "regex", 0.0), scored("contains", 0.0, "regex", 1.0)
	for _, c := range []struct {
		name   string
		value  any
		rivals []eval.Rival
		want   string // "1" for the winner
	}{
		{"the better mean", nil, []eval.Rival{scored("contains", 0.2), scored("contains", 0.9), scored("contains", 0.5)}, "010"},
		{"of equal ones the first", nil, []eval.Rival{a, b}, "10"},
		{"all failed", nil, []eval.Rival{scored("contains", 0.0), scored("contains", 0.0)}, "10"},
		{"alone", nil, []eval.Rival{a}, "1"},
		{"alone under the threshold", object("threshold", 0.6), []eval.Rival{a}, "0"},
		{"weights by type", object("weights", object("regex", int64(3))), []eval.Rival{a, b}, "01"},
		{
			"weights by the type as written", object("weights", object("regex", 0.0)),
			[]eval.Rival{scored("not-regex", 0.0, "regex", 1.0), scored("not-regex", 1.0, "regex", 0.0)},
			"01",
		},
		{"a mean is no sum", nil, []eval.Rival{scored("contains", 0.5, "contains", 0.5), scored("contains", 0.9)}, "01"},
		{"a sum", object("method", "sum"), []eval.Rival{scored("contains", 0.5, "contains", 0.5), scored("contains", 0.9)}, "10"},
		{"no weight at all", object("weights", object("contains", int64(0))), []eval.Rival{scored("contains", 0.1), scored("contains", 1.0)}, "10"},
		{"at the threshold", object("threshold", 0.5), []eval.Rival{scored("contains", 0.5), scored("contains", 0.1)}, "10"},
		{"under the threshold", object("threshold", 0.75), []eval.Rival{scored("contains", 0.5), scored("contains", 0.1)}, "00"},
		{
			"members of a set count, the set does not", nil,
			[]eval.Rival{scored("assert-set", 1.0, "contains", 0.2), scored("assert-set", 0.0, "contains", 0.3)},
			"01",
		},
		{
			"what another comparison says does not count", nil,
			[]eval.Rival{scored("contains", 0.6, "select-best", 0.0), scored("contains", 0.5, "select-best", 1.0)},
			"10",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			comparer, err := grade.All().NewComparer(eval.Assertion{Type: "max-score", Value: c.value})
			if err != nil {
				t.Fatal(err)
			}
			verdicts, err := comparer.Compare(t.Context(), eval.CompareInput{Rivals: c.rivals})
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for _, v := range verdicts {
				if (v.Score == 1) != v.Pass || v.Reason == "" {
					t.Errorf("a verdict without sense: %+v", v)
				}
				got.WriteString(map[bool]string{true: "1", false: "0"}[v.Pass])
			}
			if diff := cmp.Diff(c.want, got.String()); diff != "" {
				t.Errorf("want -, got +:\n%s\n%+v", diff, verdicts)
			}
		})
	}
}

func TestMaxScoreNeedsScoresToCompare(t *testing.T) {
	t.Parallel()
	comparer, err := grade.All().NewComparer(eval.Assertion{Type: "max-score"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = comparer.Compare(t.Context(), eval.CompareInput{Rivals: []eval.Rival{scored("assert-set", 1.0), scored("contains", 1.0)}})
	if err == nil || !strings.Contains(err.Error(), "no other assertion") {
		t.Errorf("want an error, got %v", err)
	}
}

func TestMaxScoreRefusesOptionsThatMeanNothing(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]any{
		"the value must hold":    "sum",
		"must be one of":         object("method", "median"),
		"must be a number":       object("threshold", "0.5"),
		"regex: must be a":       object("weights", object("regex", "2")),
		"weights: must give":     object("weights", list("regex")),
		"treshold: is no option": object("treshold", 0.5),
	} {
		if _, err := grade.All().NewComparer(eval.Assertion{Type: "max-score", Value: v}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want an error with %q, got %v", v, want, err)
		}
	}
}

func TestATypeEitherJudgesOneOutputOrCompares(t *testing.T) {
	t.Parallel()
	types := grade.All()
	if _, err := types.New(eval.Assertion{Type: "max-score"}); err == nil || !strings.Contains(err.Error(), "compares several") {
		t.Errorf("want an error, got %v", err)
	}
	for _, a := range []eval.Assertion{{Type: "contains"}, {Type: "max-score", Not: true}, {Type: "max-scor"}} {
		if _, err := types.NewComparer(a); err == nil {
			t.Errorf("%s makes a comparer", a.FullType())
		}
	}
}
