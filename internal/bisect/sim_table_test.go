package bisect_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
)

// table collects cells that are measured side by side.
type table struct {
	mu    sync.Mutex
	cells []cell
}

func (all *table) add(c cell) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.cells = append(all.cells, c)
}

// measure runs a cell as a subtest, so that -run picks cells by m, N and eps.
func (all *table) measure(t *testing.T, c cell, trials int, strategy func(*judge) answer) {
	t.Helper()
	t.Run(c.scenario.String(), func(t *testing.T) {
		t.Parallel()
		c.tally = simulate(c.scenario, trials, strategy)
		all.add(c)
		t.Logf("%s: %s; wrong %d, none %d, undecided %d of %d", c.scenario, c, c.wrong, c.unmoved, c.undecided, c.tally.trials)
		for _, miss := range c.misses() {
			t.Logf("miss: %s", miss)
		}
	})
}

// sorted has the cells by kind, mode, m, N and eps.
func (all *table) sorted() []cell {
	return slices.SortedFunc(slices.Values(all.cells), func(a, b cell) int {
		return cmp.Or(
			cmp.Compare(a.kind, b.kind), cmp.Compare(a.m, b.m), cmp.Compare(a.n, b.n), cmp.Compare(a.eps, b.eps),
		)
	})
}

// markdown is a row for m and N, a column for each noise; a cell that was not
// run is empty.
func (all *table) markdown() string {
	var b strings.Builder
	fmt.Fprint(&b, "\n| m | N | eps 0 | eps 0.05 | eps 0.1 | eps 0.2 |\n| --- | --- | --- | --- | --- | --- |\n")
	cells := all.sorted()
	for len(cells) > 0 {
		first := cells[0]
		fmt.Fprintf(&b, "| %d | %d |", first.m, first.n)
		for _, eps := range noises() {
			if len(cells) > 0 && cells[0].m == first.m && cells[0].n == first.n && cells[0].eps == eps {
				fmt.Fprintf(&b, " %s", cells[0])
				cells = cells[1:]
			}
			fmt.Fprint(&b, " |")
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

// list is a row for each cell.
func (all *table) list() string {
	var b strings.Builder
	fmt.Fprint(&b, "\n| history | m | N | eps | mode | right · median/90 % · over the bound | wrong | undecided |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, c := range all.sorted() {
		mode := "verify"
		if c.assume {
			mode = "assume"
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %v | %s | %s | %.0f %% | %.0f %% |\n", c.kind, c.m, c.n, c.eps, mode, c, 100*c.share(c.wrong), 100*c.share(c.undecided))
	}
	return b.String()
}

// compare logs how many figures missed, and fails if these are more than chance
// explains: if every figure here were equal to the design's, one in 44 would lie
// two standard errors on the wrong side, give or take twice the root of that
// number. A figure that is 3.5 standard errors off, one in 4,300, fails alone.
func (all *table) compare(t *testing.T) {
	t.Helper()
	compared, missed := 0, 0
	for _, c := range all.cells {
		if c.trials == 0 {
			continue
		}
		compared += 2
		for z, what := range c.misses() {
			missed++
			if z > 3.5 {
				t.Errorf("too far off: %s", what)
			}
		}
	}
	chance := 0.02275 * float64(compared)
	t.Logf("%d of %d figures miss the design's by more than two standard errors; if all were equal, chance would give %.1f", missed, compared, chance)
	if float64(missed) > chance+2*math.Sqrt(chance) {
		t.Errorf("%d of %d figures miss the design's, which chance does not explain", missed, compared)
	}
}
