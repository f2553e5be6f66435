package bisect_test

import (
	"testing"

	"github.com/promptgit/promptgit/internal/bisect"
)

// recorded is a history of which every fourth version has a record.
func recorded(t failer, w *noise, mendedFrom, brokenAgain int) bisect.Result {
	t.Helper()
	s := told(w.problem(), w.ends()...)
	judge := func(q bisect.Query) bisect.Observation {
		if mendedFrom <= q.Version && q.Version < brokenAgain {
			q.Version = 0
		}
		o := w.judge(q)
		o.Version = q.Version
		return o
	}
	observe := func(q bisect.Query) {
		o := judge(q)
		o.Version = q.Version
		s.Observe(o)
	}
	for v := 4; v < w.versions-1; v += 4 {
		for c := range w.good {
			observe(bisect.Query{Version: v, Case: c})
		}
	}
	asked := 0
	for next := s.Next(1); len(next) > 0; next = s.Next(1) {
		if asked++; asked > 2000 {
			t.Fatalf("does not end: %+v", s.Result())
		}
		observe(next[0])
	}
	return s.Result()
}

func TestWhatWasMendedAndBrokenAgainIsNoSingleStep(t *testing.T) {
	t.Parallel()
	w := drop(65, 15, 20, 3, 0, 1)
	if r := recorded(t, w, 30, 46); !r.NotSingleStep {
		t.Errorf("mended from 30 to 45: %+v", r)
	}
	if r := recorded(t, w, 0, 0); r.NotSingleStep || r.Culprit != 15 {
		t.Errorf("one step: %+v", r)
	}
}

func TestASingleStepIsRarelyDoubted(t *testing.T) {
	t.Parallel()
	const trials = 30
	warned := 0
	for seed := range uint64(trials) {
		w := drop(65, 1+2*int(seed), 20, 3, 0.1, seed)
		s := told(w.problem(), w.ends()...)
		w.run(t, s, 1)
		for _, r := range []bisect.Result{s.Result(), recorded(t, w, 0, 0)} {
			if r.NotSingleStep {
				warned++
			}
		}
	}
	if warned > 2 { // of 60; 1 in 100 is meant
		t.Errorf("%d of %d histories of a single step are doubted", warned, 2*trials)
	}
}
