package cmd

import (
	"cmp"
	"context"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/page"
)

// The ways in which a case flips.
const (
	flipBroken = "broken"
	flipFixed  = "fixed"
)

// versus is one case in two records, nil where one does not have it.
type versus struct {
	a, b *eval.CaseRecord
	flip string
}

func (v *versus) newer() *eval.CaseRecord {
	if v.b != nil {
		return v.b
	}
	return v.a
}

// stays says that the same case ended so in both records.
func (v *versus) stays(outcome page.Outcome) bool {
	return v.a != nil && v.b != nil && v.a.Key == v.b.Key && outcomeOf(v.a) == outcome && outcomeOf(v.b) == outcome
}

// rank puts first what a person looks for.
func (v *versus) rank() int {
	switch {
	case v.flip == flipBroken:
		return 0
	case v.flip == flipFixed:
		return 1
	case v.b == nil:
		return 5
	case outcomeOf(v.b) == page.Failed:
		return 2
	case outcomeOf(v.b) == page.NotJudged:
		return 3
	}
	return 4
}

// versusOf joins the cases of two records by their keys; what stands under one id
// with another key was edited, and is told beside it though it is not compared.
func versusOf(ra, rb *eval.Record) []versus {
	var list []versus
	byKey, byID := map[string]*eval.CaseRecord{}, map[string]*eval.CaseRecord{}
	if ra != nil {
		for i := range ra.Cases {
			c := &ra.Cases[i]
			byKey[c.Key] = c
			if c.ID != "" {
				byID[c.ID] = c
			}
		}
	}
	taken := map[*eval.CaseRecord]bool{}
	if rb != nil {
		for i := range rb.Cases {
			v := versus{b: &rb.Cases[i]}
			if v.a = byKey[v.b.Key]; v.a == nil && v.b.ID != "" {
				v.a = byID[v.b.ID]
			}
			taken[v.a] = true
			if v.a != nil && v.a.Key == v.b.Key && v.a.Judged() && v.b.Judged() {
				switch {
				case v.a.Passed() && !v.b.Passed():
					v.flip = flipBroken
				case !v.a.Passed() && v.b.Passed():
					v.flip = flipFixed
				}
			}
			list = append(list, v)
		}
	}
	if ra != nil {
		for i := range ra.Cases {
			if c := &ra.Cases[i]; !taken[c] {
				list = append(list, versus{a: c})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b versus) int { return cmp.Compare(a.rank(), b.rank()) })
	return list
}

// addVersus adds the cases that the query asks for, side by side.
func (p *pages) addVersus(ctx context.Context, s *sight, out *page.Compare, ra, rb *eval.Record) error {
	all := versusOf(ra, rb)
	var list []versus
	for _, v := range all {
		keep, err := shown(out.Query.Show, outcomeOf(v.newer()), v.flip != "")
		if err != nil {
			return err
		}
		if keep && hasText(out.Query.Text, v.newer().Name()) {
			list = append(list, v)
		}
	}
	out.All, out.Found = len(all), len(list)
	rows, n := pageOf(p, list, &out.Query)
	out.Pages = n
	was, errA := p.sideAnswers(ctx, s, ra, rows, func(v *versus) *eval.CaseRecord { return v.a })
	is, errB := p.sideAnswers(ctx, s, rb, rows, func(v *versus) *eval.CaseRecord { return v.b })
	for _, err := range []error{errA, errB} {
		if err != nil {
			out.Frame.Notes = append(out.Frame.Notes, err.Error())
		}
	}
	words := newWordDiffer()
	for i := range rows {
		x := page.Versus{Name: rows[i].newer().Name(), Flip: rows[i].flip, A: was[i], B: is[i]}
		if x.A != nil && x.B != nil && len(x.A.Answers) > 0 && len(x.B.Answers) > 0 {
			x.Output = words.words(x.A.Answers[0].Output, x.B.Answers[0].Output)
		}
		out.Cases = append(out.Cases, x)
	}
	return nil
}

// sideAnswers gives the cases of one side with what was answered, nil where it does
// not have them.
func (p *pages) sideAnswers(ctx context.Context, s *sight, r *eval.Record, rows []versus, of func(*versus) *eval.CaseRecord) ([]*page.Case, error) {
	list := make([]*page.Case, len(rows))
	if r == nil {
		return list, nil
	}
	var cases []*eval.CaseRecord
	var at []int
	for i := range rows {
		if c := of(&rows[i]); c != nil {
			cases, at = append(cases, c), append(at, i)
		}
	}
	answers, _, err := p.answers(ctx, s, r.ID, cases)
	for i, c := range cases {
		x := pageCase(c)
		x.Answers, x.Description = answers[i].list, answers[i].description
		list[at[i]] = &x
	}
	return list, err
}
