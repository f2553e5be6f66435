package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/promptgit/promptgit/internal/stats"
)

// broke is n differences of which so many are -1.
func broke(n, broken int) []float64 {
	d := make([]float64, n)
	for i := range broken {
		d[i] = -1
	}
	return d
}

// Of 100 cases one in twenty breaks: how often is that called the same?
func TestTheIntervalAloneCallsADropOfFivePointsTheSame(t *testing.T) {
	t.Parallel()
	broken := distuv.Binomial{N: 100, P: 0.05}
	interval, both := 0.0, 0.0
	for k := range 101 {
		d := broke(100, k)
		bounds, ok := stats.T(d, 0.90)
		if !ok {
			bounds = stats.Unanimous(stats.Mean(d), len(d), 0.90)
		}
		if bounds[0] < -0.05 || bounds[1] > 0.05 {
			continue
		}
		interval += broken.Prob(float64(k))
		if stats.Alike(d, nil, 0.05) {
			both += broken.Prob(float64(k))
		}
	}
	if math.Round(1000*interval) != 118 || math.Round(1000*both) != 37 {
		t.Errorf("by the interval alone %.4f, with the bound %.4f", interval, both)
	}
}

// Student's interval with the cluster-robust error is the usual one for a pass rate.
func TestPassRatesOfClustersNeedWilsonsInterval(t *testing.T) {
	t.Parallel()
	c := clustered{clusters: 15, size: 5, within: 0.3, mean: 0.9}
	student, _ := coverage(4000, 3, func(rng *rand.Rand) (float64, stats.Interval, bool) {
		truth, scores, names := c.draw(rng)
		bounds, ok := stats.ClusterT(scores, names, 0.95)
		return truth, bounds, ok
	})
	wilson, _, _ := c.coverage(4000)
	if student >= 90 || wilson < student+2 {
		t.Errorf("Student's holds in %.1f %%, Wilson's in %.1f %%", student, wilson)
	}
}

// Single figures that docs/statistics.md states, by exact counting.
func TestFiguresOfTheDocumentation(t *testing.T) {
	t.Parallel()
	if p := math.Pow(0.95, 58); math.Abs(p-0.051) > 0.0005 {
		t.Errorf("58 cases miss one in twenty with probability %v", p)
	}
	if a, _ := stats.MinDrop(134, 0, false); a > 0.05 {
		t.Errorf("134 cases show a drop of %v", a)
	}
	if a, _ := stats.MinDrop(133, 0, false); a <= 0.05 {
		t.Errorf("133 cases show a drop of %v", a)
	}
	// One case of n fails all of its samples now: how many samples name it?
	for n, want := range map[int]int{10: 5, 20: 6, 100: 7} {
		k := 1
		for float64(n)*stats.Fisher(k, k, 0, k) > 0.10 {
			k++
		}
		if k != want {
			t.Errorf("%d cases: want %d samples a side, got %d", n, want, k)
		}
	}
	// Two equal versions that answer each case wrongly once in ten times.
	for n, want := range map[int]float64{20: 0.21, 100: 0.10} {
		wrong, p := distuv.Binomial{N: float64(n), P: 0.1}, 0.0
		for before := range n + 1 {
			p += wrong.Prob(float64(before)) * wrong.Survival(float64(before+n/20))
		}
		if math.Abs(p-want) > 0.005 {
			t.Errorf("%d cases: %v", n, p)
		}
	}
	// Three of 14 tuned cases gained and none of six that were held out.
	tuned, held := append([]float64{1, 1, 1}, make([]float64, 11)...), make([]float64, 6)
	if p, _ := welch(tuned, held); math.Abs(p-0.04) > 0.005 {
		t.Errorf("Welch's test: %v", p)
	}
	if p := 364.0 / 1140; math.Abs(p-0.32) > 0.005 { // C(14,3) of C(20,3) ways to hold out
		t.Errorf("by exchange: %v", p)
	}
	// A baseline is known well enough within 6 points.
	for n, rate := range map[int]float64{125: 0.85, 187: 0.60} {
		near := func(n int) bool { return rate-stats.WilsonLower(rate, float64(n), 0.90) <= 0.06 }
		if !near(n) || near(n-1) {
			t.Errorf("%v: not first at %d", rate, n)
		}
	}
}
