package cmd

import (
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/coverage"
	"github.com/promptgit/promptgit/internal/trace"
	"github.com/promptgit/promptgit/internal/value"
)

// nearlyEqual is the similarity from which two cases test the same thing twice:
// they differ in a word or in digits. Different wordings of a request lie below
// 0.5 nearly always (see coverage.DefaultThreshold).
const nearlyEqual = 0.8

// duplicates are groups of cases with equal inputs and assertions.
func duplicates(s *eval.Suite) [][]string {
	var order []string
	groups := map[string][]string{}
	for i := range s.Cases {
		key := sameness(&s.Cases[i])
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], s.Cases[i].Name())
	}
	found := [][]string{}
	for _, key := range order {
		if len(groups[key]) > 1 {
			found = append(found, groups[key])
		}
	}
	return found
}

// nearDuplicates are cases of which each input is nearly that of the earlier
// case that resembles it most, and which are not equal.
func nearDuplicates(s *eval.Suite, inputs []string) []nearJSON {
	const most = 5000 // cases that are looked at
	found := []nearJSON{}
	cases := s.Cases[:min(len(s.Cases), most)]
	model, index := coverage.NewModel(), coverage.NewIndex()
	for i := range cases {
		model.Learn(caseText(cases[i].Vars, inputs))
	}
	for i := range cases {
		v := model.Vector(caseText(cases[i].Vars, inputs))
		n, _ := index.Nearest(v)
		index.Add(v)
		if n < 0 || sameness(&cases[n]) == sameness(&cases[i]) {
			continue
		}
		if similarity := leastSimilar(model, &cases[n], &cases[i], inputs); similarity >= nearlyEqual {
			found = append(found, nearJSON{cases[n].Name(), cases[i].Name(), similarity})
		}
	}
	return found
}

// leastSimilar is the similarity of the inputs of two cases that resemble each
// other least. Texts without letters resemble only their like.
func leastSimilar(model *coverage.Model, a, b *eval.Case, inputs []string) float64 {
	if len(inputs) == 0 {
		inputs = unique(append(a.Vars.Keys(), b.Vars.Keys()...))
	}
	least := 1.0
	for _, name := range inputs {
		was, now := caseText(a.Vars, []string{name}), caseText(b.Vars, []string{name})
		v, w := model.Vector(was), model.Vector(now)
		switch {
		case was == now:
		case len(v) == 0 || len(w) == 0:
			return 0
		default:
			least = min(least, coverage.Similarity(v, w))
		}
	}
	return least
}

// caseText is what of some vars is compared: those of the names, or all where
// there are none.
func caseText(vars *value.Object, names []string) string {
	if len(names) == 0 {
		names = slices.Sorted(slices.Values(vars.Keys()))
	}
	var texts []string
	for _, name := range names {
		if v, ok := vars.Get(name); ok {
			texts = append(texts, trace.Text(v))
		}
	}
	return strings.Join(texts, "\n")
}
