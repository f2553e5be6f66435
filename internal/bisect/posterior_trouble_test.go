package bisect_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/bisect"
)

func TestPairsThatCannotBeJudgedAreNeverAskedAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := bisect.Problem{
			Versions: rapid.IntRange(1, 40).Draw(t, "versions"), Cases: rapid.IntRange(0, 16).Draw(t, "cases"),
			AssumeRegression: rapid.Bool().Draw(t, "assume"), MaxRuns: 50,
		}
		s := bisect.New(p)
		trouble := rapid.IntRange(0, 3).Draw(t, "trouble")
		n := rapid.IntRange(1, 5).Draw(t, "n")
		unjudged := map[bisect.Query]bool{}
		for next := s.Next(n); len(next) > 0; next = s.Next(n) {
			for _, q := range next {
				if unjudged[q] {
					t.Fatalf("%v is asked again", q)
				}
			}
			for _, q := range next {
				o := reading(q.Version, q.Case, rapid.Bool().Draw(t, "pass"))
				o.Unjudged = trouble == 3 || (q.Version*7+q.Case)%5 < trouble
				unjudged[q] = o.Unjudged
				s.Observe(o)
			}
		}
		if r := s.Result(); r.Verdict == bisect.Found && r.Posterior < 0.95 {
			t.Fatalf("%+v", r)
		}
	})
}

func TestTheSearchGoesAroundWhatCannotBeJudged(t *testing.T) {
	t.Parallel()
	w := drop(65, 40, 1, 1, 0, 1)
	s := told(w.problem(), w.ends()...)
	for v := 20; v < 39; v++ {
		s.Observe(bisect.Observation{Version: v, Unjudged: true})
	}
	w.run(t, s, 1)
	if r := s.Result(); r.Verdict != bisect.Found || r.Culprit != 40 {
		t.Errorf("%+v", r)
	}
}

func TestACulpritThatCannotBeToldFromItsNeighborsStaysUndecided(t *testing.T) {
	t.Parallel()
	w := drop(65, 33, 1, 1, 0, 1)
	s := told(w.problem(), w.ends()...)
	for v := 32; v < 36; v++ {
		s.Observe(bisect.Observation{Version: v, Unjudged: true})
	}
	w.run(t, s, 1)
	r := s.Result()
	if r.Verdict != bisect.Undecided || len(r.Credible) != 5 || r.Runs > 200 {
		t.Fatalf("%+v", r)
	}
	for _, c := range r.Credible {
		if c.Version < 32 || c.Version > 36 || !(math.Abs(c.P-r.Posterior) < 1e-9) {
			t.Errorf("%+v", r)
		}
	}
}

func TestWhereNothingCanBeJudgedNothingIsClaimed(t *testing.T) {
	t.Parallel()
	for _, assume := range []bool{false, true} {
		s := bisect.New(bisect.Problem{Versions: 9, Cases: 2, AssumeRegression: assume})
		for v := range 9 {
			s.Observe(bisect.Observation{Version: v, Unjudged: true})
			s.Observe(bisect.Observation{Version: v, Case: 1, Unjudged: true})
		}
		if next := s.Next(2); len(next) > 0 {
			t.Errorf("asks %v", next)
		}
		if r := s.Result(); r.Verdict != bisect.Undecided || len(r.Credible) != 8 {
			t.Errorf("%+v", r)
		}
	}
}

func TestACaseThatCannotBeJudgedAtTheBadEndForbidsTheAllClear(t *testing.T) {
	t.Parallel()
	w := drop(9, 9, 5, 0, 0, 1)
	known := w.ends()
	known[1] = bisect.Observation{Version: 8, Case: 0, Unjudged: true}
	s := told(w.problem(), known...)
	w.run(t, s, 1)
	if r := s.Result(); r.Verdict != bisect.Undecided {
		t.Errorf("%+v", r)
	}
}

// Who vouches for a regression leaves the prior at 0.95 for the only candidate, and
// that is no evidence.
func TestTheOnlyCandidateIsNotNamedUnread(t *testing.T) {
	t.Parallel()
	for _, cases := range []int{1, 2, 20} {
		for culprit := 1; culprit <= 2; culprit++ { // at 2 nothing broke
			w := drop(2, culprit, cases, 1, 0, 1)
			p := w.problem()
			p.AssumeRegression, p.MaxRuns = true, 200
			s := bisect.New(p)
			if r := s.Result(); r.Verdict != bisect.Undecided || len(r.Flipped) > 0 {
				t.Errorf("%d cases, nothing read: got %+v", cases, r)
			}
			seen, _ := w.run(t, s, 1)
			sides := map[int]bool{}
			for _, o := range seen {
				sides[o.Version] = true
			}
			r := s.Result()
			if (r.Verdict == bisect.Found) != (culprit == 1) || len(sides) != 2 || culprit == 1 && len(seen) > 2*cases+8 {
				t.Errorf("%d cases, culprit %d: got %+v after %d readings of %v", cases, culprit, r, len(seen), sides)
			}
		}
	}
}
