package eval_test

import (
	"errors"
	"math"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/stats"
)

// combined gives the run of a combination: a score for each case, NaN for one
// that could not be judged.
func combined(suite *eval.Suite, scores ...float64) eval.Run {
	run := eval.Run{Column: eval.Column{Suite: suite}}
	for i, score := range scores {
		r := eval.Result{Case: &suite.Cases[i], Score: score, Pass: score == 1}
		if math.IsNaN(score) {
			r = eval.Result{Case: &suite.Cases[i], Err: errors.New("no answer")}
		}
		run.Results = append(run.Results, r)
	}
	return run
}

// The figures of statistics.md 4.4c, on ten cases alike; an eleventh could not be
// judged once, and must not count as failed there.
func TestAblateTellsTheSharesAndLeavesOutWhatWasNotJudged(t *testing.T) {
	t.Parallel()
	suite := &eval.Suite{}
	for i := range 11 {
		suite.Cases = append(suite.Cases, eval.Case{Index: i, ID: string(rune('a' + i))})
	}
	var runs []eval.Run
	for mask, score := range []float64{.90, .88, .70, .60} {
		scores := []float64{score, score, score, score, score, score, score, score, score, score, 1}
		if mask == 1 {
			scores[10] = math.NaN()
		}
		runs = append(runs, combined(suite, scores...))
	}
	a := eval.Ablate(runs, stats.Factorial(2))
	near := func(what string, got, want float64) {
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: want %v, got %v", what, want, got)
		}
	}
	if a.Cases != 10 || a.LeftOut != 1 || len(a.Broken)+len(a.Fixed) != 0 {
		t.Fatalf("got %+v", a)
	}
	near("before", *a.Before, .90)
	near("after", *a.After, .60)
	near("total", a.Total.Mean, -.30)
	near("share of A", a.Shares[0], -.06)
	near("share of B", a.Shares[1], -.24)
	near("effect of A", a.Effects[0].Mean, -.06)
	near("effect of B", a.Effects[1].Mean, -.24)
	near("interaction", a.Interplay[0].Effect.Mean, -.08)
	near("p of A", a.Effects[0].PValue, 2.0/1024) // all ten signs alike
	near("p of A, by Holm", a.Effects[0].Corrected, 4.0/1024)
	if a.Effects[1].Verdict != eval.Worse {
		t.Errorf("got %+v", a.Effects[1])
	}
	if none := eval.Ablate([]eval.Run{combined(suite), combined(suite)}, stats.Factorial(1)); none.Cases != 0 || none.LeftOut != 11 || none.Effects != nil {
		t.Errorf("got %+v", none)
	}
}

// Twelve cases of three documents that broke are three things.
func TestAblateGoesByClusters(t *testing.T) {
	t.Parallel()
	effect := func(size int) (*eval.ChangeEffect, int) {
		suite := &eval.Suite{}
		for i := range 12 {
			c := eval.Case{Index: i, ID: string(rune('a' + i))}
			if size > 1 {
				c.Cluster = "doc" + string(rune('a'+i/size))
			}
			suite.Cases = append(suite.Cases, c)
		}
		a := eval.Ablate([]eval.Run{combined(suite, repeat(1, 12)...), combined(suite, repeat(0, 12)...)}, stats.Factorial(1))
		return a.Total, a.Clusters
	}
	alone, none := effect(1)
	together, three := effect(4)
	if none != 0 || alone.Verdict != eval.Worse || alone.Interval95 == nil {
		t.Errorf("%d clusters: %+v", none, alone)
	}
	if three != 3 || together.Verdict != eval.Unknown || together.PValue != 0.25 || together.Interval95 != nil {
		t.Errorf("%d clusters: %+v", three, together)
	}
}
