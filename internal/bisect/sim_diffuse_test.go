package bisect_test

import (
	"testing"
)

// The pooled part of the model, for drops that every case shares: the cells of
// the study that has it, and beside them one that the study warns of, cases of
// unequal rates that all drop by 15 points.
func TestSimDropsOfEveryCaseAreFoundAsTheDesignFindsThem(t *testing.T) {
	slow(t)
	var all table
	t.Run("cells", func(t *testing.T) {
		for _, p := range designPooled() {
			all.measure(t, cell{scenario: p.scenario, want: p.figure, trials: p.trials}, 60, search(1))
		}
		for _, n := range [...]int{20, 100} {
			for _, assume := range [...]bool{false, true} {
				all.measure(t, cell{scenario: scenario{kind: spread, m: 64, n: n, assume: assume}}, 60, search(1))
			}
		}
	})
	t.Log(all.list())
	all.compare(t)
}
