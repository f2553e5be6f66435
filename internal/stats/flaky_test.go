package stats_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/promptgit/promptgit/internal/stats"
)

// Over all outcomes of n samples the estimate averages to what it estimates.
func TestFlipsIsUnbiased(t *testing.T) {
	t.Parallel()
	for _, n := range []int{2, 5, 10} {
		for _, p := range []float64{0.1, 0.5, 0.9} {
			mean := 0.0
			for s := range n + 1 {
				flips, ok := stats.Flips(s, n)
				if !ok {
					t.Fatalf("%d of %d has no estimate", s, n)
				}
				mean += distuv.Binomial{N: float64(n), P: p}.Prob(float64(s)) * flips
			}
			if math.Abs(mean-2*p*(1-p)) > 1e-12 {
				t.Errorf("%d samples at %v: want %v, got %v", n, p, 2*p*(1-p), mean)
			}
		}
	}
	if _, ok := stats.Flips(1, 1); ok {
		t.Error("one sample cannot disagree with itself")
	}
}

func TestEntropyIsHighestForAnEvenCase(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		passes, n int
		want      float64
	}{
		{0, 0, 1}, // nothing is known
		{5, 10, 1},
		{10, 10, 0.266764987803},
		{0, 10, 0.266764987803},
	} {
		if got := stats.Entropy(row.passes, row.n); math.Abs(got-row.want) > 1e-9 {
			t.Errorf("%d of %d: want %v bits, got %v", row.passes, row.n, row.want, got)
		}
	}
}
