package bisect_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/bisect"
)

func reading(version, c int, pass bool) bisect.Observation {
	o := bisect.Observation{Version: version, Case: c}
	if pass {
		o.Value = 1
	}
	return o
}

func TestContradictionsAreNeverAnsweredWithConfidence(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		known []bisect.Observation
	}{
		{"one pair read both ways", []bisect.Observation{reading(0, 0, true), reading(8, 0, false), reading(4, 0, true), reading(4, 0, false)}},
		{"an end read both ways", []bisect.Observation{reading(0, 0, true), reading(0, 0, false), reading(8, 0, false)}},
		{"well again after it broke", []bisect.Observation{reading(0, 0, true), reading(8, 0, false), reading(2, 0, false), reading(5, 0, true)}},
	} {
		s := bisect.New(bisect.Problem{Versions: 9, Cases: 1, Deterministic: true})
		for _, o := range row.known {
			s.Observe(o)
		}
		if next := s.Next(3); len(next) > 0 {
			t.Errorf("%s: no further reading of it can be trusted, yet %v", row.name, next)
		}
		r := s.Result()
		if r.Verdict != bisect.Undecided || !r.NotSingleStep || r.Culprit != 0 || len(r.Credible) != 8 {
			t.Errorf("%s: %+v", row.name, r)
		}
	}
}

func TestBesideAContradictionAnAnswerNeedsTwoWitnesses(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		broke []int
		want  bisect.Verdict
	}{
		{"one witness", []int{5, 5}, bisect.Undecided},
		{"two that agree", []int{5, 5, 5}, bisect.Found},
		{"two that do not", []int{5, 5, 7}, bisect.Undecided},
	} {
		w := newWorld(9, row.broke...)
		s := bisect.New(w.problem())
		w.know(s, w.ends()...)
		s.Observe(reading(2, 0, false)) // case 0 is torn: it passes at 4
		s.Observe(reading(4, 0, true))
		w.run(t, s, 1)
		if r := s.Result(); r.Verdict != row.want || !r.NotSingleStep || row.want == bisect.Found && r.Culprit != 5 {
			t.Errorf("%s: %+v", row.name, r)
		}
	}
}

// Random readings are no history at all. Whatever is answered must have been
// read: well just before the culprit, broken at it, by each witness.
func TestAnAnswerRestsOnReadingsOnBothSides(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := bisect.Problem{Versions: rapid.IntRange(1, 20).Draw(t, "versions"), Cases: rapid.IntRange(0, 5).Draw(t, "cases"), Deterministic: true}
		s := bisect.New(p)
		read := map[bisect.Observation]bool{}
		asked := map[bisect.Query]bool{}
		for next := s.Next(2); len(next) > 0; next = s.Next(2) {
			for _, q := range next {
				if asked[q] {
					t.Fatalf("%v is asked again", q)
				}
				asked[q] = true
				o := reading(q.Version, q.Case, rapid.Bool().Draw(t, "pass"))
				o.Unjudged = rapid.IntRange(0, 5).Draw(t, "trouble") == 0
				s.Observe(o)
				read[o] = true
			}
		}
		r := s.Result()
		if r.Verdict != bisect.Found {
			return
		}
		for _, c := range r.Flipped {
			if read[reading(r.Culprit-1, c, true)] && read[reading(r.Culprit, c, false)] {
				return
			}
		}
		t.Fatalf("no case was read on both sides of %d: %+v", r.Culprit, read)
	})
}

func TestThePairsThatCannotBeJudgedAreGoneAround(t *testing.T) {
	t.Parallel()
	w := newWorld(65, 40, 40)
	s := bisect.New(w.problem())
	w.know(s, w.ends()...)
	for v := 30; v < 36; v++ {
		s.Observe(bisect.Observation{Version: v, Case: 0, Unjudged: true})
	}
	w.run(t, s, 1)
	if r := s.Result(); r.Verdict != bisect.Found || r.Culprit != 40 {
		t.Errorf("%+v", r)
	}
}

func TestACulpritAmongUnjudgedVersionsStaysUndecided(t *testing.T) {
	t.Parallel()
	w := newWorld(65, 33)
	s := bisect.New(w.problem())
	for v := 32; v < 36; v++ {
		s.Observe(bisect.Observation{Version: v, Unjudged: true})
	}
	w.run(t, s, 1)
	r := s.Result()
	want := []bisect.Candidate{{Version: 32, P: 0.2}, {Version: 33, P: 0.2}, {Version: 34, P: 0.2}, {Version: 35, P: 0.2}, {Version: 36, P: 0.2}}
	if r.Verdict != bisect.Undecided || len(r.Credible) != len(want) {
		t.Fatalf("%+v", r)
	}
	for i := range want {
		if r.Credible[i] != want[i] {
			t.Errorf("want %v, got %v", want, r.Credible)
		}
	}
}

func TestAnEndThatCannotBeJudgedIsNoProofOfHealth(t *testing.T) {
	t.Parallel()
	w := newWorld(9, always, always)
	s := bisect.New(w.problem())
	s.Observe(bisect.Observation{Version: 8, Case: 1, Unjudged: true})
	w.run(t, s, 1)
	if r := s.Result(); r.Verdict != bisect.Undecided {
		t.Errorf("%+v", r)
	}
}

func TestWhoVouchesIsNotToldThatThereIsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(9, always, never)
	p := w.problem()
	p.AssumeRegression = true
	s := bisect.New(p)
	w.run(t, s, 1)
	if r := s.Result(); r.Verdict != bisect.Undecided || len(r.Credible) != 8 || r.Posterior != 0.125 {
		t.Errorf("%+v", r)
	}
}

func TestTheBudgetIsKeptAndGoesToASureAnswerFirst(t *testing.T) {
	t.Parallel()
	broke := make([]int, 100)
	for i := range broke {
		broke[i] = always
	}
	broke[3] = 21
	for budget := 1; budget <= 40; budget++ {
		w := newWorld(65, broke...)
		p := w.problem()
		p.MaxRuns = budget
		s := bisect.New(p)
		if queries := w.run(t, s, 1); queries > budget {
			t.Errorf("%d queries for a budget of %d", queries, budget)
		}
		r := s.Result()
		if want := budget >= 11; (r.Verdict == bisect.Found) != want { // 4 bad ends, 1 good end, 6 halvings
			t.Errorf("budget %d: %+v", budget, r)
		}
	}
}

func TestScoresAreSplitAtHalfTheDrop(t *testing.T) {
	t.Parallel()
	score := func(v int) float64 {
		if v < 12 {
			return 0.9 - 0.01*float64(v%3)
		}
		return 0.6 + 0.01*float64(v%3)
	}
	for _, row := range []struct {
		name    string
		minDrop float64
		want    bisect.Verdict
	}{
		{"any drop", 0, bisect.Found},
		{"a drop that is large enough", 0.2, bisect.Found},
		{"a drop that is too small to count", 0.3, bisect.NoRegression},
	} {
		s := bisect.New(bisect.Problem{Versions: 33, Cases: 1, Deterministic: true, MinDrop: row.minDrop})
		for next := s.Next(1); len(next) > 0; next = s.Next(1) {
			for _, q := range next {
				s.Observe(bisect.Observation{Version: q.Version, Case: q.Case, Value: score(q.Version)})
			}
		}
		if r := s.Result(); r.Verdict != row.want || row.want == bisect.Found && r.Culprit != 12 {
			t.Errorf("%s: %+v", row.name, r)
		}
	}
}

func TestAnInnerScoreCountsForTheNearerEnd(t *testing.T) {
	t.Parallel()
	for score, want := range map[float64]int{0.71: 2, 0.69: 1} { // the ends are 0.9 and 0.5
		s := bisect.New(bisect.Problem{Versions: 3, Cases: 1, Deterministic: true})
		for v, x := range []float64{0.9, score, 0.5} {
			s.Observe(bisect.Observation{Version: v, Value: x})
		}
		if r := s.Result(); r.Verdict != bisect.Found || r.Culprit != want {
			t.Errorf("%v: want %d, got %+v", score, want, r)
		}
	}
}

func TestOneVersionHasNothingToSearch(t *testing.T) {
	t.Parallel()
	s := bisect.New(bisect.Problem{Versions: 1, Cases: 4, Deterministic: true})
	if next := s.Next(4); len(next) > 0 {
		t.Errorf("got %v", next)
	}
	if r := s.Result(); r.Verdict != bisect.NoRegression {
		t.Errorf("%+v", r)
	}
}

func TestSeveralAtOnceCutIntoMoreParts(t *testing.T) {
	t.Parallel()
	w := newWorld(65, 17)
	s := bisect.New(w.problem())
	w.know(s, w.ends()...)
	turns := 0
	for next := s.Next(3); len(next) > 0; next = s.Next(3) {
		w.know(s, next...)
		turns++
	}
	if r := s.Result(); r.Culprit != 17 || turns != 3 || r.Runs > 9 {
		t.Errorf("%d turns: %+v", turns, r)
	}
}
