package stats_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/stats"
)

// Reference values: the two psychiatrists of Fleiss, Levin and Paik, "Statistical
// Methods for Rates and Proportions", chapter 18 (kappa .68, SE .087, interval
// .51 to .85), and 20, 5, 10, 15, whose kappa is (0.7 - 0.5)/(1 - 0.5).
func TestKappaHasItsReferenceValues(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		table     [][]int
		kappa, se float64
		digits    float64
	}{
		"three kinds of Fleiss": {[][]int{{75, 1, 4}, {5, 4, 1}, {0, 0, 10}}, 0.68, 0.087, 0.005},
		"two kinds":             {[][]int{{20, 5}, {10, 15}}, 0.4, 0.1270, 0.0001},
		"no better than chance": {[][]int{{25, 25}, {25, 25}}, 0, 0.1, 1e-9},
		"always the other":      {[][]int{{0, 5}, {5, 0}}, -1, 0, 1e-9},
		"always the same":       {[][]int{{5, 0}, {0, 5}}, 1, 0, 1e-9},
	} {
		kappa, se, ok := stats.Kappa(c.table)
		if !ok || math.Abs(kappa-c.kappa) > c.digits || math.Abs(se-c.se) > c.digits {
			t.Errorf("%s: want %v and %v, got %v and %v, %v", name, c.kappa, c.se, kappa, se, ok)
		}
	}
	_, bounds, ok := stats.KappaInterval([][]int{{75, 1, 4}, {5, 4, 1}, {0, 0, 10}}, 0.95)
	if !ok || math.Abs(bounds[0]-0.51) > 0.006 || math.Abs(bounds[1]-0.85) > 0.006 {
		t.Errorf("want 0.51 to 0.85, got %v, %v", bounds, ok)
	}
}

func TestThereIsNoKappaWithoutTwoKinds(t *testing.T) {
	t.Parallel()
	for _, table := range [][][]int{{}, {{0, 0}, {0, 0}}, {{7, 0}, {0, 0}}} {
		if kappa, se, ok := stats.Kappa(table); ok {
			t.Errorf("%v: got %v and %v", table, kappa, se)
		}
	}
	if _, _, ok := stats.KappaInterval([][]int{{5, 0}, {0, 5}}, 0.95); ok {
		t.Error("an interval without spread")
	}
}

// The standard error is what the spread of kappa over many tables like this one
// is: the paired counts are drawn again from their shares.
func TestTheStandardErrorOfKappaIsItsSpread(t *testing.T) {
	t.Parallel()
	table := [][]int{{90, 30}, {20, 60}}
	_, se, _ := stats.Kappa(table)
	const draws = 4000
	state := uint64(1)
	uniform := func() float64 { // a linear congruential generator (Knuth's MMIX)
		state = state*6364136223846793005 + 1442695040888963407
		return float64(state>>11) / (1 << 53)
	}
	sum, squares := 0.0, 0.0
	for range draws {
		again := [][]int{{0, 0}, {0, 0}}
		for range 200 {
			switch u := uniform() * 200; {
			case u < 90:
				again[0][0]++
			case u < 120:
				again[0][1]++
			case u < 140:
				again[1][0]++
			default:
				again[1][1]++
			}
		}
		kappa, _, _ := stats.Kappa(again)
		sum, squares = sum+kappa, squares+kappa*kappa
	}
	spread := math.Sqrt(squares/draws - (sum/draws)*(sum/draws))
	if math.Abs(spread/se-1) > 0.05 {
		t.Errorf("the spread is %v and the standard error %v", spread, se)
	}
}

func TestKappaStaysInItsRange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.IntRange(0, 50)
		table := [][]int{{cell.Draw(t, "a"), cell.Draw(t, "b")}, {cell.Draw(t, "c"), cell.Draw(t, "d")}}
		turned := [][]int{{table[0][0], table[1][0]}, {table[0][1], table[1][1]}}
		kappa, se, ok := stats.Kappa(table)
		if other, otherSE, same := stats.Kappa(turned); same != ok || math.Abs(other-kappa) > 1e-9 || math.Abs(otherSE-se) > 1e-9 {
			t.Errorf("%v: the raters are not exchangeable: %v, %v", table, kappa, other)
		}
		if ok && (kappa < -1-1e-9 || kappa > 1+1e-9 || math.IsNaN(se) || se < 0) {
			t.Errorf("%v: got %v and %v", table, kappa, se)
		}
	})
}
