package bisect_test

import (
	"math"
	"os"
	"testing"
)

// The simulations behind docs/statistics.md. They draw histories of which the
// truth is known, and compare what the search says of them, and what that costs,
// with the study behind its design. `make sim` runs all of it; with
// PROMPTGIT_SIM=1 in the environment,
//
//	go test ./internal/bisect -v -run 'TestSimDropsAreFound/cells/drop15/m=64/N=20/eps=0.1$'
//
// runs one cell. Every trial has its own fixed seed, so that cells that are run
// alone say the same.

// simTrials is how many histories a cell of the grid has. The design's figures
// come from 50 to 80 each, so that what is left of bad luck is mostly theirs.
const simTrials = 100

func slow(tb testing.TB) {
	tb.Helper()
	if os.Getenv("PROMPTGIT_SIM") == "" {
		tb.Skip("runs for many minutes; PROMPTGIT_SIM=1 runs it")
	}
}

// measureAll measures the cells of a table of the design.
func measureAll(t *testing.T, kind kind, assume bool, designTrials int, rows []row) *table {
	t.Helper()
	var all table
	t.Run("cells", func(t *testing.T) {
		for _, r := range rows {
			for i, eps := range noises() {
				c := cell{scenario: scenario{kind: kind, m: r.m, n: r.n, eps: eps, assume: assume}, want: r.figures[i], trials: designTrials}
				if c.want == (figure{}) {
					c.trials = 0
				}
				all.measure(t, c, simTrials, search(1))
			}
		}
	})
	t.Log(all.markdown())
	all.compare(t)
	return &all
}

func TestSimDropsAreFoundAsTheDesignFindsThem(t *testing.T) {
	slow(t)
	measureAll(t, drop15, false, 60, designDrops())
}

func TestSimOneFlippedCaseIsFoundAsTheDesignFindsIt(t *testing.T) {
	slow(t)
	measureAll(t, flip, true, 50, designFlips())
}

// No more than 6 of 100 histories without a change may be blamed on a version.
// That is asserted of all cells together. A cell that has 6 % may show two
// standard errors more, sqrt(0.06·0.94/n) each, by chance.
func TestSimNoChangeIsNotBlamedOnAVersion(t *testing.T) {
	slow(t)
	all := measureAll(t, none, false, 80, designNone())
	blamed, trials := 0, 0
	for _, c := range all.cells {
		blamed, trials = blamed+c.wrong, trials+c.tally.trials
		if c.share(c.wrong) > 0.06 {
			t.Logf("%s: %d of %d name a version", c.scenario, c.wrong, c.tally.trials)
		}
		if c.share(c.wrong) > 0.06+2*math.Sqrt(0.06*0.94/float64(c.tally.trials)) {
			t.Errorf("%s: %d of %d name a version", c.scenario, c.wrong, c.tally.trials)
		}
	}
	t.Logf("%d of %d histories without a change name a version: %.1f %%", blamed, trials, 100*float64(blamed)/float64(trials))
	if float64(blamed) > 0.06*float64(trials) {
		t.Errorf("more than 6 %% of histories without a change name a version")
	}
}
