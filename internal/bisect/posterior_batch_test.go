package bisect_test

import (
	"testing"

	"github.com/promptgit/promptgit/internal/bisect"
)

// Four at once cut a history into more parts than one does, so that a clear drop
// is found in a third of the turns for half as many runs again.
func TestABatchSavesTurnsForFewMoreRuns(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ n, runs, turns int }{{1, 14, 14}, {2, 16, 8}, {4, 20, 5}, {8, 32, 4}} {
		for culprit := 5; culprit <= 256; culprit += 25 {
			w := drop(257, culprit, 20, 3, 0, 1)
			s := told(w.problem(), w.ends()...)
			seen, turns := w.run(t, s, row.n)
			if r := s.Result(); r.Verdict != bisect.Found || r.Culprit != culprit {
				t.Errorf("%d at once, culprit %d: %+v", row.n, culprit, r)
			}
			if len(seen) > row.runs || turns > row.turns {
				t.Errorf("%d at once, culprit %d: %d runs in %d turns", row.n, culprit, len(seen), turns)
			}
		}
	}
}

func TestTheBudgetIsKeptWithinABatch(t *testing.T) {
	t.Parallel()
	w := drop(65, 40, 20, 3, 0.2, 1)
	p := w.problem()
	p.MaxRuns = 10
	s := told(p, w.ends()...)
	seen, _ := w.run(t, s, 4)
	r := s.Result()
	if len(seen) != 10 || r.Runs != 10 || r.Verdict != bisect.Undecided {
		t.Fatalf("%d runs: %+v", len(seen), r)
	}
	all, change, in := s.Posterior(), 0.0, 0.0
	for _, p := range all[1:] {
		change += p
	}
	for i, c := range r.Credible {
		if in += c.P; i > 0 && c.P > r.Credible[i-1].P*(1+1e-6) {
			t.Errorf("not the likeliest first: %v", r.Credible)
		}
	}
	if last := r.Credible[len(r.Credible)-1].P; in < 0.95*change || in-last >= 0.95*change {
		t.Errorf("%v of %v", in, change)
	}
}

func TestWhatCostsMoreIsAskedLess(t *testing.T) {
	t.Parallel()
	asked := [3]int{}
	w := drop(65, 20, 20, 3, 0, 1)
	p := w.problem()
	p.Costs = make([]float64, 20)
	for i := range p.Costs {
		p.Costs[i] = 1
	}
	p.Costs[0], p.Costs[1] = 50, 20
	s := told(p, w.ends()...)
	seen, _ := w.run(t, s, 1)
	for _, o := range seen {
		if o.Case < 3 {
			asked[o.Case]++
		}
	}
	if asked[0] > 0 || asked[1] > 0 || asked[2] < 6 {
		t.Errorf("runs of the three that tell: %v", asked)
	}
	if r := s.Result(); r.Verdict != bisect.Found || r.Culprit != 20 {
		t.Errorf("%+v", r)
	}
}
