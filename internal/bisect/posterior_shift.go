package bisect

import "math"

// Where every case passes a little less often than before, each keeps a rate of
// its own and all drop by one shift of their log odds. Unlike one rate for all of
// them, that does not take a hard case which is asked at an inner version for a
// drop there.

// shift fills in what becomes of the rates: the two shifts take a rate of .9 to
// .82 and to .73, and one of .7 to .54 and to .41.
func (g *grid) shift() {
	for d, by := range [shifts]float64{.7, 1.2} {
		for k, p := range g.rate {
			odds := p / (1 - p) * math.Exp(-by)
			g.shifted[d][k] = odds / (1 + odds)
			g.logS[d][k], g.logT[d][k] = math.Log(odds)-math.Log1p(odds), -math.Log1p(odds)
		}
	}
}

// sumShifted sums over one rate before the change, which sets the one from it on.
func (g *grid) sumShifted(r *rates, logB *[points]float64, after tally) {
	for d := range shifts {
		var log [points]float64
		top := math.Inf(-1)
		for k := range points {
			log[k] = logB[k] + after.pass*g.logS[d][k] + after.fail*g.logT[d][k]
			top = max(top, log[k])
		}
		var sum, before, shifted [alike]float64
		for k := range points {
			likelihood := math.Exp(log[k] - top)
			for a := range alike {
				x := g.weight[shapes+a][k] * likelihood
				sum[a] += x
				before[a] += x * g.rate[k]
				shifted[a] += x * g.shifted[d][k]
			}
		}
		for a := range alike {
			i := a*shifts + d
			r.log[byShare+i] = top + math.Log(sum[a])
			r.shiftedBefore[i], r.shiftedAfter[i] = before[a]/sum[a], shifted[a]/sum[a]
		}
	}
}

// sides are the predictive pass rates before the change and from it on, if the
// case broke.
func (r *rates) sides(i int, h *hyper) (before, after float64) {
	if i >= byShare {
		return r.shiftedBefore[i-byShare], r.shiftedAfter[i-byShare]
	}
	return r.before[h.slab][h.shape], r.after[h.slab][h.shape]
}
