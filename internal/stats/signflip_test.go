package stats_test

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/stats"
)

func TestSignFlipAgreesWithTheReferenceTable(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		hundredths []float64
		two, one   float64
	}{
		{[]float64{-10, -10, -10, -10}, 0.125000000000000, 0.062500000000000},
		{[]float64{-10, -20, -30, -40}, 0.125000000000000, 0.062500000000000},
		{[]float64{-10, -20, -30, 40}, 0.875000000000000, 0.437500000000000},
		{[]float64{-25, -5, 0, -10, 5, -30}, 0.187500000000000, 0.093750000000000},
		{[]float64{-50, -40, -10, -20, -5, -15, 10, 5}, 0.085937500000000, 0.042968750000000},
		{[]float64{-30, -10, -20, -40, -10, -50, 20, -60, -10, -30}, 0.017578125000000, 0.008789062500000},
		{[]float64{-100, -100, -100, 0, 0, 0, 0, 100, 0, 0}, 0.625000000000000, 0.312500000000000},
		{[]float64{5, -5, 10, -10, 15, -15, 20, -20}, 1.000000000000000, 0.550781250000000},
	} {
		d := make([]float64, len(row.hundredths))
		for i, x := range row.hundredths {
			d[i] = x / 100
		}
		got := stats.NewSignFlip(d, 1)
		if !got.Exact || math.Abs(got.TwoSided-row.two) > exact || math.Abs(got.OneSided-row.one) > exact {
			t.Errorf("%v: want %v %v, got %+v", row.hundredths, row.two, row.one, got)
		}
	}
}

// The reference counts every pattern of small whole numbers, without rounding.
func TestSignFlipCountsEveryPattern(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.SliceOfN(rapid.IntRange(-9, 9), 0, 12).Draw(t, "d")
		d, sum := make([]float64, len(whole)), 0
		for i, x := range whole {
			d[i], sum = float64(x)/7, sum+x
		}
		far, low := 0, 0
		for pattern := range 1 << len(whole) {
			s := 0
			for i, x := range whole {
				if pattern>>i&1 == 1 {
					x = -x
				}
				s += x
			}
			if max(s, -s) >= max(sum, -sum) {
				far++
			}
			if s <= sum {
				low++
			}
		}
		all := math.Exp2(float64(len(whole)))
		got := stats.NewSignFlip(d, 1)
		if got.TwoSided != float64(far)/all || got.OneSided != float64(low)/all {
			t.Fatalf("want %v %v, got %+v", float64(far)/all, float64(low)/all, got)
		}
	})
}

func TestManyDifferencesAreFlippedAtRandomButRepeatably(t *testing.T) {
	t.Parallel()
	d := make([]float64, 40)
	for i := range d { // 26 down, 14 up: McNemar's exact two-sided p is 0.0807
		d[i] = 1
		if bits.Reverse8(uint8(i))%40 < 26 {
			d[i] = -1
		}
	}
	broken := 0
	for _, x := range d {
		if x < 0 {
			broken++
		}
	}
	want := stats.NewMcNemar(broken, len(d)-broken)
	got := stats.NewSignFlip(d, 7)
	if got.Exact || math.Abs(got.TwoSided-want.TwoSided) > 0.02 || math.Abs(got.OneSided-want.OneSided) > 0.02 {
		t.Errorf("%d of %d broken: want about %+v, got %+v", broken, len(d), want, got)
	}
	if again := stats.NewSignFlip(d, 7); again != got {
		t.Errorf("the same seed gave %+v, then %+v", got, again)
	}
}

func TestARandomTestNeverGivesZero(t *testing.T) {
	t.Parallel()
	d := make([]float64, 300)
	for i := range d {
		d[i] = -1
	}
	if got := stats.NewSignFlip(d, 1); got.TwoSided != 1e-4 || got.OneSided != 1e-4 {
		t.Errorf("want 1/10,000, got %+v", got)
	}
}

func TestNothingMovedIsNoEvidence(t *testing.T) {
	t.Parallel()
	if got := stats.NewSignFlip([]float64{0, 0, 0}, 1); got.TwoSided != 1 || got.OneSided != 1 || !got.Exact {
		t.Errorf("got %+v", got)
	}
}

// The reference flips one difference at a time with the bits of the same draw:
// the p of stored records must never change.
func TestDrawnFlipsAreThoseOfTheSeed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.SliceOfN(rapid.IntRange(1, 9), 21, 140).Draw(t, "sizes")
		d, sum := make([]float64, len(whole)), 0
		for i, x := range whole {
			if rapid.Bool().Draw(t, "sign") {
				x = -x
			}
			d[i], sum = float64(x)/7, sum+x
		}
		rng := rand.New(rand.NewPCG(5, uint64(len(whole))))
		far, low := 0, 0
		for range 9999 {
			s, word := 0, uint64(0)
			for i, x := range whole {
				if i%64 == 0 {
					word = rng.Uint64()
				}
				if word>>(i%64)&1 == 1 {
					x = -x
				}
				s += x
			}
			if max(s, -s) >= max(sum, -sum) {
				far++
			}
			if s <= sum {
				low++
			}
		}
		got := stats.NewSignFlip(d, 5)
		if got.Exact || got.TwoSided != float64(1+far)/10000 || got.OneSided != float64(1+low)/10000 {
			t.Fatalf("want %d and %d hits, got %+v", far, low, got)
		}
	})
}
