package bisect_test

import (
	"fmt"
	"math"
	"slices"
)

// cell is what was measured of a scenario beside the design's figures.
type cell struct {
	scenario
	tally
	want   figure
	trials int // behind want; 0 where the design has no figures
}

// right is the count of the right answer: the culprit, or that there is none.
func (c cell) right() int {
	if c.kind == none || c.kind == calm {
		return c.unmoved
	}
	return c.hits
}

// wantRight is the count of right answers that the design's percentage stands for.
func (c cell) wantRight() int {
	percent := c.want.hits
	if c.kind == none || c.kind == calm {
		percent = c.want.none
	}
	return int(math.Round(percent * float64(c.trials) / 100))
}

// bits is what one reading of a case that dropped tells at most.
func (c cell) bits() float64 {
	switch c.kind {
	case diffuse:
		bits, _ := capacity(0.9, 0.75)
		return bits
	case spread: // of the best case that there can be
		bits, _ := capacity(1, 0.85)
		return bits
	default:
	}
	return symmetric(c.eps)
}

// shortfall is by how many standard errors the accuracy lies below the design's.
func (c cell) shortfall() float64 {
	return shortfall(c.wantRight(), c.trials, c.right(), c.tally.trials)
}

// shortfall is by how many standard errors the share o of some trials lies below
// the share d of others, if both came from one rate p, that of all of them:
// (d - o) / sqrt(p(1-p)(1/nd + 1/no)).
func shortfall(rightD, nd, rightO, no int) float64 {
	d, o := float64(rightD)/float64(nd), float64(rightO)/float64(no)
	p := float64(rightD+rightO) / float64(nd+no)
	if d == o {
		return 0
	}
	return (d - o) / math.Sqrt(p*(1-p)*(1/float64(nd)+1/float64(no)))
}

// excess is by how many standard errors the runs lie above the design's median.
// If both had the same distribution, the median d of nd trials would lie above
// half of the runs here but for chance: the share F of our no runs up to d is
// held against one half, (1/2 - F) / sqrt((1/nd + 1/no)/4). That needs no form of
// a distribution whose runs come in lumps; where it has a density f at the median
// it is the difference of the medians by its error, sqrt((1/nd + 1/no)/4)/f.
func (c cell) excess() float64 {
	upTo, _ := slices.BinarySearch(c.runs, int(c.want.median)+1)
	n := float64(c.tally.trials)
	return (0.5 - float64(upTo)/n) / math.Sqrt((1/float64(c.trials)+1/n)/4)
}

// misses are the figures that lie more than two standard errors on the wrong
// side of the design's, by how many.
func (c cell) misses() map[float64]string {
	missed := map[float64]string{}
	if c.trials == 0 {
		return missed
	}
	if z := c.shortfall(); z > 2 {
		missed[z] = fmt.Sprintf("%s: right %.1f %%, the design %.1f %%: %.1f standard errors below",
			c.scenario, 100*c.share(c.right()), 100*float64(c.wantRight())/float64(c.trials), z)
	}
	if z := c.excess(); z > 2 {
		missed[z] = fmt.Sprintf("%s: median %.4g runs, the design %.4g: %.1f standard errors above",
			c.scenario, c.quantile(0.5), c.want.median, z)
	}
	return missed
}

// String is the cell as the tables show it: right answers, median and 90th
// percentile of the runs, the median over the bound; and the design's figures.
func (c cell) String() string {
	s := fmt.Sprintf("%.0f %% · %.4g/%.4g · %.1f×", 100*c.share(c.right()), c.quantile(0.5), c.quantile(0.9), c.quantile(0.5)/leastRuns(c.m, c.bits()))
	if c.kind != none && c.kind != calm && c.unmoved > 0 {
		s += fmt.Sprintf(", none %.0f %%", 100*c.share(c.unmoved))
	}
	if c.trials == 0 {
		return s
	}
	return fmt.Sprintf("%s (%.0f %%, %.4g)", s, 100*float64(c.wantRight())/float64(c.trials), c.want.median)
}
