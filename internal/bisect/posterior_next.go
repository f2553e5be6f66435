package bisect

import (
	"math"
	"math/rand/v2"
	"slices"
)

const (
	likely    = 10 // the cases that are the likeliest to have broken are weighed
	random    = 2  // and some of the others
	fewEnough = 14 // all are where there are no more
)

// negligible is the information of a run, in bits, below which it is not worth
// asking: nothing that can be judged tells the versions left apart. The more
// certain an answer has to be, the less is left to tell.
func (s *noisy) negligible() float64 { return max(1e-5*(1-s.confidence()), 1e-12) }

// quantiles of the changes are where versions are weighed.
var quantiles = [...]float64{.25, .4, .5, .6, .75}

func (s *noisy) next(n int) []Query {
	if s.problem.MaxRuns > 0 {
		n = min(n, s.problem.MaxRuns-s.runs)
	}
	if n <= 0 || s.last() < 1 || s.problem.Cases == 0 {
		return nil
	}
	b := s.now()
	var queries []Query
	switch s.verdict(b) {
	case NoRegression:
		return nil
	case Found:
		queries = s.after(b, n)
	default:
		if best, ok := s.best(b); ok {
			queries = s.batch(b, best.Query, n)
		}
	}
	for _, q := range queries {
		s.give(q)
	}
	return queries
}

// give counts a query that is given out.
func (s *noisy) give(q Query) {
	s.runs++
	if q.Version == 0 || q.Version == s.last() {
		if _, judged := s.cases[q.Case].runs.find(q.Version); !judged {
			s.ends++
		}
	}
}

// offer is a query and what it promises.
type offer struct {
	Query
	worth float64 // bits by cost
}

// best is the query that tells the most for its cost, false where nothing that
// can be judged tells anything.
func (s *noisy) best(b *belief) (offer, bool) {
	if b.best == nil {
		b.best = &offer{}
		for _, c := range s.candidates(b) {
			gain := s.gains(b, c)
			for _, v := range s.versions(b, c, quantiles[:]) {
				bits := gain.at(v)
				if worth := bits / s.costs[c]; bits > s.negligible() && worth > b.best.worth*(1+1e-9) {
					*b.best = offer{Query{v, c}, worth}
				}
			}
		}
	}
	return *b.best, b.best.worth > 0
}

// descending is the order of two figures, equal where they differ by rounding.
func descending(x, y float64) int {
	switch {
	case x > y*(1+1e-9):
		return -1
	case y > x*(1+1e-9):
		return 1
	}
	return 0
}

// candidates are the cases that are weighed: the likeliest to have broken and,
// lest one be overlooked, some others, drawn by the problem and the number of
// queries so far. So the same observations always give the same query.
func (s *noisy) candidates(b *belief) []int {
	all := make([]int, s.problem.Cases)
	for i := range all {
		all[i] = i
	}
	if len(all) <= fewEnough {
		return all
	}
	broke := s.brokeEach(b)
	slices.SortStableFunc(all, func(x, y int) int { return descending(broke[x], broke[y]) })
	r := rand.New(rand.NewPCG(uint64(s.problem.Versions)<<32|uint64(s.problem.Cases), uint64(s.problem.Spent+s.runs)))
	for i := range random {
		j := likely + i + r.IntN(len(all)-likely-i)
		all[likely+i], all[j] = all[j], all[likely+i]
	}
	return all[:likely+random]
}

// brokeEach is the probability of each case to be among those that broke, leaving
// out the pooled hyper, under which all are alike.
func (s *noisy) brokeEach(b *belief) []float64 {
	broke := make([]float64, len(s.cases))
	for i := range s.cases {
		c := &s.cases[i]
		g := 0
		for j := range c.rates {
			from, to := c.segment(j, s.last())
			for ; from < to && g < len(b.mass) && b.bounds[g+1] <= to; g++ {
				if b.total[g] <= unlikely {
					continue
				}
				for h := range s.hypers {
					if b.mass[g][h] <= faint*b.total[g] {
						continue
					}
					broke[i] += b.mass[g][h] * s.broke(b, c, j, g, h)
				}
			}
		}
	}
	return broke
}

// versions are where a case is weighed: at both ends and around quantiles of the
// changes; where it cannot be judged, at the nearest versions on both sides.
func (s *noisy) versions(b *belief, c int, quantiles []float64) []int {
	versions := make([]int, 0, 4*len(quantiles)+2)
	add := func(v int) {
		k := &s.cases[c]
		low, high := v, v
		for low >= 0 && !k.judgeable(low) {
			low--
		}
		for high <= s.last() && !k.judgeable(high) {
			high++
		}
		if low >= 0 {
			versions = append(versions, low)
		}
		if high <= s.last() && high != low {
			versions = append(versions, high)
		}
	}
	for _, q := range quantiles {
		t := b.quantile(q)
		add(t)
		add(t - 1)
	}
	add(0)
	add(s.last())
	return versions
}

// entropy of a coin in bits.
func entropy(p float64) float64 {
	if p <= 0 || p >= 1 {
		return 0
	}
	return -(p*math.Log(p) + (1-p)*math.Log1p(-p)) / math.Ln2
}
