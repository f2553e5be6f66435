package eval_test

import (
	"math"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

func TestSeveralComparisonsAreCorrectedTogether(t *testing.T) {
	t.Parallel()
	compare := func(broken int) *eval.Comparison {
		c := eval.Compare(outcome(mix(20, 0)...), outcome(mix(20-broken, broken)...), eval.CompareOptions{})
		return &c
	}
	nothing := eval.Compare(outcome(-1), outcome(1), eval.CompareOptions{})
	list := []*eval.Comparison{compare(6), &nothing, compare(10), compare(0)}
	if list[0].Verdict != eval.Worse {
		t.Fatalf("alone six broken cases are worse, got %+v", list[0])
	}
	adjusted := eval.Correct(list)
	for i, want := range []struct {
		verdict string
		p, bare float64
	}{
		{eval.Unknown, 2 * 0.03125, 0.03125},
		{eval.Unknown, -1, -1},
		{eval.Worse, 3 * 0.001953125, 0.001953125},
		{eval.Unknown, 1, 1},
	} {
		if list[i].Verdict != want.verdict {
			t.Errorf("%d: want %s, got %s", i, want.verdict, list[i].Verdict)
		}
		if want.p < 0 {
			if adjusted[i] != nil {
				t.Errorf("%d: nothing was tested, got %v", i, *adjusted[i])
			}
			continue
		}
		if math.Abs(*adjusted[i]-want.p) > 1e-12 || math.Abs(*list[i].PValue-want.bare) > 1e-12 {
			t.Errorf("%d: want %v of %v, got %v of %v", i, want.p, want.bare, *adjusted[i], *list[i].PValue)
		}
	}
	alone := compare(6)
	if p := eval.Correct([]*eval.Comparison{alone}); *p[0] != 0.03125 || alone.Verdict != eval.Worse {
		t.Errorf("one comparison needs no correction: %v, %s", *p[0], alone.Verdict)
	}
	if got := eval.Correct(nil); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
