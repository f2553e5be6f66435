package eval_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
)

// The p value is that of the table of exact values for 8 against 1.
func TestPreferencesAreCountedByCase(t *testing.T) {
	t.Parallel()
	compared := func(by, at, record, against string, grades ...eval.Grade) eval.Grading {
		g := grading(by, at, grades...)
		g.Record, g.Against = record, against
		return g
	}
	var eight []eval.Grade
	for _, k := range []string{"k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7"} {
		eight = append(eight, eval.Grade{Case: k, Score: 1})
	}
	list := []eval.Grading{
		compared("Ada", "1", "R", "S", eight...),
		compared("Ada", "2", "S", "R", eval.Grade{Case: "k8", Score: 1}, eval.Grade{Case: "k9", Score: 0.5}),
		compared("Bob", "1", "S", "R", eval.Grade{Case: "k0", Score: 0.5}, eval.Grade{Case: "k10", Score: 1}),
		compared("Eve", "1", "R", "S", eval.Grade{Case: "k10", Score: 1}),
		compared("Eve", "1", "R", "T", eval.Grade{Case: "k1"}),
		grading("Eve", "1", eval.Grade{Case: "k1"}),
	}
	got, ok := eval.Preferences(list, "R", "S")
	want := eval.Preference{Graders: []string{"Ada", "Bob", "Eve"}, Better: 8, Worse: 1, Same: 2, PValue: 0.0390625}
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Error(diff)
	}
	back, _ := eval.Preferences(list, "S", "R")
	want.Better, want.Worse = 1, 8
	if diff := cmp.Diff(want, back); diff != "" {
		t.Errorf("the other way round: %s", diff)
	}
	if _, ok := eval.Preferences(list, "S", "T"); ok {
		t.Error("nobody compared these")
	}
	r := outcome(repeat(1, 11)...)
	r.ID = "R"
	if sum, _ := r.WithGradings(list).Grades(); sum.Cases != 1 {
		t.Errorf("a comparison is no grade: %+v", sum)
	}
	if mine := eval.Standing(list, "Bob", "R", "S"); len(mine) != 2 || mine[0].Score != 0.5 || mine[1].Score != 0 {
		t.Errorf("got %+v", mine)
	}
	line := list[0].Encode()
	if g, err := eval.DecodeGrading(line); err != nil || g.Against != "S" || g.Encode() != line {
		t.Errorf("%v: %s", err, line)
	}
}
