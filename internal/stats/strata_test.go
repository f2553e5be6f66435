package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/promptgit/promptgit/internal/stats"
)

func TestAStratifiedEffectIsTestedByDealingTheSamplesOut(t *testing.T) {
	t.Parallel()
	ones, zeros := []float64{1, 1, 1, 1, 1, 1}, []float64{0, 0, 0, 0, 0, 0}
	for _, c := range []struct {
		name   string
		strata []stats.Stratum
		effect float64
		exact  float64 // two-sided p, by counting
	}{
		{"one stratum, told apart", []stats.Stratum{{With: zeros, Without: ones}}, -1, 2.0 / 924},
		{"no difference at all", []stats.Stratum{{With: ones, Without: ones}}, 0, 1},
		{"one sample each", []stats.Stratum{{With: zeros[:1], Without: ones[:1]}}, -1, 1},
		{"three pairs", []stats.Stratum{{zeros[:1], ones[:1]}, {zeros[:1], ones[:1]}, {zeros[:1], ones[:1]}}, -1, 0.25},
		{"two strata that go against each other", []stats.Stratum{{zeros[:2], ones[:2]}, {ones[:2], zeros[:2]}}, 0, 1},
		{"three and one of four", []stats.Stratum{{[]float64{1, 0, 0, 0}, []float64{1, 1, 1, 0}}}, -0.5, 34.0 / 70},
		{"nothing", nil, 0, 1},
	} {
		got := stats.NewStratified(c.strata, 1, 1)
		if math.Abs(got.Effect-c.effect) > 1e-12 || math.Abs(got.PValue-c.exact) > 1e-12 {
			t.Errorf("%s: want %v and p %v, got %+v", c.name, c.effect, c.exact, got)
		}
	}
	// Cells of 1/4 and 3/4: variances 0.25 each of n=4; t with 6 degrees of freedom.
	got := stats.NewStratified([]stats.Stratum{{[]float64{1, 0, 0, 0}, []float64{1, 1, 1, 0}}}, 1, 1)
	if half := 2.446911851144969 * math.Sqrt(0.125); got.Interval == nil || math.Abs(got.Interval[1]-(-0.5+half)) > 1e-9 {
		t.Errorf("got %+v", got.Interval)
	}
	// Of 2,704,156 deals some are drawn: 2 of them are as far apart.
	if got = stats.NewStratified([]stats.Stratum{{make([]float64, 12), slices.Repeat(ones, 2)}}, 1, 1); got.PValue != 1.0/10_000 {
		t.Errorf("got %+v", got)
	}
	// By t at 1-0.05/3 where there are three looks.
	got = stats.NewStratified([]stats.Stratum{{[]float64{1, 0, 0, 0}, []float64{1, 1, 1, 0}}}, 3, 1)
	if half := 3.2874553 * math.Sqrt(0.125); math.Abs(got.Interval[1]-(-0.5+half)) > 1e-5 {
		t.Errorf("got %+v", got.Interval)
	}
	if got = stats.NewStratified([]stats.Stratum{{zeros, ones}}, 1, 1); got.Interval != nil {
		t.Errorf("samples that never differ say nothing of how they vary, got %+v", got.Interval)
	}
}

// Under no effect, p is under 5 % in at most about 5 % of the worlds.
func TestTheStratifiedTestKeepsItsLevel(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	draw := func(n int, p float64) []float64 {
		xs := make([]float64, n)
		for i := range xs {
			if random.Float64() < p {
				xs[i] = 1
			}
		}
		return xs
	}
	const worlds = 300
	rejected := 0
	for w := range worlds {
		var strata []stats.Stratum
		for range 4 {
			p := random.Float64()
			strata = append(strata, stats.Stratum{With: draw(4, p), Without: draw(4, p)})
		}
		if stats.NewStratified(strata, 1, uint64(w)).PValue < 0.05 {
			rejected++
		}
	}
	if rejected > 26 { // 15 are expected at most, and their deviation is 3.8
		t.Errorf("%d of %d rejected", rejected, worlds)
	}
}
