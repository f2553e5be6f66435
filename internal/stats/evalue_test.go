package stats_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/promptgit/promptgit/internal/stats"
)

// The table of statistics.md 4.2.
func TestTheEValueOfALookIsExact(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		n    int
		sum  float64
		want float64
	}{
		{20, 17, -1.221210703816},
		{20, 14, 1.440698881186},
		{50, 42, -2.609375162041},
		{50, 35, 3.601747202966},
		{100, 85, -6.106053519082},
		{100, 70, 7.203494405931},
		{100, 77.5, 0.548720443425},
	} {
		if got := stats.LogE(row.sum, row.n, 0.85, 0.70); math.Abs(got-row.want) > 5e-13*max(1, math.Abs(row.want)) {
			t.Errorf("%g of %d: want %.12f, got %.12f", row.sum, row.n, row.want, got)
		}
	}
	if theta := math.Exp(stats.LogE(1, 1, 0.85, 0.70) - stats.LogE(0, 1, 0.85, 0.70)); math.Abs(theta-0.411764705882) > 1e-12 {
		t.Errorf("theta %.12f", theta)
	}
}

// An e-value promises nothing more often than it says: its mean is 1 where the
// rate is p0, and less above it.
func TestTheMeanOfAnEValueIsOneAtTheBound(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 10, 37} {
		for _, p := range []float64{0.85, 0.9, 0.99} {
			mean := 0.0
			for s := range n + 1 {
				mean += binomial(n, s, p) * math.Exp(stats.LogE(float64(s), n, 0.85, 0.70))
			}
			if p == 0.85 && math.Abs(mean-1) > 1e-9 || p > 0.85 && mean >= 1 {
				t.Errorf("n=%d p=%g: %g", n, p, mean)
			}
		}
	}
}

// The naive rule of the same section: an alarm where a week scores at most 85 % of
// one baseline run. It is what drift is measured against.
func TestTheNaiveRuleOfDriftAlarmsAllTheTime(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		n                   int
		perLook, year, hits float64
	}{
		{10, 0.167660, 0.870091, 0.4529},
		{20, 0.131310, 0.797363, 0.5085},
		{50, 0.029433, 0.465656, 0.5004},
		{100, 0.003679, 0.114369, 0.4987},
		{500, 0.000000, 0.000000, 0.5001},
	} {
		perLook, year, hits := naive(row.n)
		if math.Abs(perLook-row.perLook) > 5e-7 || math.Abs(year-row.year) > 5e-7 || math.Abs(hits-row.hits) > 5e-5 {
			t.Errorf("n=%d: want %v, got %.6f %.6f %.4f", row.n, row, perLook, year, hits)
		}
	}
}

// naive computes the table over every baseline that may come.
func naive(n int) (perLook, year, hits float64) {
	for b := range n + 1 {
		weight := binomial(n, b, 0.85)
		alarm, hit := 0.0, 0.0
		for s := range n + 1 {
			if float64(s) <= 0.85*float64(b)+1e-9 {
				alarm += binomial(n, s, 0.85)
				hit += binomial(n, s, 0.85*0.85)
			}
		}
		perLook += weight * alarm
		year += weight * (1 - math.Pow(1-alarm, 52))
		hits += weight * hit
	}
	return perLook, year, hits
}

func binomial(n, k int, p float64) float64 {
	return math.Exp(distuv.Binomial{N: float64(n), P: p}.LogProb(float64(k)))
}

func TestTheLowerBoundIsThatOfWilsonAndTakesSharesToo(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 10, 15, 100} {
		for s := range n + 1 {
			want := stats.Wilson(s, n, 0.90)[0]
			if got := stats.WilsonLower(float64(s)/float64(n), float64(n), 0.90); math.Abs(got-want) > 1e-12 {
				t.Errorf("%d of %d: want %g, got %g", s, n, want, got)
			}
		}
	}
	low, mid, high := stats.WilsonLower(0.8, 10, 0.9), stats.WilsonLower(0.8, 10.5, 0.9), stats.WilsonLower(0.8, 11, 0.9)
	if !(low < mid && mid < high) {
		t.Errorf("more samples are to narrow it: %g %g %g", low, mid, high)
	}
}
