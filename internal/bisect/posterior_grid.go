package bisect

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A case passes at rate p0 before the change and p1 from it on. Both are taken
// from a grid of points, so that all sums over rates are finite.
const (
	points = 13
	shapes = 9 // how rates are spread over [0, 1] where some cases break
	slabs  = 2 // how far a broken case drops

	alike     = 2              // how rates are spread where all cases drop by one shift
	allShapes = shapes + alike // the first are those of the former
	shifts    = 2              // how far those drop
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
	logP, logQ [points]float64            // of passing and of failing
	weight     [allShapes][points]float64 // prior of a rate
	shifted    [shifts][points]float64    // what a rate becomes, by shift
	logS, logT [shifts][points]float64    // of passing and of failing at that
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
	for a := range g.weight {
		below := 0.0 // mass of the distribution below the cell of a point
		for k := range points {
			upTo := 1.0
			if k+1 < points {
				upTo = spread(a, (g.rate[k]+g.rate[k+1])/2)
			}
			g.weight[a][k] = upTo - below
			below = upTo
		}
	}
	g.shift()
	g.pair()
	return g
}

// spread is the share of cases whose rate is at most p, by shape.
//
// Of the shapes where some cases break the first three are Beta(a, a), by which as
// many cases pass as fail. In three more all cases err alike, at some 2, 8 or 20 of
// 100 runs, and three of four mostly pass. In the last three, Beta(2a*.98,
// 2a*.02), 98 of 100 cases pass. Without these a suite of that kind is a surprise
// in each of its cases: what errs now and then is taken for a case that broke, or
// what a single case shows counts for little beside beliefs by which all cases
// are alike. Where all of them drop by one shift they are alike, and most pass.
func spread(shape int, p float64) float64 {
	beta := func(a, b float64) float64 { return mathext.RegIncBeta(a, b, p) }
	as, errs, means := [3]float64{.05, .25, 1}, [3]float64{.02, .08, .2}, [alike]float64{.8, .9}
	switch group, i := shape/3, shape%3; {
	case shape >= shapes:
		mean := means[shape-shapes]
		return beta(10*mean, 10*(1-mean))
	case group == 0:
		return beta(as[i], as[i])
	case group == 1:
		return .75*beta(20*(1-errs[i]), 20*errs[i]) + .25*beta(20*errs[i], 20*(1-errs[i]))
	default:
		return beta(2*as[i]*.98, 2*as[i]*.02)
	}
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
