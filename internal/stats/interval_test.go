package stats_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/stats"
)

// exact is half a unit of the last digit of the reference tables, and a little
// for the last bit of a float.
const exact = 0.8e-15

func TestWilsonAgreesWithTheReferenceTable(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		s, n      int
		low, high float64
	}{
		{0, 1, 0.000000000000000, 0.793450685622763},
		{1, 1, 0.206549314377237, 1.000000000000000},
		{0, 10, 0.000000000000000, 0.277532799862889},
		{5, 10, 0.236593090512564, 0.763406909487436},
		{7, 10, 0.396778147461145, 0.892208732593699},
		{8, 10, 0.490162471536642, 0.943317848545625},
		{10, 10, 0.722467200137111, 1.000000000000000},
		{12, 15, 0.548145512848306, 0.929524506530184},
		{15, 15, 0.796116698964151, 1.000000000000000},
		{18, 20, 0.698966354771513, 0.972133518786232},
		{20, 20, 0.838874841947181, 1.000000000000000},
		{40, 50, 0.669628940677746, 0.887562499842239},
		{49, 50, 0.895045564103622, 0.996460740728354},
		{85, 100, 0.767164404091676, 0.906940147163434},
		{100, 100, 0.963006501793014, 1.000000000000000},
		{425, 500, 0.816038919368302, 0.878624042308612},
		{850, 1000, 0.826531341573200, 0.870789927486912},
	} {
		got := stats.Wilson(row.s, row.n, 0.95)
		if math.Abs(got[0]-row.low) > exact || math.Abs(got[1]-row.high) > exact {
			t.Errorf("%d/%d: want [%.15f, %.15f], got [%.15f, %.15f]", row.s, row.n, row.low, row.high, got[0], got[1])
		}
	}
}

func TestWilsonHoldsTheRateAndIsSymmetric(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		s := rapid.IntRange(0, n).Draw(t, "s")
		rate := float64(s) / float64(n)
		got, mirror := stats.Wilson(s, n, 0.95), stats.Wilson(n-s, n, 0.95)
		if got[0] < 0 || got[0] > rate || got[1] < rate || got[1] > 1 {
			t.Fatalf("%d/%d: %v", s, n, got)
		}
		if math.Abs(got[0]+mirror[1]-1) > 1e-12 {
			t.Fatalf("%d/%d: %v is no mirror of %v", s, n, got, mirror)
		}
	})
}

// Quantiles of t: 12.706204736432095 (1 degree of freedom, 97.5 %),
// 2.776445105197793 and 2.131846786326649 (4 degrees, 97.5 % and 95 %).
func TestTIntervalOverCaseScores(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		xs    []float64
		level float64
		half  float64
	}{
		{"two values", []float64{0, 1}, 0.95, 12.706204736432095 * 0.5},
		{"five values at 95 %", []float64{1, 2, 3, 4, 5}, 0.95, 2.776445105197793 * math.Sqrt(0.5)},
		{"five values at 90 %", []float64{1, 2, 3, 4, 5}, 0.90, 2.131846786326649 * math.Sqrt(0.5)},
	} {
		got, ok := stats.T(row.xs, row.level)
		mean := stats.Mean(row.xs)
		if !ok || math.Abs(mean-got[0]-row.half) > 1e-9 || math.Abs(got[1]-mean-row.half) > 1e-9 {
			t.Errorf("%s: want %v +- %v, got %v %v", row.name, mean, row.half, got, ok)
		}
	}
}

func TestNoSpreadHasNoTInterval(t *testing.T) {
	t.Parallel()
	for name, xs := range map[string][]float64{
		"no value":              nil,
		"one value":             {0.5},
		"equal values":          {0.1, 0.1, 0.1, 0.1, 0.1, 0.1},
		"equal differences":     {-0.3, -0.3, -0.3},
		"identical pass rates":  {1, 1},
		"identical fail scores": {0, 0, 0},
	} {
		if got, ok := stats.T(xs, 0.95); ok {
			t.Errorf("%s: got %v", name, got)
		}
		if got, ok := stats.StandardError(xs); ok {
			t.Errorf("%s: got a standard error of %v", name, got)
		}
	}
}

func TestIdenticalResultsNeedFiftyNineCasesToBeTheSame(t *testing.T) {
	t.Parallel()
	if got := stats.Unanimous(0, 58, 0.90); got[0] >= -0.05 {
		t.Errorf("58 identical cases: %v", got)
	}
	if got := stats.Unanimous(0, 59, 0.90); got[0] < -0.05 || got[1] > 0.05 {
		t.Errorf("59 identical cases: %v", got)
	}
}

func TestUnanimousDifferencesStayInRange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.Float64Range(-1, 1).Draw(t, "d")
		n := rapid.IntRange(1, 1000).Draw(t, "n")
		narrow, wide := stats.Unanimous(d, n, 0.90), stats.Unanimous(d, n, 0.95)
		if wide[0] < -1-1e-12 || wide[1] > 1+1e-12 || wide[0] > narrow[0] || wide[1] < narrow[1] || narrow[0] > d || narrow[1] < d {
			t.Fatalf("d=%v n=%d: %v within %v", d, n, narrow, wide)
		}
	})
}

func TestTheBoundsOfScoresBeyondOneHoldThem(t *testing.T) {
	t.Parallel()
	for _, d := range []float64{-10, -1, 0, 1, 10} {
		if got := stats.Unanimous(d, 2, 0.95); !(got[0] <= d && d <= got[1]) {
			t.Errorf("%g lies outside %v", d, got)
		}
	}
}
