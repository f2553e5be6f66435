package stats_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/stats"
)

func TestMcNemarAgreesWithTheReferenceTable(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		broken, fixed int
		two, one, mid float64
	}{
		{0, 0, 1.000000000000000, 1.000000000000000, 1.000000000000000},
		{1, 0, 1.000000000000000, 0.500000000000000, 0.500000000000000},
		{2, 0, 0.500000000000000, 0.250000000000000, 0.250000000000000},
		{3, 0, 0.250000000000000, 0.125000000000000, 0.125000000000000},
		{4, 0, 0.125000000000000, 0.062500000000000, 0.062500000000000},
		{5, 0, 0.062500000000000, 0.031250000000000, 0.031250000000000},
		{6, 0, 0.031250000000000, 0.015625000000000, 0.015625000000000},
		{7, 0, 0.015625000000000, 0.007812500000000, 0.007812500000000},
		{3, 1, 0.625000000000000, 0.312500000000000, 0.375000000000000},
		{5, 1, 0.218750000000000, 0.109375000000000, 0.125000000000000},
		{6, 1, 0.125000000000000, 0.062500000000000, 0.070312500000000},
		{8, 1, 0.039062500000000, 0.019531250000000, 0.021484375000000},
		{5, 2, 0.453125000000000, 0.226562500000000, 0.289062500000000},
		{8, 2, 0.109375000000000, 0.054687500000000, 0.065429687500000},
		{10, 2, 0.038574218750000, 0.019287109375000, 0.022460937500000},
		{10, 5, 0.301757812500000, 0.150878906250000, 0.210113525390625},
		{4, 4, 1.000000000000000, 0.636718750000000, 0.863281250000000},
		{12, 5, 0.143463134765625, 0.071731567382812, 0.096252441406250},
		{15, 5, 0.041389465332031, 0.020694732666016, 0.026603698730469},
		{25, 15, 0.153859944162832, 0.076929972081416, 0.117275205957412},
		{30, 12, 0.007915897334897, 0.003957948667448, 0.005401572654591},
	} {
		got := stats.NewMcNemar(row.broken, row.fixed)
		for name, pair := range map[string][2]float64{
			"two-sided": {row.two, got.TwoSided},
			"one-sided": {row.one, got.OneSided},
			"mid-p":     {row.mid, got.MidP},
		} {
			if math.Abs(pair[0]-pair[1]) > exact {
				t.Errorf("%d broken, %d fixed, %s: want %.15f, got %.15f", row.broken, row.fixed, name, pair[0], pair[1])
			}
		}
	}
}

func TestMcNemarIsSymmetricAndOrdered(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.IntRange(0, 400).Draw(t, "broken")
		c := rapid.IntRange(0, 400).Draw(t, "fixed")
		got, mirror := stats.NewMcNemar(b, c), stats.NewMcNemar(c, b)
		if math.Abs(got.TwoSided-mirror.TwoSided) > 1e-12 {
			t.Fatalf("%v is not the mirror of %v", got, mirror)
		}
		if got.MidP > got.TwoSided+1e-12 || got.MidP < 0 || got.TwoSided > 1 || got.OneSided > 1 {
			t.Fatalf("out of order: %+v", got)
		}
		if worse := stats.NewMcNemar(b+1, c); worse.OneSided > got.OneSided+1e-12 {
			t.Fatalf("one more broken case made the regression less likely: %+v, then %+v", got, worse)
		}
	})
}
