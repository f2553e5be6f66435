package stats

import "math/bits"

// Design says which combinations of k factors were measured. A combination is a
// mask: bit j is set where factor j is on.
type Design struct {
	Factors int
	Masks   []int
}

// Factorial has all combinations (k up to 4 is meant; 2^k of them). Beyond it
// OneAtATime has each factor alone, and all without each: 2k+2 combinations,
// which see no interaction.
func Factorial(k int) Design {
	d := Design{Factors: k}
	for mask := range 1 << k {
		d.Masks = append(d.Masks, mask)
	}
	return d
}

// OneAtATime is the design for many factors.
func OneAtATime(k int) Design {
	all := 1<<k - 1
	d := Design{Factors: k, Masks: []int{0}}
	for j := range k {
		d.Masks = append(d.Masks, 1<<j)
	}
	for j := range k {
		if rest := all &^ (1 << j); k > 2 {
			d.Masks = append(d.Masks, rest)
		}
	}
	if k > 1 {
		d.Masks = append(d.Masks, all)
	}
	return d
}

// Full says whether the design has all combinations.
func (d Design) Full() bool { return len(d.Masks) == 1<<d.Factors }

// Effect is what factor j does to one case, whose score under each mask is
// given: over every pair of combinations that differ in j alone, the mean of
// with minus without (statistics.md 4.4a; with all combinations this is the main
// effect of a 2^k design).
func (d Design) Effect(score map[int]float64, j int) float64 {
	sum, n := 0.0, 0
	for _, mask := range d.Masks {
		with, measured := score[mask|1<<j]
		if mask&(1<<j) == 0 && measured {
			sum += with - score[mask]
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// Interaction is how much more factor j does to a case where i is on than where
// it is off. Only a full design knows it.
func (d Design) Interaction(score map[int]float64, i, j int) float64 {
	on, off := 0.0, 0.0
	for _, mask := range d.Masks {
		if mask&(1<<j) != 0 {
			continue
		}
		gain := score[mask|1<<j] - score[mask]
		if mask&(1<<i) != 0 {
			on += gain
		} else {
			off += gain
		}
	}
	half := float64(int(1) << (d.Factors - 2))
	return (on - off) / half
}

// Shapley divides the difference between all factors and none among them: for
// each the mean of what it adds over every order in which they can be switched
// on (Shapley 1953; statistics.md 4.4c). Values are indexed by mask and complete.
func Shapley(values []float64, k int) []float64 {
	weight := make([]float64, k) // by the number of factors that are on before
	for size := range k {
		weight[size] = 1 / (float64(k) * binomial(k-1, size))
	}
	share := make([]float64, k)
	for mask := range values {
		for j := range k {
			if mask&(1<<j) == 0 {
				share[j] += weight[bits.OnesCount(uint(mask))] * (values[mask|1<<j] - values[mask]) //nolint:gosec // a mask is not negative
			}
		}
	}
	return share
}

func binomial(n, k int) float64 {
	b := 1.0
	for i := range k {
		b = b * float64(n-i) / float64(i+1)
	}
	return b
}
