package bisect_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/bisect"
)

// judged answers every query of a search from a history without noise.
func judged(t failer, w *world, p bisect.Problem, known ...bisect.Query) *bisect.Search {
	t.Helper()
	p.Deterministic = false
	s := bisect.New(p)
	for _, q := range append(w.ends(), known...) {
		s.Observe(w.judge(q))
	}
	for next := s.Next(1); len(next) > 0; next = s.Next(1) {
		if w.asked[next[0]]++; w.asked[next[0]] > 100 {
			t.Fatalf("%v is asked without end", next[0])
		}
		s.Observe(w.judge(next[0]))
	}
	return s
}

// failing is a history of 20 cases of which the first break at the given
// versions, the last four always fail and the others always pass.
func failing(versions int, broke ...int) *world {
	w := newWorld(versions, broke...)
	for len(w.broke) < 16 {
		w.broke = append(w.broke, always)
	}
	w.broke = append(w.broke, never, never, never, never)
	return w
}

func TestCasesThatBrokeElsewhereAreGroupedByWhereTheyDid(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		broke   []int
		culprit int
		flipped []int
		others  map[int][]int
	}{
		{"all at one version", []int{33, 33, 33}, 33, []int{0, 1, 2}, nil},
		{"one elsewhere", []int{20, 20, 50}, 20, []int{0, 1}, map[int][]int{50: {2}}},
		{"two elsewhere, together", []int{40, 40, 40, 12, 12}, 40, []int{0, 1, 2}, map[int][]int{12: {3, 4}}},
		{"two elsewhere, apart", []int{30, 30, 30, 10, 55}, 30, []int{0, 1, 2}, map[int][]int{10: {3}, 55: {4}}},
	} {
		w := failing(65, row.broke...)
		p := w.problem()
		p.EachCase = true
		r := judged(t, w, p).Result()
		if r.Verdict != bisect.Found || r.Culprit != row.culprit {
			t.Errorf("%s: %+v", row.name, r)
		}
		if diff := cmp.Diff(row.flipped, r.Flipped); diff != "" {
			t.Errorf("%s: flipped: %s", row.name, diff)
		}
		if len(r.Others) != len(row.others) {
			t.Errorf("%s: %+v", row.name, r)
		}
		for _, o := range r.Others {
			if !slices.Equal(o.Cases, row.others[o.Version]) || o.P < 0.95 || o.P > 1 {
				t.Errorf("%s: %+v", row.name, r)
			}
		}
	}
}

// Records can tell of another change without a run being spent on it.
func TestWithoutEachCaseOnlyWhatIsKnownSpeaksOfOthers(t *testing.T) {
	t.Parallel()
	w := failing(65, 20, 20, 50)
	silent := judged(t, w, w.problem()).Result()
	if silent.Verdict != bisect.Found || silent.Culprit != 20 || len(silent.Others) > 0 {
		t.Errorf("%+v", silent)
	}
	var known []bisect.Query
	for c := range 3 {
		for _, v := range []int{10, 18, 19, 20, 21, 30, 40, 48, 49, 50, 51, 60} {
			known = append(known, bisect.Query{Version: v, Case: c})
		}
	}
	r := judged(t, w, w.problem(), known...).Result()
	if r.Verdict != bisect.Found || r.Culprit != 20 || len(r.Others) != 1 {
		t.Fatalf("%+v", r)
	}
	if o := r.Others[0]; o.Version != 50 || !slices.Equal(o.Cases, []int{2}) || o.P < 0.9 {
		t.Errorf("%+v", r)
	}
}
