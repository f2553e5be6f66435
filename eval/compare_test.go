package eval_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/eval"
)

// outcome makes a record of one sample per case; a negative score is a case
// that does not apply.
func outcome(scores ...float64) eval.Record {
	r := eval.Record{V: 1, SuiteKey: "sha256:s", Provider: "openai", Model: "gpt-x", Reps: 1}
	for i, s := range scores {
		c := eval.CaseRecord{Key: "k" + strconv.Itoa(i), Index: i, NA: s < 0}
		if s >= 0 {
			c.Samples, c.Score = 1, &s
			if s >= 0.5 {
				c.Passes = 1
			}
		}
		r.Cases = append(r.Cases, c)
	}
	return r
}

func repeat(x float64, n int) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = x
	}
	return xs
}

func mix(ones, zeros int) []float64 { return append(repeat(1, ones), repeat(0, zeros)...) }

func TestVerdicts(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name       string
		base, head []float64
		verdict    string
		test       string
		p          float64
	}{
		{"nothing in common", nil, mix(3, 0), eval.Unknown, "", -1},
		{"five broken cases are not enough", mix(15, 0), mix(10, 5), eval.Unknown, "mcnemar", 0.0625},
		{"six broken cases are worse", mix(15, 0), mix(9, 6), eval.Worse, "mcnemar", 0.03125},
		{"six fixed cases are better", mix(9, 6), mix(15, 0), eval.Better, "mcnemar", 0.03125},
		{"fifteen identical results prove nothing", mix(15, 0), mix(15, 0), eval.Unknown, "mcnemar", 1},
		{"fifty-nine identical results are the same", mix(50, 9), mix(50, 9), eval.Same, "mcnemar", 1},
		{"one flip in a hundred is the same", mix(100, 0), mix(99, 1), eval.Same, "mcnemar", 1},
		{"a small drop everywhere is worse", repeat(0.9, 6), repeat(0.8, 6), eval.Worse, "permutation", 0.03125},
		{"a small drop in few cases is unknown", repeat(0.9, 4), repeat(0.8, 4), eval.Unknown, "permutation", 0.125},
		{"two that cancel out", []float64{0.5, 0.6, 0.5, 0.6}, []float64{0.6, 0.5, 0.5, 0.6}, eval.Unknown, "permutation", 1},
		{"cases that do not apply are left out", append(mix(6, 0), -1, -1, 1), append(mix(0, 6), 1, -1, -1), eval.Worse, "mcnemar", 0.03125},
	} {
		got := eval.Compare(outcome(row.base...), outcome(row.head...), eval.CompareOptions{})
		if got.Verdict != row.verdict || got.Test != row.test {
			t.Errorf("%s: want %s by %q, got %s by %q (%v)", row.name, row.verdict, row.test, got.Verdict, got.Test, got.Interval90)
		}
		if row.p < 0 && got.PValue != nil || row.p >= 0 && (got.PValue == nil || math.Abs(*got.PValue-row.p) > 1e-12) {
			t.Errorf("%s: want p = %v, got %v", row.name, row.p, got.PValue)
		}
	}
}

func TestNothingComparableHasNoNumbers(t *testing.T) {
	t.Parallel()
	got := eval.Compare(outcome(-1, -1), outcome(1, 1), eval.CompareOptions{})
	if diff := cmp.Diff(eval.Comparison{Verdict: eval.Unknown, Cases: 2}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAChangedSuiteIsComparedOverTheCasesThatStayedEqual(t *testing.T) {
	t.Parallel()
	base, head := outcome(1, 1, 0, 0), outcome(0, 1, 0, 1, 0)
	head.SuiteKey = "sha256:other"
	head.Cases[1].Key = "edited"
	head.Cases[0].ID = "first"
	got := eval.Compare(base, head, eval.CompareOptions{})
	if got.Common != 3 || !got.SuiteChanged || got.ModelChanged || *got.Base != 1.0/3 || *got.Head != 1.0/3 {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff([]string{"first"}, got.Broken); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Row 4"}, got.Fixed); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"first", "Row 5"}, eval.NewFailures(base, head)); diff != "" {
		t.Errorf("a new case that fails is a new failure, one that failed before is not: %s", diff)
	}
}

func TestAnEditedCaseThatStillFailsIsNoNewFailure(t *testing.T) {
	t.Parallel()
	base, head := outcome(0, 1), outcome(0, 0)
	base.Cases[0].ID, head.Cases[0].ID = "angry-customer", "angry-customer"
	head.Cases[0].Key = "edited"
	if diff := cmp.Diff([]string{"Row 2"}, eval.NewFailures(base, head)); diff != "" {
		t.Error(diff)
	}
}

func TestAKeyCountsOnce(t *testing.T) {
	t.Parallel()
	base, head := outcome(1, 1), outcome(0, 0, 0)
	head.Cases[2].Key = head.Cases[0].Key
	if got := eval.Compare(base, head, eval.CompareOptions{}); got.Common != 2 || len(got.Broken) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestACaseWithoutAScoreIsNotCompared(t *testing.T) {
	t.Parallel()
	base, head := outcome(1, 1, 1), outcome(1, 1, 1)
	head.Cases[0].Score = nil
	head.Cases[1].Samples, head.Cases[1].Passes = 0, 0
	if got := eval.Compare(base, head, eval.CompareOptions{}); got.Common != 1 || head.Complete() {
		t.Errorf("%+v", got)
	}
}

func TestAnotherModelIsAModelComparison(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		edit func(*eval.Record)
		want bool
	}{
		"equal":                        {func(*eval.Record) {}, false},
		"model":                        {func(r *eval.Record) { r.Model = "gpt-y" }, true},
		"provider":                     {func(r *eval.Record) { r.Provider = "local" }, true},
		"simulated":                    {func(r *eval.Record) { r.Simulated = true }, true},
		"resolved":                     {func(r *eval.Record) { r.ResolvedModel = "gpt-x-2" }, true},
		"resolved is told by one only": {func(r *eval.Record) { r.ResolvedModel = "" }, false},
	} {
		base, head := outcome(1), outcome(1)
		base.ResolvedModel, head.ResolvedModel = "gpt-x-1", "gpt-x-1"
		row.edit(&head)
		if got := eval.Compare(base, head, eval.CompareOptions{}).ModelChanged; got != row.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestAMetricIsComparedInPlaceOfTheScore(t *testing.T) {
	t.Parallel()
	base, head := outcome(repeat(1, 6)...), outcome(repeat(1, 6)...)
	for i := range base.Cases {
		base.Cases[i].Metrics = map[string]float64{"tone": 0.9}
		head.Cases[i].Metrics = map[string]float64{"tone": 0.6}
	}
	got := eval.Compare(base, head, eval.CompareOptions{Metric: "tone"})
	if got.Verdict != eval.Worse || math.Abs(*got.Delta+0.3) > 1e-12 {
		t.Errorf("%+v", got)
	}
	if got := eval.Compare(base, head, eval.CompareOptions{Metric: "facts"}); got.Common != 0 || got.Verdict != eval.Unknown {
		t.Errorf("a metric that nobody carries: %+v", got)
	}
}

func TestTheDetectableDropIsToldForTheCommonCases(t *testing.T) {
	t.Parallel()
	got := eval.Compare(outcome(mix(15, 0)...), outcome(mix(15, 0)...), eval.CompareOptions{})
	if got.MDE == nil || math.Abs(*got.MDE-0.407628) > 1e-6 {
		t.Errorf("fifteen cases: want 41 points, got %v", got.MDE)
	}
	if got := eval.Compare(outcome(1, 1), outcome(1, 1), eval.CompareOptions{}); got.MDE != nil {
		t.Errorf("two cases can show nothing, got %v", *got.MDE)
	}
}

func TestRepeatsAreTestedByCase(t *testing.T) {
	t.Parallel()
	base, head := outcome(mix(8, 0)...), outcome(mix(0, 8)...)
	for i := range base.Cases {
		base.Cases[i].Samples, base.Cases[i].Passes = 3, 3
		head.Cases[i].Samples = 3
	}
	if got := eval.Compare(base, head, eval.CompareOptions{}); got.Test != "permutation" || *got.PValue != 2.0/256 {
		t.Errorf("eight cases that all broke: %+v", got)
	}
}

func TestComparisonIsAntisymmetric(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		score := rapid.SampledFrom([]float64{-1, 0, 0, 1, 1, 1, 0.25, 0.5, 0.75})
		n := rapid.IntRange(0, 60).Draw(t, "n")
		base := outcome(rapid.SliceOfN(score, n, n).Draw(t, "base")...)
		head := outcome(rapid.SliceOfN(score, n, n).Draw(t, "head")...)
		there, back := eval.Compare(base, head, eval.CompareOptions{}), eval.Compare(head, base, eval.CompareOptions{})
		if diff := cmp.Diff(there, eval.Compare(base, head, eval.CompareOptions{})); diff != "" {
			t.Fatalf("not repeatable: %s", diff)
		}
		opposite := map[string]string{eval.Better: eval.Worse, eval.Worse: eval.Better, eval.Same: eval.Same, eval.Unknown: eval.Unknown}
		if there.Common == 0 {
			return
		}
		if math.Abs(*there.Delta+*back.Delta) > 1e-12 || *there.PValue != *back.PValue || opposite[there.Verdict] != back.Verdict {
			t.Fatalf("%+v\n%+v", there, back)
		}
		if diff := cmp.Diff(there.Broken, back.Fixed); diff != "" {
			t.Fatal(diff)
		}
		if there.Interval95[0] > there.Interval90[0] || there.Interval90[0] > *there.Delta || *there.Delta > there.Interval90[1] {
			t.Fatalf("%v %v %v", *there.Delta, there.Interval90, there.Interval95)
		}
	})
}
