package stats_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/promptgit/promptgit/internal/stats"
)

// simulate skips a simulation that takes long unless it is asked for.
func simulate(t *testing.T) {
	t.Helper()
	if os.Getenv("PROMPTGIT_SIM") == "" {
		t.Skip("make sim runs it")
	}
}

// coverage is the share of intervals that hold the true mean, in percent, and how
// many samples had an interval at all.
func coverage(trials int, seed uint64, draw func(rng *rand.Rand) (truth float64, bounds stats.Interval, ok bool)) (percent, had float64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	hits, n := 0, 0
	for range trials {
		truth, bounds, ok := draw(rng)
		if !ok {
			continue
		}
		n++
		if bounds[0] <= truth && truth <= bounds[1] {
			hits++
		}
	}
	return 100 * float64(hits) / float64(n), 100 * float64(n) / float64(trials)
}

// A suite of n cases that pass at the same rate p, drawn anew for each suite.
func wilsonCoverage(n, trials int) float64 {
	percent, _ := coverage(trials, uint64(n), func(rng *rand.Rand) (float64, stats.Interval, bool) {
		p := 0.05 + 0.9*rng.Float64()
		passed := 0
		for range n {
			if rng.Float64() < p {
				passed++
			}
		}
		return p, stats.Wilson(passed, n, 0.95), true
	})
	return percent
}

// A suite of n cases whose scores come from Beta(a, b).
func gradedCoverage(n, trials int, a, b float64) (percent, had float64) {
	return coverage(trials, uint64(n), func(rng *rand.Rand) (float64, stats.Interval, bool) {
		dist := distuv.Beta{Alpha: a, Beta: b, Src: rng}
		scores := make([]float64, n)
		for i := range scores {
			scores[i] = dist.Rand()
		}
		bounds, ok := stats.T(scores, 0.95)
		return a / (a + b), bounds, ok
	})
}

// clustered says how cases that depend on each other are drawn: each cluster has
// its own pass rate from Beta with this mean and correlation within the cluster.
type clustered struct {
	clusters, size int
	mean, within   float64 // mean 0 stands for one drawn from [0.05, 0.95] for each suite
	unequal        bool    // sizes from 1 to 2*size-1
	graded         bool    // scores spread about the rate of the cluster, not 0 or 1
}

func (c clustered) draw(rng *rand.Rand) (truth float64, scores []float64, names []string) {
	if c.mean == 0 {
		c.mean = 0.05 + 0.9*rng.Float64()
	}
	spread := 1/c.within - 1
	dist := distuv.Beta{Alpha: c.mean * spread, Beta: (1 - c.mean) * spread, Src: rng}
	for k := range c.clusters {
		rate, size := dist.Rand(), c.size
		if c.unequal {
			size = 1 + rng.IntN(2*c.size-1)
		}
		for range size {
			score := 0.0
			switch {
			case c.graded:
				score = distuv.Beta{Alpha: 1 + 8*rate, Beta: 1 + 8*(1-rate), Src: rng}.Rand()
			case rng.Float64() < rate:
				score = 1
			}
			scores, names = append(scores, score), append(names, strconv.Itoa(k))
		}
	}
	if truth = c.mean; c.graded {
		truth = (1 + 8*c.mean) / 10
	}
	return truth, scores, names
}

// coverage is that of the interval that promptgit gives, how often there is one,
// and the coverage of one that takes the cases for independent.
func (c clustered) coverage(trials int) (percent, had, plain float64) {
	seed := uint64(100*c.clusters + c.size)
	percent, had = coverage(trials, seed, func(rng *rand.Rand) (float64, stats.Interval, bool) {
		truth, scores, names := c.draw(rng)
		interval := stats.ClusterWilson
		if c.graded {
			interval = stats.ClusterT
		}
		bounds, ok := interval(scores, names, 0.95)
		return truth, bounds, ok
	})
	plain, _ = coverage(trials, seed, func(rng *rand.Rand) (float64, stats.Interval, bool) {
		truth, scores, _ := c.draw(rng)
		bounds, ok := stats.T(scores, 0.95)
		return truth, bounds, ok
	})
	return percent, had, plain
}

func within(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	if got < low || got > high {
		t.Errorf("%s: coverage %.2f %%, wanted %v to %v %%", what, got, low, high)
	}
}

func TestSimIntervalsHoldAsOftenAsTheySay(t *testing.T) {
	t.Parallel()
	simulate(t)
	var table strings.Builder
	for _, n := range []int{5, 10, 15, 20, 30, 50, 100, 200} {
		wilson := wilsonCoverage(n, 400_000)
		graded, _ := gradedCoverage(n, 100_000, 4, 2)
		skewed, had := gradedCoverage(n, 100_000, 9, 0.5)
		fmt.Fprintf(&table, "| %d | %.1f | %.1f | %.1f (%.0f) |\n", n, wilson, graded, skewed, had)
		if slices.Contains([]int{10, 20, 50, 200}, n) {
			within(t, fmt.Sprintf("Wilson, %d cases", n), wilson, 94, 97)
		}
		if n >= 20 {
			within(t, fmt.Sprintf("graded, %d cases", n), graded, 93, 97)
		}
	}
	t.Logf("cases | Wilson | Beta(4,2) | Beta(9,0.5) (had an interval)\n%s", table.String())
}

func TestSimClusteredIntervalsHoldFromTenClusters(t *testing.T) {
	t.Parallel()
	simulate(t)
	var table strings.Builder
	for _, c := range []clustered{
		{within: 0.1, size: 5},
		{within: 0.3, size: 2},
		{within: 0.3, size: 5},
		{within: 0.3, size: 5, unequal: true},
		{within: 0.3, size: 20},
		{within: 0.6, size: 5},
		{within: 0.6, size: 5, unequal: true},
		{within: 0.1, size: 5, graded: true},
		{within: 0.3, size: 5, graded: true},
		{mean: 0.5, within: 0.3, size: 5}, // single rates from here on: tabled, not bounded
		{mean: 0.7, within: 0.3, size: 5},
		{mean: 0.9, within: 0.3, size: 5},
		{mean: 0.9, within: 0.3, size: 5, unequal: true},
		{mean: 0.7, within: 0.3, size: 5, unequal: true, graded: true},
		{mean: 0.9, within: 0.3, size: 5, graded: true},
	} {
		fmt.Fprintf(&table, "| %v | %v | %d%s |", c.mean, c.within, c.size, map[bool]string{true: " unequal"}[c.unequal]+map[bool]string{true: " graded"}[c.graded])
		for _, n := range []int{4, 6, 10, 15, 20, 50} {
			c.clusters = n
			percent, _, plain := c.coverage(30_000)
			fmt.Fprintf(&table, " %.1f (%.1f) |", percent, plain)
			high := 97.0
			if c.size == 2 {
				high = 98 // pairs hardly depend on each other as one cluster: the interval is wider than it need be
			}
			if n >= stats.MinClusters && c.mean == 0 {
				within(t, fmt.Sprintf("%+v", c), percent, 92, high)
			}
		}
		table.WriteString("\n")
	}
	t.Logf("rate | correlation | size | clusters 4 | 6 | 10 | 15 | 20 | 50: robust (as if independent)\n%s", table.String())
}

// The same in small, on every run.
func TestIntervalsHoldAsOftenAsTheySayInSmall(t *testing.T) {
	t.Parallel()
	within(t, "Wilson, 20 cases", wilsonCoverage(20, 10_000), 94, 97)
	graded, _ := gradedCoverage(20, 10_000, 4, 2)
	within(t, "graded, 20 cases", graded, 93, 97)
	c := clustered{clusters: 20, size: 5, within: 0.3}
	percent, had, plain := c.coverage(2000)
	within(t, "20 clusters", percent, 92, 97)
	if had != 100 || plain > 88 {
		t.Errorf("%v %% had an interval, and one that takes the cases for independent held in %v %%", had, plain)
	}
}
