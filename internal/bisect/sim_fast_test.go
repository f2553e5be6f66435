package bisect_test

import "testing"

// A few cells of the simulations, in every test run: without noise every trial
// is right and costs what the design found, with noise the bounds leave room for
// the bad luck of few trials, not for another search.
func TestASearchIsAsRightAndAsCheapAsItsDesign(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		scenario
		trials int
		least  int     // right answers
		median float64 // runs at most
	}{
		{scenario{kind: drop15, m: 64, n: 20}, 20, 20, 11},
		{scenario{kind: flip, m: 64, n: 20, assume: true}, 20, 20, 10},
		{scenario{kind: none, m: 16, n: 10}, 10, 10, 60},
		{scenario{kind: drop15, m: 64, n: 20, eps: 0.1}, 20, 17, 40},
		{scenario{kind: none, m: 64, n: 10, eps: 0.1}, 20, 17, 60},
		// Of many noisy cases, beliefs that no case broke are by far the likeliest, and must not hide the others.
		{scenario{kind: flip, m: 64, n: 100, eps: 0.2, assume: true}, 30, 29, 190},
		{scenario{kind: calm, m: 64, n: 100, eps: 0.2}, 10, 10, 80},
	} {
		c := cell{scenario: row.scenario, tally: simulate(row.scenario, row.trials, search(1))}
		if c.right() < row.least || c.quantile(0.5) > row.median {
			t.Errorf("%s: %s, want %d of %d right with a median of %v runs", c.scenario, c, row.least, row.trials, row.median)
		}
	}
}

func TestASearchBeatsGitBisectOnNoise(t *testing.T) {
	t.Parallel()
	const trials = 20
	sc := scenario{kind: drop15, m: 64, n: 20, eps: 0.1, assume: true}
	ours, theirs := simulate(sc, trials, search(1)), simulate(sc, trials, halving(5))
	if ours.hits < theirs.hits || 5*ours.quantile(0.5) > theirs.quantile(0.5) {
		t.Errorf("this search %s, git bisect %s", price(ours), price(theirs))
	}
}
