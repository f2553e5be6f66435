package bisect_test

import (
	"math/bits"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/bisect"
)

const (
	always = -1 // a case that passes at every version
	never  = 0  // a case that fails at every version
)

// world is a deterministic history: case c fails from version broke[c] on.
type world struct {
	versions int
	broke    []int
	asked    map[bisect.Query]int
}

func newWorld(versions int, broke ...int) *world {
	return &world{versions: versions, broke: broke, asked: map[bisect.Query]int{}}
}

func (w *world) judge(q bisect.Query) bisect.Observation {
	return reading(q.Version, q.Case, w.broke[q.Case] == always || q.Version < w.broke[q.Case])
}

func (w *world) problem() bisect.Problem {
	return bisect.Problem{Versions: w.versions, Cases: len(w.broke), Deterministic: true}
}

func (w *world) ends() []bisect.Query {
	var qs []bisect.Query
	for c := range w.broke {
		qs = append(qs, bisect.Query{Version: 0, Case: c}, bisect.Query{Version: w.versions - 1, Case: c})
	}
	return qs
}

// run searches to the end and gives the number of queries.
func (w *world) run(t failer, s *bisect.Search, n int) int {
	t.Helper()
	queries := 0
	for next := s.Next(n); len(next) > 0; next = s.Next(n) {
		if len(next) > n {
			t.Fatalf("asked for %d, got %v", n, next)
		}
		for _, q := range next {
			if w.asked[q]++; w.asked[q] > 1 {
				t.Fatalf("%v is asked again", q)
			}
			s.Observe(w.judge(q))
			queries++
		}
	}
	return queries
}

func (w *world) know(s *bisect.Search, qs ...bisect.Query) {
	for _, q := range qs {
		w.asked[q]++
		s.Observe(w.judge(q))
	}
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func ceilLog2(m int) int { return bits.Len(uint(m - 1)) }

func TestEveryPositionIsFoundInLogManyQueries(t *testing.T) {
	t.Parallel()
	for m := 1; m <= 130; m++ {
		for culprit := 1; culprit <= m; culprit++ {
			w := newWorld(m+1, always, culprit, never)
			s := bisect.New(w.problem())
			w.know(s, w.ends()...)
			queries := w.run(t, s, 1)
			r := s.Result()
			if r.Verdict != bisect.Found || r.Culprit != culprit || r.Posterior != 1 || r.NotSingleStep {
				t.Fatalf("m=%d, culprit %d: %+v", m, culprit, r)
			}
			if queries > ceilLog2(m) || queries != r.Runs {
				t.Fatalf("m=%d, culprit %d: %d queries, bound %d, counted %d", m, culprit, queries, ceilLog2(m), r.Runs)
			}
			if diff := cmp.Diff([]int{1}, r.Flipped); diff != "" {
				t.Fatalf("flipped: %s", diff)
			}
		}
	}
}

func TestASecondCaseThatAgreesCostsTwoMoreQueries(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.IntRange(1, 5000).Draw(t, "m")
		culprit := rapid.IntRange(1, m).Draw(t, "culprit")
		broke := rapid.SliceOfN(rapid.SampledFrom([]int{always, never, culprit}), 1, 40).Draw(t, "cases")
		w := newWorld(m+1, append(broke, culprit)...)
		s := bisect.New(w.problem())
		w.know(s, w.ends()...)
		queries := w.run(t, s, 1)
		if r := s.Result(); r.Verdict != bisect.Found || r.Culprit != culprit || len(r.Others) > 0 {
			t.Fatalf("%+v", r)
		}
		if queries > ceilLog2(m)+2 {
			t.Fatalf("m=%d: %d queries", m, queries)
		}
	})
}

func TestAnyHistoryOfSingleStepsIsResolvedTruly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.IntRange(1, 200).Draw(t, "m")
		w := newWorld(m+1, rapid.SliceOfN(rapid.IntRange(always, m+3), 0, 12).Draw(t, "broke")...)
		s := bisect.New(w.problem())
		pairs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bisect.Query {
			return bisect.Query{Version: rapid.IntRange(0, m).Draw(t, "version"), Case: rapid.IntRange(0, max(0, len(w.broke)-1)).Draw(t, "case")}
		}), 0, 60).Draw(t, "known")
		if len(w.broke) > 0 {
			for _, q := range pairs {
				if w.asked[q] == 0 {
					w.know(s, q)
				}
			}
		}
		n := rapid.IntRange(1, 8).Draw(t, "n")
		queries := w.run(t, s, n)
		checkTruth(t, w, s.Result())
		perCase := n*ceilLog2(m) + 4
		if queries > len(w.broke)*perCase {
			t.Fatalf("%d queries for %d cases", queries, len(w.broke))
		}
	})
}

// checkTruth holds every claim of a result against the world: who flipped, and
// that each version named did break the cases it is named for.
func checkTruth(t failer, w *world, r bisect.Result) {
	t.Helper()
	var flipped []int
	breaks := map[int][]int{}
	for c, b := range w.broke {
		if b > 0 && b < w.versions {
			flipped = append(flipped, c)
			breaks[b] = append(breaks[b], c)
		}
	}
	if diff := cmp.Diff(flipped, r.Flipped); diff != "" {
		t.Fatalf("flipped: %s", diff)
	}
	if r.NotSingleStep {
		t.Fatalf("no reading contradicts another: %+v", r)
	}
	switch {
	case len(w.broke) == 0:
		if r.Verdict != bisect.Undecided {
			t.Fatalf("without cases nothing is known: %+v", r)
		}
	case len(flipped) == 0:
		if r.Verdict != bisect.NoRegression {
			t.Fatalf("nothing dropped: %+v", r)
		}
	case r.Verdict != bisect.Found || len(breaks[r.Culprit]) == 0:
		t.Fatalf("%v broke cases: %+v", breaks, r)
	}
	for _, o := range r.Others {
		if diff := cmp.Diff(breaks[o.Version], o.Cases); diff != "" {
			t.Fatalf("version %d: %s", o.Version, diff)
		}
		if len(o.Cases) > len(breaks[r.Culprit]) {
			t.Fatalf("version %d broke more than the culprit: %+v", o.Version, r)
		}
	}
}

func TestCasesThatBrokeElsewhereAreToldApart(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		broke   []int
		culprit int
		others  []bisect.Change
	}{
		{"the version that broke more is the culprit", []int{20, 50, 50}, 50, []bisect.Change{{Version: 20, Cases: []int{0}, P: 1}}},
		{"of two that broke as many, the earlier", []int{50, 20}, 20, []bisect.Change{{Version: 50, Cases: []int{0}, P: 1}}},
		{"three groups", []int{9, 33, 9, 60, 9, 33, always}, 9, nil},
		{"neighbors", []int{31, 32}, 31, []bisect.Change{{Version: 32, Cases: []int{1}, P: 1}}},
		{"a first answer that is the minority", []int{10, 40, 40, 40}, 40, []bisect.Change{{Version: 10, Cases: []int{0}, P: 1}}},
	} {
		w := newWorld(65, row.broke...)
		s := bisect.New(w.problem())
		w.run(t, s, 1)
		r := s.Result()
		if r.Verdict != bisect.Found || r.Culprit != row.culprit {
			t.Errorf("%s: %+v", row.name, r)
		}
		if row.others != nil {
			if diff := cmp.Diff(row.others, r.Others); diff != "" {
				t.Errorf("%s: %s", row.name, diff)
			}
		}
	}
}

func TestTheEndsAreReadOnlyAsFarAsNeeded(t *testing.T) {
	t.Parallel()
	w := newWorld(2, always, always, never, 1)
	s := bisect.New(w.problem())
	w.run(t, s, 1)
	if w.asked[bisect.Query{Version: 0, Case: 0}] > 0 || w.asked[bisect.Query{Version: 0, Case: 1}] > 0 {
		t.Errorf("a case that passes at the bad end needs no other reading: %v", w.asked)
	}
	if r := s.Result(); r.Culprit != 1 || r.Runs != 6 {
		t.Errorf("%+v", r)
	}
}

func TestWhatIsKnownIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(101, always, 37, 37)
	s := bisect.New(w.problem())
	w.know(s, w.ends()...)
	for _, c := range []int{1, 2} {
		w.know(s, bisect.Query{Version: 36, Case: c}, bisect.Query{Version: 37, Case: c})
	}
	if next := s.Next(5); len(next) > 0 {
		t.Errorf("all is known, yet %v is asked", next)
	}
	if r := s.Result(); r.Verdict != bisect.Found || r.Culprit != 37 || r.Runs != 0 {
		t.Errorf("%+v", r)
	}
}
