package stats_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/stats"
)

// In points; -1 stands for a drop that cannot be detected. Columns: noise 0,
// 0.05 and 0.10, each one-sided, then two-sided.
func TestMinDropAgreesWithTheReferenceTable(t *testing.T) {
	t.Parallel()
	for n, want := range map[int][6]float64{
		10:  {58.0865, 67.3172, 68.3462, 77.1419, -1, -1},
		15:  {40.7628, 47.5591, 50.4408, 57.2204, 56.9173, 66.3011},
		20:  {31.3300, 36.6459, 40.3404, 45.9732, 45.7774, 53.3638},
		30:  {21.3912, 25.0748, 29.3278, 33.8022, 34.1139, 39.4993},
		50:  {13.0772, 15.3522, 19.7829, 22.9518, 24.0824, 28.1625},
		100: {6.6297, 7.7911, 12.1122, 14.1575, 15.2441, 17.6833},
		200: {3.3376, 3.9243, 7.6464, 8.8725, 9.9528, 11.3722},
		500: {1.3405, 1.5766, 4.3694, 4.9828, 5.8147, 6.6080},
	} {
		for column, points := range want {
			got, ok := stats.MinDrop(n, float64(column/2)*0.05, column%2 == 1)
			if ok != (points >= 0) || ok && math.Abs(100*got-points) > 5.1e-5 {
				t.Errorf("%d cases, column %d: want %v, got %v %v", n, column, points, 100*got, ok)
			}
		}
	}
}

func TestTooFewCasesDetectNothing(t *testing.T) {
	t.Parallel()
	for n := range 5 {
		if drop, ok := stats.MinDrop(n, 0, false); ok {
			t.Errorf("%d cases cannot give p <= 0.05, got %v", n, drop)
		}
	}
	if drop, ok := stats.MinDrop(5, 0, false); !ok || math.Abs(drop-math.Pow(0.8, 0.2)) > 1e-12 {
		t.Errorf("five cases must all break: want the fifth root of the power, got %v %v", drop, ok)
	}
	if _, ok := stats.MinDrop(100, 0.5, false); ok {
		t.Error("where every case moves by chance no drop is left")
	}
}

func TestMoreCasesDetectSmallerDrops(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(5, 2000).Draw(t, "n")
		few, _ := stats.MinDrop(n, 0, false)
		many, ok := stats.MinDrop(n+1, 0, false)
		if !ok || many >= few {
			t.Fatalf("%d cases: %v, one more: %v", n, few, many)
		}
	})
}

// The fewest cases are those of which MinDrop first says that they show the drop.
func TestTheNumberOfPassesNeededIsWhereTheDropIsFirstFound(t *testing.T) {
	t.Parallel()
	for drop, want := range map[float64]int{0.05: 157, 0.10: 78, 0.5: 15, 1: 6} {
		got := stats.PassesNeeded(drop)
		if got != want {
			t.Errorf("%v: want %d, got %d", drop, want, got)
		}
		if d, ok := stats.MinDrop(got, 0, true); !ok || d > drop {
			t.Errorf("%d cases show %v %v", got, d, ok)
		}
		if d, ok := stats.MinDrop(got-1, 0, true); ok && d <= drop {
			t.Errorf("so do %d: %v", got-1, d)
		}
	}
}
