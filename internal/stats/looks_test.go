package stats_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/promptgit/promptgit/internal/stats"
)

func TestTheFirstLookIsTheSmallestThatCanSpeak(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		factors, cases, most int
		want                 []stats.Look
	}{
		{2, 1, 12, []stats.Look{{1, 3}, {1, 6}, {1, 12}}}, // 2/20² x 2 x 3 = 0.03
		{2, 2, 6, []stats.Look{{2, 2}, {2, 3}, {2, 6}}},
		{2, 8, 2, []stats.Look{{4, 1}, {8, 1}, {8, 2}}}, // 2/2⁸ x 2 x 3 = 0.047
		{3, 3, 2, []stats.Look{{3, 1}, {3, 2}}},
		{1, 1, 12, []stats.Look{{1, 5}, {1, 6}, {1, 12}}},
		{1, 1, 2, []stats.Look{{1, 2}}}, // it never can, and all is still measured
	} {
		if got := stats.Factorial(c.factors).Looks(c.cases, c.most); !slices.Equal(got, c.want) {
			t.Errorf("%d factors, %d cases, %d samples: want %v, got %v", c.factors, c.cases, c.most, c.want, got)
		}
	}
}

func TestAFactorThatDecidesEverythingIsSeenAtTheFirstLook(t *testing.T) {
	t.Parallel()
	for k := 1; k <= 4; k++ {
		for n := 1; n <= 8; n++ {
			d := stats.Factorial(k)
			looks := d.Looks(n, 12)
			w := &world{rates: func(mask, _ int) float64 { return float64(1 - mask&1) }, random: rand.New(rand.NewPCG(1, 1))}
			w.draw(d, looks[0])
			for j, e := range d.Effects(w.cells, len(looks), 4) {
				if (e.Corrected < 0.05) != (j == 0) {
					t.Errorf("%d factors, %d cases, factor %d at %v: got %+v", k, n, j, looks[0], e)
				}
			}
		}
	}
}

// world gives samples that pass at a rate by combination and case.
type world struct {
	rates  func(mask, c int) float64
	random *rand.Rand
	cells  map[int][][]float64
}

// draw adds to the samples what a look asks for.
func (w *world) draw(d stats.Design, l stats.Look) {
	if w.cells == nil {
		w.cells = map[int][][]float64{}
	}
	for _, mask := range d.Masks {
		for c := range l.Cases {
			if c == len(w.cells[mask]) {
				w.cells[mask] = append(w.cells[mask], nil)
			}
			for len(w.cells[mask][c]) < l.Samples {
				x := 0.0
				if w.random.Float64() < w.rates(mask, c) {
					x = 1
				}
				w.cells[mask][c] = append(w.cells[mask][c], x)
			}
		}
	}
}

// alarms is in how many of so many worlds a factor other than the first is named at
// any look, and in how many the first is; the search goes through all looks.
func alarms(worlds, factors, cases, most int, first float64) (falsely, rightly int) {
	d := stats.Factorial(factors)
	for i := range worlds {
		random := rand.New(rand.NewPCG(uint64(i), uint64(factors*100+cases)))
		rates := make([]float64, cases)
		for c := range rates {
			rates[c] = 0.3 + 0.7*random.Float64()
		}
		w := &world{random: random, rates: func(mask, c int) float64 { return rates[c] * (1 - first*float64(mask&1)) }}
		looks := d.Looks(cases, most)
		var wrong, right bool
		for _, l := range looks {
			w.draw(d, l)
			for j, e := range d.Effects(w.cells, len(looks), 4) {
				named := e.Corrected < 0.05
				wrong = wrong || named && (j > 0 || first == 0)
				right = right || named && j == 0 && first > 0
			}
		}
		if wrong {
			falsely++
		}
		if right {
			rightly++
		}
	}
	return falsely, rightly
}

func TestSeveralLooksKeepTheLevel(t *testing.T) {
	t.Parallel()
	if n, _ := alarms(120, 2, 1, 12, 0); n > 13 { // 6 are expected at most, and their deviation is 2.4
		t.Errorf("%d of 120 name a variable where none does anything", n)
	}
}

func TestSimSeveralLooksKeepTheLevel(t *testing.T) {
	if os.Getenv("PROMPTGIT_SIM") != "1" {
		t.Skip("PROMPTGIT_SIM=1 runs it")
	}
	const worlds = 500
	for _, c := range []struct {
		factors, cases, most int
		first                float64
	}{
		{2, 1, 12, 0},
		{2, 4, 3, 0},
		{2, 8, 2, 0},
		{3, 1, 6, 0},
		{3, 3, 2, 0},
		{1, 2, 12, 0},
		{2, 1, 12, 1},
		{2, 1, 12, 0.6},
		{2, 4, 3, 0.6},
		{3, 3, 2, 0.6},
	} {
		falsely, rightly := alarms(worlds, c.factors, c.cases, c.most, c.first)
		t.Logf("%d variables, %d cases, the first takes away %.0f %%: false %.1f %%, named %.1f %%",
			c.factors, c.cases, 100*c.first, 100*float64(falsely)/worlds, 100*float64(rightly)/worlds)
		if falsely > worlds*5/100+10 { // two deviations
			t.Errorf("%d of %d false", falsely, worlds)
		}
	}
}
