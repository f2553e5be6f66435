package cmd

import "testing"

func TestAnIntervalIsShownWhereScoresLie(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of           *[2]float64
		score, delta string
	}{
		{nil, "-", "-"},
		{&[2]float64{0.2, 0.9}, "[0.20, 0.90]", "[+0.20, +0.90]"},
		{&[2]float64{-5.8, 6.8}, "[0.00, 1.00]", "[-1.00, +1.00]"},
		{&[2]float64{20, 25}, "[20.00, 25.00]", "[+20.00, +25.00]"}, // of scores that code gave
		{&[2]float64{-9, -3}, "[-9.00, -3.00]", "[-9.00, -3.00]"},
	} {
		if score, delta := interval(c.of), differenceText(c.of); score != c.score || delta != c.delta {
			t.Errorf("%v: got %s and %s", c.of, score, delta)
		}
	}
}
