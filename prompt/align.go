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

func compareText(a, b Variable) int {
	return cmp.Or(strings.Compare(a.Norm, b.Norm), strings.Compare(a.Name, b.Name), cmp.Compare(a.Level, b.Level), strings.Compare(a.Role, b.Role))
}

// aligner pairs off components; what it has paired is nil in its lists.
type aligner struct {
	olds, news []*Variable
	pairs      []pair
}

// trait is what two components must have in common to be joined; what does not
// matter is "".
type trait struct {
	kind             Kind
	role, name, norm string
}

// nameOf is the heading and role of a section, and the one name of all examples.
func nameOf(v *Variable) trait {
	if v.Kind == KindExample {
		return trait{kind: v.Kind}
	}
	return trait{kind: v.Kind, role: v.Role, name: v.Name}
}

func alignOrdered(olds, news []Variable) []pair {
	a := &aligner{olds: pointers(olds), news: pointers(news)}
	a.blocks()
	a.sameName()
	a.joinBy(func(v *Variable) (trait, bool) { return trait{role: v.Role, norm: v.Norm}, v.Norm != "" })
	a.joinBy(func(v *Variable) (trait, bool) { return trait{norm: v.Norm}, v.Norm != "" })
	a.joinBy(func(v *Variable) (trait, bool) { return trait{kind: v.Kind, role: v.Role}, v.Norm == "" })
	for _, heading := range []func(string) string{func(name string) string { return name }, unnumbered} {
		a.joinBy(func(v *Variable) (trait, bool) {
			letters := strings.Map(lowerAlnum, heading(v.Name))
			return trait{role: v.Role, name: letters}, v.Kind == KindSection && letters != ""
		})
	}
	if few(a.olds, a.news) {
		a.match(func(x, y *Variable) float64 {
			if x.Role != y.Role || x.Kind != KindSection || y.Kind != KindSection || x.Norm == "" || y.Norm == "" {
				return 0
			}
			if n := likeness(x.Norm, y.Norm); n >= alike {
				return n
			}
			return 0
		})
	}
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

// lowerAlnum keeps letters and digits: the heading "STEPS:" is "Steps", only
// spelled otherwise.
func lowerAlnum(r rune) rune {
	if notAlnum(r) {
		return -1
	}
	return unicode.ToLower(r)
}

func pointers(list []Variable) []*Variable {
	out := make([]*Variable, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

func (a *aligner) join(i, j int) {
	a.pairs = append(a.pairs, pair{old: a.olds[i], new: a.news[j]})
	a.olds[i], a.news[j] = nil, nil
}

// joinBy joins components of the same trait, those of one trait in order. It
// passes over those of which the trait does not hold.
func (a *aligner) joinBy(of func(v *Variable) (trait, bool)) {
	with := map[trait][]int{}
	for j, v := range a.news {
		if v != nil {
			if t, ok := of(v); ok {
				with[t] = append(with[t], j)
			}
		}
	}
	for i, v := range a.olds {
		if v == nil {
			continue
		}
		if t, ok := of(v); ok && len(with[t]) > 0 {
			j := with[t][0]
			with[t] = with[t][1:]
			a.join(i, j)
		}
	}
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

// match joins what scores above zero, the best first, then the first.
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
// several with one name equal texts are joined first, then, where one came or
// went, the likest, then the others in order.
func (a *aligner) sameName() {
	a.joinBy(func(v *Variable) (trait, bool) {
		t := nameOf(v)
		t.norm = v.Norm
		return t, true
	})
	counts := map[trait]int{} // unpaired older less newer ones
	for _, v := range a.olds {
		if v != nil {
			counts[nameOf(v)]++
		}
	}
	for _, v := range a.news {
		if v != nil {
			counts[nameOf(v)]--
		}
	}
	if few(a.olds, a.news) {
		a.match(func(x, y *Variable) float64 {
			if nameOf(x) != nameOf(y) || counts[nameOf(x)] == 0 {
				return 0
			}
			return 1 + likeness(x.Norm, y.Norm)
		})
	}
	a.joinBy(func(v *Variable) (trait, bool) { return nameOf(v), true })
}
