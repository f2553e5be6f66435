package stats

import "math"

// level is the chance of a false alarm that a test may have.
const level = 0.05

// mostLooks is how often a design is looked at before all is measured.
const mostLooks = 3

// Look is how much is measured when a design is looked at: so many samples of each
// of the first cases, in every combination. What an earlier look had is part of it.
type Look struct{ Cases, Samples int }

// Looks plans when to look at a full design, of which there may be up to most
// samples of each case: first as soon as the test could speak, with the more cases
// where that costs one sample a combination at most, then at half, then at all of
// it. The level is shared among the looks in equal parts (Bonferroni), which holds
// however much one look tells of the next: see Effects.
func (d Design) Looks(cases, most int) []Look {
	fewest := math.MaxInt
	for n := 1; n <= cases; n++ {
		fewest = min(fewest, n*d.speaks(n))
	}
	var first Look
	for n := 1; n <= cases; n++ {
		if r := d.speaks(n); r <= most && n*r <= fewest+1 {
			first = Look{n, r}
		}
	}
	var looks []Look
	last := 0
	for _, l := range []Look{first, {cases, (most + 1) / 2}, {cases, most}} {
		if n := l.Cases * l.Samples; n > last && (d.canSpeak(l) || l.Samples == most) {
			looks, last = append(looks, l), n
		}
	}
	return looks
}

// speaks is the least number of samples of n cases with which the test can reach its
// share of the level.
func (d Design) speaks(n int) int {
	r := 1
	for !d.canSpeak(Look{n, r}) {
		r++
	}
	return r
}

// canSpeak says whether a factor that decides everything is seen at a look.
func (d Design) canSpeak(l Look) bool {
	strata := float64(l.Cases << (d.Factors - 1))
	deals := math.Pow(binomial(2*l.Samples, l.Samples), strata)
	return float64(d.Factors*mostLooks)*max(2/deals, 1.0/(permutations+1)) < level
}

// FactorEffect is what a factor of a full design does.
type FactorEffect struct {
	Stratified
	Corrected float64 // p, for the number of factors (Holm) and of looks (Bonferroni)
}

// Effects measures each factor of a full design by the samples of each case in each
// combination, at one of so many looks. Pairs with a side that has no sample are
// left out. The chance that any factor which does nothing is under the level, at any
// of the looks, is at most the level.
func (d Design) Effects(cells map[int][][]float64, looks int, seed uint64) []FactorEffect {
	list := make([]FactorEffect, d.Factors)
	p := make([]float64, d.Factors)
	for j := range list {
		var strata []Stratum
		for _, mask := range d.Masks {
			if mask&(1<<j) != 0 {
				continue
			}
			for c, without := range cells[mask] {
				if with := cells[mask|1<<j][c]; len(with) > 0 && len(without) > 0 {
					strata = append(strata, Stratum{With: with, Without: without})
				}
			}
		}
		list[j].Stratified = NewStratified(strata, looks, seed)
		p[j] = list[j].PValue
	}
	for j, corrected := range Holm(p) {
		list[j].Corrected = min(1, corrected*float64(looks))
	}
	return list
}
