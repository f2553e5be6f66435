package bisect_test

import "testing"

// Suites that are unlike the one of the design: all cases pass, or each errs at a
// rate of its own. No design has figures for them. What is asserted is that the
// search is right as often as it says, over all cells: of the versions that it
// names no more than 5 of 100 are wrong.
func TestSimOtherSuitesAreSearchedAsWell(t *testing.T) {
	slow(t)
	var all table
	t.Run("cells", func(t *testing.T) {
		for _, n := range [...]int{20, 100} {
			for _, eps := range [...]float64{0, 0.05, 0.1, 0.2} {
				all.measure(t, cell{scenario: scenario{kind: clean, m: 64, n: n, eps: eps}}, simTrials, search(1))
			}
			for _, eps := range [...]float64{0.05, 0.1, 0.2} {
				all.measure(t, cell{scenario: scenario{kind: uneven, m: 64, n: n, eps: eps}}, simTrials, search(1))
				all.measure(t, cell{scenario: scenario{kind: calm, m: 64, n: n, eps: eps}}, simTrials, search(1))
			}
		}
	})
	t.Log(all.list())
	named, wrong := 0, 0
	for _, c := range all.cells {
		named, wrong = named+c.hits+c.wrong, wrong+c.wrong
	}
	t.Logf("%d of %d versions that were named are wrong", wrong, named)
	if z := shortfall(95*named, 100*named, named-wrong, named); z > 2 {
		t.Errorf("%d of %d versions that were named are wrong: %.1f standard errors", wrong, named, z)
	}
}
