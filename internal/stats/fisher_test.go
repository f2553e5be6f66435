package stats

import (
	"math"
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
