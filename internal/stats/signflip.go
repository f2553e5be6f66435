package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

const (
	exactLimit = 20   // nonzero differences up to which every sign pattern is counted
	flips      = 9999 // random sign patterns beyond it
)

// SignFlip holds the p values of the paired permutation test.
type SignFlip struct {
	TwoSided float64
	OneSided float64 // against a regression: how likely a sum this low is
	Exact    bool    // every sign pattern was counted, none drawn
}

// NewSignFlip tests whether paired differences (new minus old) are centered on
// zero: were nothing changed, each could as well have the other sign. Up to 20
// nonzero differences give the exact p; more give (1+hits)/(1+9,999) over
// random flips, the same ones for the same seed.
func NewSignFlip(d []float64, seed uint64) SignFlip {
	moved := slices.DeleteFunc(slices.Clone(d), func(x float64) bool { return x == 0 })
	sum, size := 0.0, 0.0
	for i, x := range moved {
		sum += x
		size += math.Abs(x)
		moved[i] = math.Abs(x)
	}
	// Sums that are equal on paper must count as ties in spite of rounding.
	slack := 1e-9 * size
	if len(moved) <= exactLimit {
		high := atOrAbove(moved, math.Abs(sum)-slack)
		return SignFlip{
			TwoSided: min(1, 2*high), // the sums lie symmetrically about zero
			OneSided: atOrAbove(moved, -sum-slack),
			Exact:    true,
		}
	}
	rng := rand.New(rand.NewPCG(seed, uint64(len(moved)))) //nolint:gosec // a repeatable draw is wanted, not a secret one
	far, low, tables := 0, 0, byteSums(moved)
	for range flips {
		s := flipped(tables, rng)
		if math.Abs(s) >= math.Abs(sum)-slack {
			far++
		}
		if s <= sum+slack {
			low++
		}
	}
	return SignFlip{TwoSided: float64(1+far) / (1 + flips), OneSided: float64(1+low) / (1 + flips)}
}

// byteSums holds, for each eight sizes, their sum under every pattern of signs: a
// bit that is set takes the size off. A draw is then a look-up per byte.
func byteSums(sizes []float64) [][256]float64 {
	tables := make([][256]float64, 0, (len(sizes)+7)/8)
	for eight := range slices.Chunk(sizes, 8) {
		var table [256]float64
		for pattern := range table {
			for i, x := range eight {
				if pattern>>i&1 == 1 {
					x = -x
				}
				table[pattern] += x
			}
		}
		tables = append(tables, table)
	}
	return tables
}

func flipped(tables [][256]float64, rng *rand.Rand) float64 {
	sum, bits := 0.0, uint64(0)
	for i := range tables {
		if i%8 == 0 {
			bits = rng.Uint64()
		}
		sum += tables[i][bits&255]
		bits >>= 8
	}
	return sum
}

// atOrAbove is the share of the 2^n sign patterns whose sum reaches bound. It
// meets in the middle: the sums of one half are looked up for each of the
// other, which takes thousands of steps and not a million.
func atOrAbove(sizes []float64, bound float64) float64 {
	left, right := sums(sizes[:len(sizes)/2]), sums(sizes[len(sizes)/2:])
	slices.Sort(right)
	hits := 0
	for _, s := range left {
		i, _ := slices.BinarySearch(right, bound-s)
		hits += len(right) - i
	}
	return float64(hits) / float64(len(left)*len(right))
}

func sums(sizes []float64) []float64 {
	all := []float64{0}
	for _, x := range sizes {
		for i := range all {
			all = append(all, all[i]-x)
			all[i] += x
		}
	}
	return all
}
