package bisect

// gains is what one more run of a case tells about the first bad version, by
// where it is run. Of each segment it holds the predictive pass rate, and its
// entropy, of a run before the change and of one after it, weighed by the
// probability of the segment, as sums over the segments so far.
type gains struct {
	b                    *belief
	passBefore, noBefore []float64 // element g sums the segments before g
	passAfter, noAfter   []float64
	passNone, noNone     float64 // the same where nothing broke
}

// unlikely is the mass of a segment that need not be looked at: all that there
// may be of such segments tell far less than what is worth a run.
const unlikely = 1e-12

// faint is the share of the mass of a segment below which a hyper is left out of
// what is expected there.
const faint = 1e-9

func (s *noisy) gains(b *belief, c int) *gains {
	k := &s.cases[c]
	n := len(b.mass) + 1
	sums := make([]float64, 4*n)
	e := &gains{b: b, passBefore: sums[:n], noBefore: sums[n : 2*n], passAfter: sums[2*n : 3*n], noAfter: sums[3*n:]}
	g := 0
	for j := range k.rates {
		from, to := k.segment(j, s.last())
		for ; from < to && g < len(b.mass) && b.bounds[g+1] <= to; g++ {
			before, after := 0.0, 0.0
			if b.total[g] > unlikely {
				before, after = s.predict(b, k, j, g)
			}
			e.passBefore[g+1] = e.passBefore[g] + before
			e.passAfter[g+1] = e.passAfter[g] + after
			e.noBefore[g+1], e.noAfter[g+1] = e.noBefore[g], e.noAfter[g]
			if total := b.total[g]; total > unlikely {
				e.noBefore[g+1] += total * entropy(before/total)
				e.noAfter[g+1] += total * entropy(after/total)
			}
		}
	}
	e.passNone = s.predictNone(b, k)
	if b.none > 0 {
		e.noNone = b.none * entropy(e.passNone/b.none)
	}
	return e
}

// predict is the predictive pass rate of a run before the change and of one
// after it, times the mass of segment g.
func (s *noisy) predict(b *belief, k *noisyCase, j, g int) (before, after float64) {
	m, r := &b.mass[g], &k.rates[j]
	for h := range s.hypers {
		if m[h] <= faint*b.total[g] {
			continue
		}
		y := &s.hypers[h]
		steady := k.same.pass[y.shape]
		broke := s.broke(b, k, j, g, h)
		b, a := r.sides(h, y)
		before += m[h] * (steady + broke*(b-steady))
		after += m[h] * (steady + broke*(a-steady))
	}
	return before + m[pooled]*b.pooledBefore[g], after + m[pooled]*b.pooledAfter[g]
}

// predictNone is the predictive pass rate where nothing broke, times the mass of
// that.
func (s *noisy) predictNone(b *belief, k *noisyCase) float64 {
	pass := b.byShape[sparedPooled] * b.pooledAll
	for a, mass := range b.byShape[:allShapes] {
		pass += mass * k.same.pass[a]
	}
	return pass
}

// at is the expected information, in bits, of a run at a version.
func (e *gains) at(version int) float64 {
	n := len(e.b.mass)
	g := 0 // the segment that the version cuts: what is up to it has broken there
	for g < n && e.b.bounds[g+1] <= version {
		g++
	}
	pass := e.passNone + e.passAfter[g]
	no := e.noNone + e.noAfter[g]
	if g < n {
		share := float64(version-e.b.bounds[g]) / float64(e.b.bounds[g+1]-e.b.bounds[g])
		pass += share*(e.passAfter[g+1]-e.passAfter[g]) + (1-share)*(e.passBefore[g+1]-e.passBefore[g])
		no += share*(e.noAfter[g+1]-e.noAfter[g]) + (1-share)*(e.noBefore[g+1]-e.noBefore[g])
		pass += e.passBefore[n] - e.passBefore[g+1]
		no += e.noBefore[n] - e.noBefore[g+1]
	}
	return entropy(pass) - no
}
