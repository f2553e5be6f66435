package prompt

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// alike is the likeness from which a section under another heading is taken for
// the same one, reworded.
const alike = 0.5

// align says which component became which. The result does not depend on the
// direction of the comparison.
func align(olds, news []Variable) []pair {
	olds, news = evenModes(olds, news)
	if slices.CompareFunc(olds, news, compareText) > 0 {
		pairs := alignOrdered(news, olds)
		for i, p := range pairs {
			pairs[i] = pair{old: p.new, new: p.old}
		}
		return pairs
	}
	return alignOrdered(olds, news)
}

// mostPairs is how many pairs of components are compared word by word. Where a
// rewrite leaves more than that open, they are paired by name and place alone:
// nothing could be learned from it, and a commit must not wait for seconds.
const mostPairs = 100_000

func few(olds, news []*Variable) bool {
	return len(standing(olds))*len(standing(news)) <= mostPairs
}

// spelledAlike says whether two headings have the same letters and digits: "STEPS:"
// is "Steps".
func spelledAlike(a, b string) bool {
	a, b = strings.Map(alnumLower, a), strings.Map(alnumLower, b)
	return a != "" && a == b
}

func alnumLower(r rune) rune {
	if notAlnum(r) {
		return -1
	}
	return unicode.ToLower(r)
}

func compareText(a, b Variable) int {
	return cmp.Or(strings.Compare(a.Norm, b.Norm), strings.Compare(a.Name, b.Name), cmp.Compare(a.Level, b.Level), strings.Compare(a.Role, b.Role))
}

// aligner pairs off components; what it has paired is nil in its lists.
type aligner struct {
	olds, news []*Variable
	pairs      []pair
}

func alignOrdered(olds, news []Variable) []pair {
	a := &aligner{olds: pointers(olds), news: pointers(news)}
	a.blocks()
	a.sameName()
	a.match(func(x, y *Variable) float64 { return score(x.Norm == y.Norm && x.Norm != "" && x.Role == y.Role, 1) })
	a.match(func(x, y *Variable) float64 { return score(x.Norm == y.Norm && x.Norm != "", 1) })
	a.match(func(x, y *Variable) float64 {
		return score(x.Norm == "" && y.Norm == "" && x.Role == y.Role && x.Kind == y.Kind, 1)
	})
	a.match(func(x, y *Variable) float64 {
		return score(x.Kind == KindSection && y.Kind == KindSection && x.Role == y.Role && spelledAlike(x.Name, y.Name), 1)
	})
	closely := few(a.olds, a.news)
	a.match(func(x, y *Variable) float64 {
		if !closely || x.Role != y.Role || x.Kind != KindSection || y.Kind != KindSection || x.Norm == "" || y.Norm == "" {
			return 0
		}
		n := likeness(x.Norm, y.Norm)
		return score(n >= alike, n)
	})
	for _, v := range a.olds {
		if v != nil {
			a.pairs = append(a.pairs, pair{old: v})
		}
	}
	for _, v := range a.news {
		if v != nil {
			a.pairs = append(a.pairs, pair{new: v})
		}
	}
	return a.pairs
}

func pointers(list []Variable) []*Variable {
	out := make([]*Variable, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

func score(ok bool, n float64) float64 {
	if ok {
		return n
	}
	return 0
}

func (a *aligner) join(i, j int) {
	a.pairs = append(a.pairs, pair{old: a.olds[i], new: a.news[j]})
	a.olds[i], a.news[j] = nil, nil
}

// unpaired lists the places of what is not paired yet.
func unpaired(list []*Variable) []int {
	var at []int
	for i, v := range list {
		if v != nil {
			at = append(at, i)
		}
	}
	return at
}

// match joins what scores above zero, the best first, then the nearest.
func (a *aligner) match(rate func(x, y *Variable) float64) {
	type candidate struct {
		i, j int
		rate float64
	}
	var found []candidate
	news := unpaired(a.news)
	for _, i := range unpaired(a.olds) {
		for _, j := range news {
			if n := rate(a.olds[i], a.news[j]); n > 0 {
				found = append(found, candidate{i, j, n})
			}
		}
	}
	slices.SortStableFunc(found, func(x, y candidate) int { return cmp.Compare(y.rate, x.rate) })
	for _, f := range found {
		if a.olds[f.i] != nil && a.news[f.j] != nil {
			a.join(f.i, f.j)
		}
	}
}

// sameName joins sections of the same heading and role, and the examples. Of
// several with one name equal texts are joined first, then the others in order.
func (a *aligner) sameName() {
	type name struct {
		kind       Kind
		role, name string
	}
	of := func(v *Variable) name {
		if v.Kind == KindExample {
			return name{kind: v.Kind}
		}
		return name{v.Kind, v.Role, v.Name}
	}
	type named struct {
		name
		norm string
	}
	equal := map[named][]int{}
	for _, j := range unpaired(a.news) {
		key := named{of(a.news[j]), a.news[j].Norm}
		equal[key] = append(equal[key], j)
	}
	for _, i := range unpaired(a.olds) {
		key := named{of(a.olds[i]), a.olds[i].Norm}
		if at := equal[key]; len(at) > 0 {
			equal[key] = at[1:]
			a.join(i, at[0])
		}
	}
	counts := map[name]int{} // unpaired older less newer ones
	for _, v := range a.olds {
		if v != nil {
			counts[of(v)]++
		}
	}
	for _, v := range a.news {
		if v != nil {
			counts[of(v)]--
		}
	}
	closely := few(a.olds, a.news)
	a.match(func(x, y *Variable) float64 {
		if !closely || of(x) != of(y) || counts[of(x)] == 0 {
			return 0
		}
		return 1 + likeness(x.Norm, y.Norm)
	})
	a.match(func(x, y *Variable) float64 { return score(of(x) == of(y), 1) })
}
