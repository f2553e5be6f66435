package bisect_test

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
)

// kind says what happens at the culprit.
type kind string

const (
	drop15  kind = "drop15"  // 15 of 100 cases go from passing to failing: 2 of 10, 3 of 20
	flip    kind = "flip"    // one case goes from passing to failing
	none    kind = "none"    // nothing
	flaky   kind = "flaky"   // drop15, and what fails in the others passes half of the time instead
	diffuse kind = "diffuse" // every case passes at 0.9 before and at 0.75 after
	spread  kind = "spread"  // cases pass at 0.6 to 1 before, and 15 points less after
	clean   kind = "clean"   // drop15, and all others pass but for noise
	uneven  kind = "uneven"  // drop15, each case with a noise of its own, uniform up to 2·eps
	calm    kind = "calm"    // uneven, and nothing breaks
	named   kind = "named"   // flip, and which case it was is known: a suite of one
)

// scenario is a cell of the simulations: m versions after the good one, n cases.
// In drop15, flip, none and flaky four of five cases pass but for noise, with
// rate 1-eps, and the fifth fails but for noise, with rate eps.
type scenario struct {
	kind   kind
	m, n   int
	eps    float64
	assume bool // somebody vouches that there is a regression
}

func (sc scenario) String() string {
	mode := ""
	if sc.assume {
		mode = "/assume"
	}
	return fmt.Sprintf("%s%s/m=%d/N=%d/eps=%v", sc.kind, mode, sc.m, sc.n, sc.eps)
}

// history draws the trial-th history of a scenario: the culprit uniform over
// 1..m, the cases in any order. The same scenario and trial give the same
// history, whatever else ran before.
func (sc scenario) history(trial int) *past {
	h := fnv.New64a()
	fmt.Fprint(h, sc.kind, sc.m, sc.n, sc.eps)
	seed := mix(h.Sum64() + uint64(trial))
	rng := rand.New(rand.NewPCG(seed, 1))
	p := &past{seed: seed, culprit: 1 + rng.IntN(sc.m), before: make([]float64, sc.n), after: make([]float64, sc.n)}
	for i, c := range rng.Perm(sc.n) {
		p.before[c], p.after[c] = sc.rates(i, rng)
	}
	if sc.kind == none || sc.kind == calm {
		p.culprit = 0
	}
	return p
}

// rates are those of the i-th case before and after the culprit.
func (sc scenario) rates(i int, rng *rand.Rand) (before, after float64) {
	good, bad := 1-sc.eps, sc.eps
	if sc.kind == uneven || sc.kind == calm {
		bad = 2 * sc.eps * rng.Float64()
		good = 1 - bad
	}
	switch sc.kind {
	case diffuse:
		return 0.9, 0.75
	case spread:
		p := 0.6 + 0.4*rng.Float64()
		return p, p - 0.15
	case named:
		return good, bad
	default:
	}
	switch {
	case i < sc.dropping():
		return good, bad
	case i < sc.n*4/5 || sc.kind == clean:
		return good, good
	case sc.kind == flaky:
		return 0.5, 0.5
	}
	return bad, bad
}

// dropping is the number of cases that go from passing to failing.
func (sc scenario) dropping() int {
	switch sc.kind {
	case drop15, flaky, clean, uneven:
		return (sc.n*15 + 50) / 100
	case flip, named:
		return 1
	default:
		return 0
	}
}

// past is a drawn history. Case c passes with rate before[c] at the versions
// below the culprit, and with after[c] from there on; culprit 0 is none.
type past struct {
	seed          uint64
	culprit       int
	before, after []float64
}

func (p *past) rate(version, c int) float64 {
	if p.culprit == 0 || version < p.culprit {
		return p.before[c]
	}
	return p.after[c]
}

// passes is the r-th sample of a case at a version, the same whoever asks for it.
func (p *past) passes(version, c, r int) bool {
	u := mix(p.seed ^ mix(uint64(version)<<40|uint64(c)<<20|uint64(r)))
	return float64(u>>11)/(1<<53) < p.rate(version, c)
}

// mix spreads the bits of x over all 64 (Vigna's SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
