package cmd

import (
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// standsOn is the record that is told of the version, the first of its suites; nil
// without one.
func (p *promotion) standsOn() *eval.Record {
	if len(p.records) == 0 {
		return nil
	}
	return p.records[0]
}

// name is the version with its score.
func (p *promotion) name() string {
	text := shortRev(string(p.it.commit.ID))
	if r := p.standsOn(); r != nil && r.Score != nil {
		text += fmt.Sprintf(" (%.2f%s)", *r.Score, star(r.Simulated))
	}
	return text
}

// star marks a simulated score.
func star(simulated bool) string {
	if simulated {
		return "*"
	}
	return ""
}

// notes are what is good to know of the move.
func (p *promotion) notes() []string {
	var notes []string
	if r := p.standsOn(); r != nil && r.Simulated {
		notes = append(notes, "* simulated: no model was called")
	}
	for _, c := range p.compared {
		if c.Delta != nil {
			notes = append(notes, fmt.Sprintf("%s: %s against what it had, %s, %s", ui.Line(c.suite), c.Verdict, differenceOf(*c.Comparison), overText(*c.Comparison)))
		}
	}
	if p.moved != nil && p.o.reason != "" {
		for _, one := range p.against {
			notes = append(notes, "in spite of this, for the reason given: "+ui.Line(one.text))
		}
	}
	for _, c := range p.withdrawn {
		notes = append(notes, fmt.Sprintf("the candidate %s (%d %%) is withdrawn", shortRev(string(c.commit)), c.weight))
	}
	return notes
}

// document is the promotion for programs.
func (p *promotion) document() promoteJSON {
	doc := promoteJSON{
		Schema: "promptgit.promote/v1", Done: p.moved != nil || p.unchanged(), Changed: p.moved != nil, Action: p.action,
		Prompt: p.state.prompt, Label: p.state.label, Rev: string(p.it.commit.ID), Blob: string(p.it.blob), PromptKey: p.it.key,
		Withdrawn: []shareJSON{}, Reason: p.o.reason, Protected: p.rule.protects(p.state.label), Compared: []promoteComparisonJSON{}, Reasons: []string{},
	}
	if p.state.commit != "" {
		doc.From = new(string(p.state.commit))
	}
	if p.o.weight < 100 {
		doc.Weight = &p.o.weight
	}
	for _, c := range p.withdrawn {
		doc.Withdrawn = append(doc.Withdrawn, shareJSON{string(c.commit), c.weight})
	}
	if p.moved != nil {
		doc.By, doc.Time = &p.moved.By, &p.moved.Time
	}
	if r := p.standsOn(); r != nil {
		doc.Score, doc.Record, doc.Simulated = r.Score, &r.ID, r.Simulated
	}
	for _, c := range p.compared {
		doc.Compared = append(doc.Compared, promoteComparisonJSON{c.suite, *newComparisonJSON(string(p.state.commit), *c.Comparison)})
	}
	for _, one := range append(append([]objection{}, p.forbidden...), p.against...) {
		doc.Reasons = append(doc.Reasons, one.text)
	}
	return doc
}
