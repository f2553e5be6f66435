package bisect

import "math"

// rates is what the runs of one case say about its rates for one segment of
// first bad versions.
type rates struct {
	log    [perCase]float64       // log likelihood by hyper
	odds   [slabs][shapes]float64 // likelihood of having broken by that of not having
	before [slabs][shapes]float64 // predictive pass rate before the change if it broke
	after  [slabs][shapes]float64 // and from it on
	// The same under the hypers by which all cases drop by one shift.
	shiftedBefore, shiftedAfter [alike * shifts]float64
}

// sameRate is the same for a case that did not break.
type sameRate struct {
	log  [allShapes]float64
	pass [allShapes]float64 // predictive pass rate
}

// same sums over one rate for all runs.
func (g *grid) same(t tally) sameRate {
	var log [points]float64
	top := math.Inf(-1)
	for k := range points {
		log[k] = t.pass*g.logP[k] + t.fail*g.logQ[k]
		top = max(top, log[k])
	}
	var sum, pass [allShapes]float64
	for k := range points {
		likelihood := math.Exp(log[k] - top)
		for a := range allShapes {
			sum[a] += g.weight[a][k] * likelihood
			pass[a] += g.weight[a][k] * likelihood * g.rate[k]
		}
	}
	var s sameRate
	for a := range allShapes {
		s.log[a], s.pass[a] = top+math.Log(sum[a]), pass[a]/sum[a]
	}
	return s
}

// rates sums over the pairs of rates for the runs before and after a change.
func (g *grid) rates(s *sameRate, all *[perCase]hyper, before, after tally) rates {
	var logB, logA [points]float64
	topB, topA := math.Inf(-1), math.Inf(-1)
	for k := range points {
		logB[k] = before.pass*g.logP[k] + before.fail*g.logQ[k]
		logA[k] = after.pass*g.logP[k] + after.fail*g.logQ[k]
		topB, topA = max(topB, logB[k]), max(topA, logA[k])
	}
	var likeB, likeA [points]float64
	for k := range points {
		likeB[k], likeA[k] = math.Exp(logB[k]-topB), math.Exp(logA[k]-topA)
	}
	var r rates
	var logOdds [slabs][shapes]float64 // of having broken, before the prior
	for slab, pairs := range g.pairs {
		top := topB + topA
		sums := g.sumPairs(pairs, func(p *ratePair) float64 { return likeB[p.before] * likeA[p.after] })
		if sums[0].all < 1e-200 { // the likeliest rates are no drop at all
			top = math.Inf(-1)
			for i := range pairs {
				top = max(top, logB[pairs[i].before]+logA[pairs[i].after])
			}
			sums = g.sumPairs(pairs, func(p *ratePair) float64 { return math.Exp(logB[p.before] + logA[p.after] - top) })
		}
		for a, x := range sums {
			logOdds[slab][a] = top + math.Log(x.all) - s.log[a]
			r.odds[slab][a] = math.Exp(logOdds[slab][a])
			r.before[slab][a], r.after[slab][a] = x.before/x.all, x.after/x.all
		}
	}
	g.sumShifted(&r, &logB, after)
	for i := range all[:byShare] {
		h := &all[i]
		if odds := logOdds[h.slab][h.shape] + h.logShare - h.logSpared; odds > 700 { // beyond exp, or all break
			r.log[i] = s.log[h.shape] + logOdds[h.slab][h.shape] + h.logShare
		} else {
			r.log[i] = s.log[h.shape] + h.logSpared + math.Log1p(r.odds[h.slab][h.shape]*h.odds)
		}
	}
	return r
}

// broke is the probability that the case is among those that broke.
func (r *rates) broke(h *hyper) float64 {
	if h.share == 1 {
		return 1
	}
	return 1 / (1 + 1/(r.odds[h.slab][h.shape]*h.odds))
}

// pairSums are sums over pairs of rates: of their likelihood, and of that times
// the rates.
type pairSums struct{ all, before, after float64 }

func (g *grid) sumPairs(pairs []ratePair, likelihood func(*ratePair) float64) (sums [shapes]pairSums) {
	for i := range pairs {
		p := &pairs[i]
		y := likelihood(p)
		before, after := g.rate[p.before], g.rate[p.after]
		for a := range shapes {
			x := p.weight[a] * y
			sums[a].all += x
			sums[a].before += x * before
			sums[a].after += x * after
		}
	}
	return sums
}

// logAdd is log(exp(a) + exp(b)); one of them may be that of nothing.
func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// logBetaBinomial is the log likelihood of runs of one unknown rate under
// Jeffreys' prior.
func logBetaBinomial(t tally) float64 {
	s, _ := math.Lgamma(t.pass + .5)
	f, _ := math.Lgamma(t.fail + .5)
	n, _ := math.Lgamma(t.pass + t.fail + 1)
	return s + f - n - math.Log(math.Pi)
}
