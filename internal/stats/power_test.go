package stats_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/promptgit/promptgit/internal/stats"
)

// unpairedDrop is the drop from the pass rate p0 that two separate samples of n
// cases show in 4 of 5 tries at the two-sided 5 % level, by the normal
// approximation: what comparing records case by case saves. It is false where
// even a drop to zero is not seen so often.
func unpairedDrop(p0 float64, n int) (float64, bool) {
	za, zb, size := distuv.UnitNormal.Quantile(0.975), distuv.UnitNormal.Quantile(0.8), float64(n)
	seen := func(drop float64) bool {
		p1 := p0 - drop
		pooled := (p0 + p1) / 2
		return drop >= za*math.Sqrt(2*pooled*(1-pooled)/size)+zb*math.Sqrt((p0*(1-p0)+p1*(1-p1))/size)
	}
	low, high := 0.0, p0
	if !seen(high) {
		return 0, false
	}
	for range 60 {
		if mid := (low + high) / 2; seen(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high, true
}

// In points: unpaired at a rate of 0.8, then paired with a standard deviation of
// the differences of 0.2, 0.3 and 0.4, each two-sided and one-sided.
func TestNormalApproximationsAgreeWithTheReferenceTable(t *testing.T) {
	t.Parallel()
	for n, want := range map[int][7]float64{
		10:   {59.0154, 17.7188, 15.7258, 26.5782, 23.5888, 35.4376, 31.4517},
		20:   {42.3267, 12.5291, 11.1199, 18.7936, 16.6798, 25.0581, 22.2397},
		50:   {26.0416, 7.9241, 7.0328, 11.8861, 10.5492, 15.8482, 14.0656},
		100:  {17.8596, 5.6032, 4.9729, 8.4048, 7.4594, 11.2063, 9.9459},
		500:  {7.5332, 2.5058, 2.2240, 3.7587, 3.3360, 5.0116, 4.4479},
		1000: {5.2386, 1.7719, 1.5726, 2.6578, 2.3589, 3.5438, 3.1452},
	} {
		unpaired, ok := unpairedDrop(0.8, n)
		got := [7]float64{unpaired}
		for i, sd := range []float64{0.2, 0.3, 0.4} {
			got[1+2*i], got[2+2*i] = stats.PairedDelta(sd, n, true), stats.PairedDelta(sd, n, false)
		}
		for i := range want {
			if !ok || math.Abs(100*got[i]-want[i]) > 5.1e-5 {
				t.Errorf("%d cases, column %d: want %v, got %v", n, i, want[i], 100*got[i])
			}
		}
	}
	if drop, ok := unpairedDrop(0.8, 4); ok {
		t.Errorf("four cases cannot show any drop, got %v", drop)
	}
}

// Columns: 2, 5, 10, 15 and 20 points.
func TestPairsNeededAgreesWithTheReferenceTable(t *testing.T) {
	t.Parallel()
	for sd, want := range map[float64][5]int{
		0.2: {785, 126, 32, 14, 8},
		0.3: {1766, 283, 71, 32, 18},
		0.4: {3140, 503, 126, 56, 32},
		0.5: {4906, 785, 197, 88, 50},
	} {
		for i, delta := range []float64{0.02, 0.05, 0.10, 0.15, 0.20} {
			if got := stats.PairsNeeded(sd, delta, true); got != want[i] {
				t.Errorf("sd %v, delta %v: want %d, got %d", sd, delta, want[i], got)
			}
		}
	}
	for delta, want := range map[float64]int{0.05: 223, 0.10: 56} { // the stop rule's examples
		if got := stats.PairsNeeded(0.3, delta, false); got != want {
			t.Errorf("one-sided, delta %v: want %d, got %d", delta, want, got)
		}
	}
}
