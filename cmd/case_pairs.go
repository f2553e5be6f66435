package cmd

import (
	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// casePair is one case in two records with what was said.
type casePair struct {
	versus
	name, key     string
	before, after []resultJSON // by sample, none where this clone does not have them
}

// casePairs are the cases of both records, flips first and then what failed; base
// may be nil.
func casePairs(base, head *eval.Record, before, after []resultJSON) []casePair {
	old, now := byCase(before), byCase(after)
	var pairs []casePair
	for _, v := range versusOf(base, head) {
		p := casePair{versus: v, name: v.newer().Name(), key: v.newer().Key}
		if v.a != nil {
			p.before = old.of(v.a)
		}
		if v.b != nil {
			p.after = now.of(v.b)
		}
		pairs = append(pairs, p)
	}
	return pairs
}

// typed is what --case takes for the case: its name, or its key where the name holds
// what nobody types.
func (p casePair) typed() string {
	if ui.Line(p.name) != p.name {
		return p.key
	}
	return p.name
}

// edited says whether the case is not what it was, so that it is not compared.
func (p casePair) edited() bool { return p.a != nil && p.b != nil && p.a.Key != p.b.Key }

// resultsByCase finds the samples of a case: by its key, or by its row where they
// were kept before keys were.
type resultsByCase struct {
	key map[string][]resultJSON
	row map[int][]resultJSON
}

func byCase(results []resultJSON) resultsByCase {
	r := resultsByCase{map[string][]resultJSON{}, map[int][]resultJSON{}}
	for _, x := range results {
		if x.Case != "" {
			r.key[x.Case] = append(r.key[x.Case], x)
		} else {
			r.row[x.Index] = append(r.row[x.Index], x)
		}
	}
	return r
}

func (r resultsByCase) of(c *eval.CaseRecord) []resultJSON {
	if list := r.key[c.Key]; list != nil {
		return list
	}
	return r.row[c.Index]
}

// caseVerdict words how a case ended, nil for one that is not there.
func caseVerdict(c *eval.CaseRecord) ui.Cell {
	switch {
	case c == nil:
		return ui.Cell{Text: "not there", Style: ui.Dim}
	case c.NA:
		return ui.Cell{Text: "not applicable", Style: ui.Dim}
	case !c.Judged():
		return ui.Cell{Text: "not judged", Style: ui.Warn}
	case !c.Passed():
		return ui.Cell{Text: "FAIL", Style: ui.Bad}
	}
	return ui.Cell{Text: "pass", Style: ui.Good}
}
