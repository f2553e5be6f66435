package bisect

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A case passes at rate p0 before the change and p1 from it on. Both are taken
// from a grid of points, so that all sums over rates are finite.
const (
	points = 13
	shapes = 6 // how rates are spread over [0, 1]
	slabs  = 2 // how far a broken case drops
)

const (
	bigSlab   = iota // by .4 or more
	smallSlab        // by .08 to .4
)

const (
	bigDrop   = 0.4
	smallDrop = 0.08
)

type grid struct {
	rate       [points]float64
	logP, logQ [points]float64         // of passing and of failing
	weight     [shapes][points]float64 // prior of a rate
	pairs      [slabs][]ratePair
}

// ratePair is a drop from rate before to rate after, as points of the grid.
type ratePair struct {
	before, after int
	weight        [shapes]float64 // prior among the pairs of the slab
}

func newGrid() *grid {
	g := &grid{rate: [points]float64{.005, .02, .05, .1, .2, .35, .5, .65, .8, .9, .95, .98, .995}}
	for k, p := range g.rate {
		g.logP[k], g.logQ[k] = math.Log(p), math.Log1p(-p)
	}
	for a, shape := range betas() {
		below := 0.0 // mass of the distribution below the cell of a point
		for k := range points {
			upTo := 1.0
			if k+1 < points {
				upTo = mathext.RegIncBeta(shape.pass, shape.fail, (g.rate[k]+g.rate[k+1])/2)
			}
			g.weight[a][k] = upTo - below
			below = upTo
		}
	}
	g.pair()
	return g
}

// betas are the Beta distributions of a rate, by their two parameters. In the
// first three as many cases fail as pass. But most suites pass nearly always,
// and there each case would be as much of a surprise: one rate for all of them
// would explain the suite better than rates of their own, and what a single case
// shows would count for little. In the other three 98 of 100 pass.
func betas() (all [shapes]tally) {
	for i, spread := range [shapes / 2]float64{.05, .25, 1} {
		all[i] = tally{spread, spread}
		all[shapes/2+i] = tally{2 * spread * .98, 2 * spread * .02}
	}
	return all
}

func (g *grid) pair() {
	var sums [slabs][shapes]float64
	for before, p0 := range g.rate {
		for after, p1 := range g.rate {
			slab := bigSlab
			switch drop := p0 - p1 + 1e-12; { // .9 - .5 is a drop of .4
			case drop < smallDrop:
				continue
			case drop < bigDrop:
				slab = smallSlab
			}
			pair := ratePair{before: before, after: after}
			for a := range shapes {
				pair.weight[a] = g.weight[a][before] * g.weight[a][after]
				sums[slab][a] += pair.weight[a]
			}
			g.pairs[slab] = append(g.pairs[slab], pair)
		}
	}
	for slab := range g.pairs {
		for i := range g.pairs[slab] {
			for a := range shapes {
				g.pairs[slab][i].weight[a] /= sums[slab][a]
			}
		}
	}
}
