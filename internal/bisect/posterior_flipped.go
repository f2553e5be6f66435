package bisect

import "math"

// flippedAt is the probability from which on a case counts as one that broke.
const flippedAt = .5

// flipped are the cases that are more likely than not to have broken, if the
// first bad version lies in (from, to]. The pooled hyper tells nothing of a
// single case and is left out, and a case of which nothing was read is none of them.
func (s *noisy) flipped(b *belief, from, to int) []int {
	var flipped []int
	for i := range s.cases {
		c := &s.cases[i]
		if len(c.runs) == 0 {
			continue
		}
		broke, sum := 0.0, 0.0
		j := 0
		for g := range b.mass {
			low, high := max(from, b.bounds[g]), min(to, b.bounds[g+1])
			if low >= high {
				continue
			}
			for j < len(c.runs) && c.runs[j].version <= b.bounds[g] {
				j++
			}
			share := float64(high-low) / float64(b.bounds[g+1]-b.bounds[g])
			for h := range s.hypers {
				mass := b.mass[g][h] * share
				sum += mass
				broke += mass * s.alone(b, i, j, g, h)
			}
		}
		if broke > flippedAt*sum {
			flipped = append(flipped, i)
		}
	}
	return flipped
}

// alone is the probability that a case broke, under a hyper. One under which all
// cases do tells nothing of a single one: its own readings decide, at even odds.
func (s *noisy) alone(b *belief, i, j, g, h int) float64 {
	c, y := &s.cases[i], &s.hypers[h]
	r := &c.rates[j]
	if y.share < 1 {
		return s.broke(b, c, j, g, h)
	}
	return 1 / (1 + math.Exp(c.same.log[y.shape]-r.log[h]))
}
