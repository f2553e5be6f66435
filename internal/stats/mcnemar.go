package stats

import (
	"math/big"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/promptgit/promptgit/internal/memo"
)

// McNemar holds the p values of the exact test for paired pass/fail results.
type McNemar struct {
	TwoSided float64 // exact; what verdicts are based on
	OneSided float64 // exact, against a regression
	MidP     float64 // two-sided, less conservative (Fagerland, Lydersen, Laake 2013)
}

// NewMcNemar tests broken cases (pass before, fail now) against fixed ones.
// Cases that did not move carry no evidence.
func NewMcNemar(broken, fixed int) McNemar { return mcNemar([2]int{broken, fixed}) }

// mcNemar is kept: most comparisons of a history have few cases that moved.
var mcNemar = memo.Func(func(moved [2]int) McNemar {
	broken, fixed := moved[0], moved[1]
	n := broken + fixed
	if n == 0 {
		return McNemar{TwoSided: 1, OneSided: 1, MidP: 1}
	}
	most := max(broken, fixed)
	two := min(1, 2*tail(n, most))
	mid := two - point(n, most)
	if broken == fixed {
		mid = 1 - point(n, most)/2
	}
	return McNemar{TwoSided: two, OneSided: tail(n, broken), MidP: mid}
})

// tail is P(X >= k) for n fair coins.
func tail(n, k int) float64 { return coins(n, k, n) }

// point is P(X = k) for n fair coins.
func point(n, k int) float64 { return coins(n, k, k) }

// coins is P(low <= X <= high) for n fair coins, in whole numbers up to the
// last division: an exact test should not depend on how a beta function rounds.
func coins(n, low, high int) float64 {
	ways := new(big.Int).Binomial(int64(n), int64(low))
	sum := new(big.Int).Set(ways)
	for k := int64(low); k < int64(high); k++ {
		ways.Mul(ways, big.NewInt(int64(n)-k))
		ways.Quo(ways, big.NewInt(k+1))
		sum.Add(sum, ways)
	}
	all := new(big.Int).Lsh(big.NewInt(1), uint(n))
	p, _ := new(big.Rat).SetFrac(sum, all).Float64()
	return p
}

// atLeast is P(X >= k) for n coins that come up with probability p.
func atLeast(n, k int, p float64) float64 {
	switch {
	case k <= 0:
		return 1
	case k > n || p <= 0:
		return 0
	case p >= 1:
		return 1
	}
	return distuv.Binomial{N: float64(n), P: p}.Survival(float64(k - 1))
}
