package bisect_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/bisect"
)

// mended is a history that was broken at the culprit, is well again from one
// version on and broken again from another.
type mended struct {
	*noise
	from, again int
}

func (w mended) judge(q bisect.Query) bisect.Observation {
	at := q
	if w.from <= q.Version && q.Version < w.again {
		at.Version = 0
	}
	o := w.noise.judge(at)
	o.Version = q.Version
	return o
}

// search knows the ends and, unless every is 0, a record of every so many
// versions, and searches to the end.
func (w mended) search(t failer, every int) bisect.Result {
	t.Helper()
	s := told(w.problem(), w.ends()...)
	for v := every; every > 0 && v < w.versions-1; v += every {
		for c := range w.good {
			s.Observe(w.judge(bisect.Query{Version: v, Case: c}))
		}
	}
	asked := 0
	for next := s.Next(1); len(next) > 0; next = s.Next(1) {
		if asked++; asked > 3000 {
			t.Fatalf("does not end: %+v", s.Result())
		}
		s.Observe(w.judge(next[0]))
	}
	return s.Result()
}

func TestWhatWasMendedAndBrokenAgainIsNoSingleStep(t *testing.T) {
	t.Parallel()
	w := mended{drop(65, 15, 20, 3, 0, 1), 30, 46}
	if r := w.search(t, 4); !r.NotSingleStep {
		t.Errorf("mended from 30 to 45: %+v", r)
	}
	w.again = 0
	if r := w.search(t, 4); r.NotSingleStep || r.Culprit != 15 {
		t.Errorf("one step: %+v", r)
	}
}

// doubted counts the warnings among histories of 65 versions.
func doubted(t failer, kind string, n int, eps float64, every, trials int) int {
	t.Helper()
	count := 0
	for seed := range trials {
		b := 1 + seed*37%64
		broke := max(2, n*3/20)
		w := mended{noise: drop(65, b, n, broke, eps, uint64(seed))}
		switch kind {
		case "mended":
			w.from, w.again = b+(64-b)/3, b+2*(64-b)/3
		case "no change":
			w.bad = w.good
		default:
		}
		if w.search(t, every).NotSingleStep {
			count++
		}
	}
	return count
}

func TestASingleStepIsRarelyDoubted(t *testing.T) {
	t.Parallel()
	for _, every := range []int{0, 4} {
		if warned := doubted(t, "one step", 20, 0.1, every, 20); warned > 1 {
			t.Errorf("a record of every %d versions: %d of 20 histories of a single step are doubted", every, warned)
		}
	}
}

// TestSimSteps tables how often a history is doubted. One in 100 is meant where
// there is nothing to doubt; the bound is five, for the 60 histories of a cell.
func TestSimSteps(t *testing.T) {
	if os.Getenv("PROMPTGIT_SIM") == "" {
		t.Skip("set PROMPTGIT_SIM=1")
	}
	const trials = 60
	var table strings.Builder
	for _, kind := range []string{"one step", "no change", "mended"} {
		for _, n := range []int{20, 100} {
			for _, every := range []int{0, 4} {
				fmt.Fprintf(&table, "\n| %s | %d | %d |", kind, n, every)
				for _, eps := range []float64{0, 0.05, 0.1, 0.2} {
					warned := doubted(t, kind, n, eps, every, trials)
					fmt.Fprintf(&table, " %.1f %% |", 100*float64(warned)/trials)
					if kind != "mended" && warned > trials/20 {
						t.Errorf("%s, %d cases, records %d, noise %v: %d of %d doubted", kind, n, every, eps, warned, trials)
					}
				}
			}
		}
	}
	t.Logf("| history | cases | a record of every | no noise | 5 %% | 10 %% | 20 %% |%s", table.String())
}
