package bisect

import "math"

// rateMass is a distribution over the points of the grid.
type rateMass [points]float64

func (r *rateMass) normalize() {
	sum := 0.0
	for _, p := range r {
		sum += p
	}
	for k := range r {
		r[k] /= sum
	}
}

// oneRate is the posterior of a rate after some runs, and the log of what they
// were worth.
func (g *grid) oneRate(shape int, t tally) (rate rateMass, log float64) {
	top := math.Inf(-1)
	for k := range rate {
		rate[k] = t.pass*g.logP[k] + t.fail*g.logQ[k]
		top = max(top, rate[k])
	}
	sum := 0.0
	for k := range rate {
		rate[k] = g.weight[shape][k] * math.Exp(rate[k]-top)
		sum += rate[k]
	}
	rate.normalize()
	return rate, top + math.Log(sum)
}

// twoRates is the posterior of the rates of a case that broke.
func (g *grid) twoRates(shape, slab int, before, after tally) (b, a rateMass, log float64) {
	pairs := g.pairs[slab]
	logs := make([]float64, len(pairs))
	top := math.Inf(-1)
	for i, p := range pairs {
		logs[i] = before.pass*g.logP[p.before] + before.fail*g.logQ[p.before] + after.pass*g.logP[p.after] + after.fail*g.logQ[p.after]
		top = max(top, logs[i])
	}
	sum := 0.0
	for i, p := range pairs {
		x := p.weight[shape] * math.Exp(logs[i]-top)
		b[p.before] += x
		a[p.after] += x
		sum += x
	}
	b.normalize()
	a.normalize()
	return b, a, top + math.Log(sum)
}

// passes is the distribution of the number of passes among n runs.
func (g *grid) passes(rate *rateMass, n int) []float64 {
	all := make([]float64, n+1)
	top, _ := math.Lgamma(float64(n + 1))
	for k := range all {
		pass, _ := math.Lgamma(float64(k + 1))
		fail, _ := math.Lgamma(float64(n - k + 1))
		for i, p := range rate {
			all[k] += p * math.Exp(top-pass-fail+float64(k)*g.logP[i]+float64(n-k)*g.logQ[i])
		}
	}
	return all
}
