package bisect_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/bisect"
)

// anything draws a problem and readings of it that follow no model.
func anything(t *rapid.T) (bisect.Problem, []bisect.Observation) {
	p := bisect.Problem{
		Versions: rapid.IntRange(1, 300).Draw(t, "versions"), Cases: rapid.IntRange(1, 30).Draw(t, "cases"),
		AssumeRegression: rapid.Bool().Draw(t, "assume"),
	}
	seen := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bisect.Observation {
		return bisect.Observation{
			Version:  rapid.IntRange(0, p.Versions-1).Draw(t, "version"),
			Case:     rapid.IntRange(0, p.Cases-1).Draw(t, "case"),
			Value:    rapid.SampledFrom([]float64{0, 1, 1, 0.5, 0.3, math.NaN(), -2, 7}).Draw(t, "value"),
			Runs:     rapid.SampledFrom([]int{0, 1, 2, 50, 1_000_000}).Draw(t, "runs"),
			Unjudged: rapid.IntRange(0, 9).Draw(t, "trouble") == 0,
		}
	}), 0, 40).Draw(t, "seen")
	return p, seen
}

func told(p bisect.Problem, seen ...bisect.Observation) *bisect.Search {
	s := bisect.New(p)
	for _, o := range seen {
		s.Observe(o)
	}
	return s
}

func checkClose(t failer, want, got []float64) {
	t.Helper()
	for i := range want {
		if !(math.Abs(want[i]-got[i]) <= 1e-7) {
			t.Fatalf("element %d: want %v, got %v", i, want[i], got[i])
		}
	}
}

func TestThePosteriorSumsToOneWhateverWasRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, seen := anything(t)
		s := told(p, seen...)
		sum := 0.0
		for _, x := range s.Posterior() {
			if !(x >= 0) {
				t.Fatalf("a probability of %v", x)
			}
			sum += x
		}
		if !(math.Abs(sum-1) < 1e-9) {
			t.Fatalf("sums to %v", sum)
		}
		r := s.Result()
		if r.Verdict == bisect.Found && r.Posterior < 0.95 || r.Verdict == bisect.NoRegression && p.AssumeRegression && p.Versions > 1 {
			t.Fatalf("%+v", r)
		}
		for _, q := range s.Next(3) {
			if q.Version < 0 || q.Version >= p.Versions || q.Case < 0 || q.Case >= p.Cases {
				t.Fatalf("there is no %v", q)
			}
		}
	})
}

func TestTheOrderOfReadingsDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, seen := anything(t)
		want := told(p, seen...).Posterior()
		s := told(p)
		for i, k := range rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 0)).Perm(len(seen)) {
			if s.Observe(seen[k]); i%3 == 0 {
				s.Next(2) // what is asked in between changes nothing either
			}
		}
		checkClose(t, want, s.Posterior())
	})
}

func TestAMeanOfRunsIsWorthItsRuns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, seen := anything(t)
		var single []bisect.Observation
		for i := range seen {
			o := &seen[i]
			passes := rapid.IntRange(0, 9).Draw(t, "passes")
			o.Runs = max(passes, rapid.IntRange(1, 9).Draw(t, "of"))
			o.Value = float64(passes) / float64(o.Runs)
			for k := range o.Runs {
				one := *o
				if one.Runs, one.Value = 0, 0; k < passes {
					one.Value = 1
				}
				single = append(single, one)
			}
		}
		checkClose(t, told(p, seen...).Posterior(), told(p, single...).Posterior())
	})
}

// noise is a history whose readings err: case c passes at rate good[c] before
// the culprit and bad[c] from it on.
type noise struct {
	versions, culprit int
	good, bad         []float64
	rng               *rand.Rand
}

// drop is a suite of n cases of which four in five pass at 1-eps and the others
// at eps; the first k drop to eps.
func drop(versions, culprit, n, k int, eps float64, seed uint64) *noise {
	w := &noise{versions: versions, culprit: culprit, rng: rand.New(rand.NewPCG(seed, 1))}
	for i := range n {
		w.good = append(w.good, 1-eps)
		w.bad = append(w.bad, 1-eps)
		fails := i >= (4*n+4)/5
		if fails {
			w.good[i] = eps
		}
		if fails || i < k {
			w.bad[i] = eps
		}
	}
	return w
}

func (w *noise) problem() bisect.Problem {
	return bisect.Problem{Versions: w.versions, Cases: len(w.good)}
}

func (w *noise) judge(q bisect.Query) bisect.Observation {
	p := w.good[q.Case]
	if q.Version >= w.culprit {
		p = w.bad[q.Case]
	}
	return reading(q.Version, q.Case, w.rng.Float64() < p)
}

func (w *noise) ends() []bisect.Observation {
	var seen []bisect.Observation
	for c := range w.good {
		seen = append(seen, w.judge(bisect.Query{Version: 0, Case: c}), w.judge(bisect.Query{Version: w.versions - 1, Case: c}))
	}
	return seen
}

// run searches to the end and gives what was read, and in how many turns.
func (w *noise) run(t failer, s *bisect.Search, n int) (seen []bisect.Observation, turns int) {
	t.Helper()
	for next := s.Next(n); len(next) > 0; next = s.Next(n) {
		if turns++; turns > 5000 {
			t.Fatalf("does not end: %+v", s.Result())
		}
		for _, q := range next {
			o := w.judge(q)
			seen = append(seen, o)
			s.Observe(o)
		}
	}
	return seen, turns
}

func TestASecondSearchAsksTheSameAgain(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		w := drop(200, 77, 30, 2, 0.15, seed)
		known := w.ends()
		first := told(w.problem(), known...)
		seen, _ := w.run(t, first, 2)
		again := told(w.problem(), known...)
		for next := again.Next(2); len(next) > 0; next = again.Next(2) {
			for _, q := range next {
				if len(seen) == 0 || seen[0].Version != q.Version || seen[0].Case != q.Case {
					t.Fatalf("%v was not asked before: %v", q, seen)
				}
				again.Observe(seen[0])
				seen = seen[1:]
			}
		}
		if diff := cmp.Diff(first.Result(), again.Result()); diff != "" || len(seen) > 0 {
			t.Errorf("%d readings left, %s", len(seen), diff)
		}
	}
}

func TestAClearDropIsFoundAlmostAsIfItWereCertain(t *testing.T) {
	t.Parallel()
	for culprit := 1; culprit <= 64; culprit++ {
		w := drop(65, culprit, 20, 3, 0, 1)
		s := told(w.problem(), w.ends()...)
		w.run(t, s, 1)
		r := s.Result()
		if r.Verdict != bisect.Found || r.Culprit != culprit || r.Runs > 11 || r.NotSingleStep {
			t.Errorf("culprit %d: %+v", culprit, r)
		}
		if diff := cmp.Diff([]int{0, 1, 2}, r.Flipped); diff != "" {
			t.Errorf("culprit %d: %s", culprit, diff)
		}
		if len(r.Credible) != 1 || r.Credible[0].Version != culprit || r.Credible[0].P != r.Posterior {
			t.Errorf("culprit %d: %+v", culprit, r)
		}
	}
}

// Most suites pass nearly always. With the failing cases gone, what breaks must
// be found as fast.
func TestASuiteThatAlwaysPassesCostsNoMore(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ n, broke, most int }{{20, 1, 20}, {20, 3, 20}, {100, 1, 20}, {100, 15, 25}} {
		for culprit := 3; culprit <= 64; culprit += 7 {
			w := drop(65, culprit, row.n, row.broke, 0, 1)
			for c := range w.good {
				w.good[c] = 1
				if c >= row.broke {
					w.bad[c] = 1
				}
			}
			s := told(w.problem(), w.ends()...)
			w.run(t, s, 1)
			if r := s.Result(); r.Verdict != bisect.Found || r.Culprit != culprit || r.Runs > row.most || len(r.Flipped) != row.broke {
				t.Errorf("%d of %d cases, culprit %d: %+v", row.broke, row.n, culprit, r)
			}
		}
	}
}
