package stats

import (
	"math"
	"math/big"
	"testing"
)

func TestFisherCountsTables(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		a, n, b, m int
		want       float64
	}{
		{3, 3, 0, 3, 2.0 / 20},         // 6 over 3 ways, two of them as extreme
		{5, 5, 0, 5, 2.0 / 252},        // 10 over 5
		{0, 5, 5, 5, 2.0 / 252},        // the other way round
		{3, 4, 1, 4, 34.0 / 70},        // Fisher's lady tasting tea, two-sided
		{1, 1, 0, 1, 1},                // one sample a side says nothing
		{4, 5, 4, 5, 1},                // equal
		{10, 10, 4, 10, 420.0 / 38760}, // 14 passes of 20: 2 * C(10,4) of C(20,14) ways
		{0, 4, 0, 4, 1},                // no pass at all
	} {
		if got := Fisher(row.a, row.n, row.b, row.m); math.Abs(got-row.want) > 1e-9 {
			t.Errorf("%d/%d against %d/%d: want %v, got %v", row.a, row.n, row.b, row.m, row.want, got)
		}
		if there, back := Fisher(row.a, row.n, row.b, row.m), Fisher(row.b, row.m, row.a, row.n); math.Abs(there-back) > 1e-12 {
			t.Errorf("%+v is not symmetric: %v, %v", row, there, back)
		}
	}
}

// Every small table, by counting in whole numbers.
func TestFisherIsTheSumOfTheTablesThatAreNoLikelier(t *testing.T) {
	t.Parallel()
	choose := func(n, k int) int64 { return new(big.Int).Binomial(int64(n), int64(k)).Int64() }
	for n := 1; n <= 7; n++ {
		for m := 1; m <= 7; m++ {
			for a := range n + 1 {
				for b := range m + 1 {
					ways := func(x int) int64 { return choose(n, x) * choose(m, a+b-x) }
					sum := int64(0)
					for x := max(0, a+b-m); x <= min(n, a+b); x++ {
						if ways(x) <= ways(a) {
							sum += ways(x)
						}
					}
					want := float64(sum) / float64(choose(n+m, a+b))
					if got := Fisher(a, n, b, m); math.Abs(got-want) > 1e-9 {
						t.Errorf("%d/%d against %d/%d: want %v, got %v", a, n, b, m, want, got)
					}
				}
			}
		}
	}
}
