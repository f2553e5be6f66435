package bisect

import (
	"math"
	"slices"
)

// belief is the posterior, by segments of first bad versions between two judged
// versions: no reading tells the versions of one segment apart.
type belief struct {
	bounds  []int              // segment i is bounds[i] < B <= bounds[i+1]
	mass    [][hypers]float64  // by segment and hyper, of the whole segment
	total   []float64          // by segment
	some    [][perCase]float64 // by segment: one by the probability that some case broke at all
	none    float64
	byShape [spared]float64 // parts of none
	change  float64         // 1 - none, exactly where that is little

	pooledBefore, pooledAfter []float64 // predictive rates by segment of the pooled hyper
	pooledAll                 float64

	best *offer // the next query, once it is known
}

// now is the posterior for all that was observed.
func (s *noisy) now() *belief {
	if s.belief != nil {
		return s.belief
	}
	for i := range s.cases {
		if c := &s.cases[i]; c.stale {
			s.update(c)
			s.blocks[i/blockCases] = nil
		}
	}
	b := &belief{bounds: s.bounds()}
	b.mass = make([][hypers]float64, len(b.bounds)-1)
	b.total = make([]float64, len(b.mass))
	s.sumCases(b)
	s.sumPooled(b)
	s.normalize(b)
	s.belief = b
	return b
}

// bounds are the ends and all versions that were judged.
func (s *noisy) bounds() []int {
	bounds := []int{0}
	for _, t := range s.seen {
		if 0 < t.version && t.version < s.last() {
			bounds = append(bounds, t.version)
		}
	}
	return append(bounds, s.last())
}

// sumCases fills in the log likelihoods of the hypers under which each case has
// rates of its own.
func (s *noisy) sumCases(b *belief) {
	if !slices.Equal(s.blockBounds, b.bounds) {
		clear(s.blocks)
		s.blockBounds = b.bounds
	}
	for k := range s.blocks {
		if s.blocks[k] == nil {
			s.blocks[k] = s.sumBlock(b, s.cases[k*blockCases:min((k+1)*blockCases, len(s.cases))])
		}
		for g := range b.mass {
			m := &b.mass[g]
			for h, x := range &s.blocks[k][g] {
				m[h] += x
			}
		}
	}
	for i := range s.cases {
		for a, x := range s.cases[i].same.log {
			b.byShape[a] += x
		}
	}
	s.requireOne(b)
}

// blockCases is the number of cases whose sum is kept as long as nothing more is
// read of them and no other version was judged.
const blockCases = 10

func (s *noisy) sumBlock(b *belief, cases []noisyCase) [][perCase]float64 {
	sums := make([][perCase]float64, len(b.mass))
	for i := range cases {
		c := &cases[i]
		g := 0
		for j := range c.rates {
			from, to := c.segment(j, s.last())
			for ; from < to && g < len(sums) && b.bounds[g+1] <= to; g++ {
				m := &sums[g]
				for h, x := range &c.rates[j].log {
					m[h] += x
				}
			}
		}
	}
	return sums
}

// requireOne leaves out of each hyper that no case broke: a change that broke
// nothing is none, under another name.
func (s *noisy) requireOne(b *belief) {
	b.some = make([][perCase]float64, len(b.mass))
	n := float64(len(s.cases))
	for h := range s.hypers {
		y := &s.hypers[h]
		before := math.Log(-math.Expm1(n * y.logSpared)) // that some case breaks, before any reading
		spared := b.byShape[y.shape] + n*y.logSpared
		for g := range b.mass {
			b.some[g][h] = 1
			if y.share == 1 {
				continue
			}
			none := min(spared-b.mass[g][h], -1e-12) // log probability that none broke after all
			after := -math.Expm1(none)
			b.mass[g][h] += math.Log(after) - before
			b.some[g][h] = 1 / after
		}
	}
}

// broke is the probability that a case broke, for segment g and the one of its
// own that it lies in.
func (s *noisy) broke(b *belief, c *noisyCase, j, g, h int) float64 {
	return min(1, c.rates[j].broke(&s.hypers[h])*b.some[g][h])
}

func (s *noisy) sumPooled(b *belief) {
	before, after := s.seen.sides()
	b.pooledBefore, b.pooledAfter = make([]float64, len(b.mass)), make([]float64, len(b.mass))
	first := 0 // readings at the good end are before every change
	if len(s.seen) > 0 && s.seen[0].version == 0 {
		first = 1
	}
	for g := range b.mass {
		x, y := before[g+first], after[g+first]
		b.mass[g][pooled] = logBetaBinomial(x) + logBetaBinomial(y)
		b.pooledBefore[g], b.pooledAfter[g] = x.mean(), y.mean()
	}
	b.byShape[sparedPooled] = logBetaBinomial(after[0])
	b.pooledAll = after[0].mean()
}

// normalize turns log likelihoods into probabilities.
func (s *noisy) normalize(b *belief) {
	top := math.Inf(-1)
	var priors [hypers]float64
	for h := range priors {
		priors[h] = s.prior.change(h, s.last())
	}
	for g := range b.mass {
		length := math.Log(float64(b.bounds[g+1] - b.bounds[g]))
		for h := range priors {
			b.mass[g][h] += priors[h] + length
			top = max(top, b.mass[g][h])
		}
	}
	for a := range b.byShape {
		b.byShape[a] += s.prior.spared(a)
		top = max(top, b.byShape[a])
	}
	for g := range b.mass {
		for h := range priors {
			b.mass[g][h] = math.Exp(b.mass[g][h] - top)
			b.total[g] += b.mass[g][h]
		}
		b.change += b.total[g]
	}
	for a := range b.byShape {
		b.byShape[a] = math.Exp(b.byShape[a] - top)
		b.none += b.byShape[a]
	}
	sum := b.change + b.none
	for g := range b.mass {
		for h := range priors {
			b.mass[g][h] /= sum
		}
		b.total[g] /= sum
	}
	for a := range b.byShape {
		b.byShape[a] /= sum
	}
	b.none /= sum
	b.change /= sum
}

// quantile is the smallest first bad version below or at which the share q of
// the mass of all changes lies.
func (b *belief) quantile(q float64) int {
	left := q * b.change
	for g, total := range b.total {
		if total > 0 && left <= total {
			length := b.bounds[g+1] - b.bounds[g]
			return b.bounds[g] + min(max(int(math.Ceil(left/total*float64(length))), 1), length)
		}
		left -= total
	}
	return b.bounds[len(b.bounds)-1]
}

// each is the probability of every single version of a segment.
func (b *belief) each(g int) float64 {
	return b.total[g] / float64(b.bounds[g+1]-b.bounds[g])
}

// top is the likeliest version, the earliest of several.
func (b *belief) top() (version int, p float64) {
	for g := range b.total {
		if x := b.each(g); x > p*(1+1e-9) {
			version, p = b.bounds[g]+1, x
		}
	}
	return version, p
}
