package bisect_test

import (
	"fmt"
	"strings"
	"testing"
)

// Four samples a turn, for a model that answers four at a time: runs are wasted
// and turns are gained. It may not be right less often: no more than two
// standard errors of the difference, over all cells.
func TestSimFourAtOnceTakeFewerTurns(t *testing.T) {
	slow(t)
	const trials = 40
	var b strings.Builder
	fmt.Fprint(&b, "\n| m | N | eps | one: right · runs | four: right · runs | four: turns |\n| --- | --- | --- | --- | --- | --- |\n")
	right := [2]int{}
	total := 0
	for _, m := range [...]int{16, 64, 256} {
		for _, n := range [...]int{10, 100} {
			for _, eps := range [...]float64{0, 0.1, 0.2} {
				sc := scenario{kind: drop15, m: m, n: n, eps: eps}
				one, four := simulate(sc, trials, search(1)), simulate(sc, trials, search(4))
				right[0], right[1], total = right[0]+one.hits, right[1]+four.hits, total+trials
				fmt.Fprintf(&b, "| %d | %d | %v | %.0f %% · %.4g/%.4g | %.0f %% · %.4g/%.4g | %.4g/%.4g |\n", m, n, eps,
					100*one.share(one.hits), one.quantile(0.5), one.quantile(0.9),
					100*four.share(four.hits), four.quantile(0.5), four.quantile(0.9),
					quantile(four.turns, 0.5), quantile(four.turns, 0.9))
				if quantile(four.turns, 0.5) >= one.quantile(0.5) {
					t.Errorf("%s: four at once take as many turns as one", sc)
				}
			}
		}
	}
	t.Log(b.String())
	t.Logf("right %d and %d of %d", right[0], right[1], total)
	if z := shortfall(right[0], total, right[1], total); z > 2 {
		t.Errorf("four at once are right %d times of %d, one at a time %d: %.1f standard errors", right[1], total, right[0], z)
	}
}
