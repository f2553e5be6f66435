package cmd

import (
	"context"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// question is how one version is asked: as it stands, or as one variant of a
// matrix.
type question struct {
	prompt  *prompt.Prompt
	target  eval.Target
	overlay *value.Object // what the matrix sets, nil without one
	variant *value.Object // what of it differs from the prompt itself, nil where nothing does
}

// questions are the ways in which a version is asked, one without a matrix. Where
// the matrix names the models, the prompt's own need not be one that can be asked.
func (b *evalBatch) questions(ctx context.Context, p *prompt.Prompt) ([]question, error) {
	own, err := b.w.target(ctx, p, b.o.provider, b.o.model)
	if err != nil && !b.o.matrix.sets(modelAxis) {
		return nil, err
	}
	known := err == nil
	var list []question
	asked := map[string]string{}
	for _, overlay := range b.o.matrix.variants() {
		q := question{prompt: p, target: own, overlay: overlay}
		params, variant := &value.Object{}, &value.Object{}
		for name, v := range overlay.All() {
			if name == modelAxis {
				if q.target, err = b.w.target(ctx, p, b.o.provider, v.(string)); err != nil {
					return nil, err
				}
				if !known || !sameTarget(own, q.target) {
					variant.Set(modelAxis, targetName(q.target))
				}
				continue
			}
			params.Set(name, v)
			if was, set := p.Param(name); !set || string(value.Canonical(was)) != string(value.Canonical(v)) {
				variant.Set(name, v)
			}
		}
		if variant.Len() > 0 {
			q.variant, q.prompt = variant, p.Overlay(params)
		}
		key := targetName(q.target) + "\x00" + q.target.Endpoint + "\x00" + eval.VariantKey(q.variant)
		if same, twice := asked[key]; twice {
			return nil, usagef("--matrix: %s and %s ask %s for the same", same, variantText(overlay), p.Path)
		}
		asked[key] = variantText(overlay)
		list = append(list, q)
	}
	return list, nil
}

func sameTarget(a, b eval.Target) bool {
	return a.Provider == b.Provider && a.Model == b.Model && a.Endpoint == b.Endpoint
}

// targetName is provider:model, or the provider alone where it has no models.
func targetName(t eval.Target) string {
	if t.Model == "" {
		return t.Provider
	}
	return t.Provider + ":" + t.Model
}

// room counts n more columns, and says whether one run takes so many; see tooManyColumns.
func (b *evalBatch) room(n int) bool {
	b.columns += n
	return len(b.o.matrix.axes) == 0 || b.columns <= mostColumns
}

// bounded refuses more columns than one run takes.
func (b *evalBatch) bounded() error {
	if len(b.o.matrix.axes) > 0 && b.columns > mostColumns {
		return tooManyColumns(float64(b.columns))
	}
	return nil
}

// variantText is a variant for people: model=a temperature=0.2.
func variantText(variant *value.Object) string {
	text := ""
	for name, v := range variant.All() {
		shown, is := v.(string)
		if !is {
			shown = string(value.Canonical(v))
		}
		if text != "" {
			text += " "
		}
		text += name + "=" + ui.Line(shown)
	}
	return text
}

// shares are the items that ask one version under one suite, in the order of the
// variants: without a matrix each is alone.
func (b *evalBatch) shares() [][]*evalItem {
	type place struct {
		it    *iteration
		suite string
	}
	at := map[place]int{}
	var groups [][]*evalItem
	for _, x := range b.items {
		if x.overlay == nil {
			groups = append(groups, []*evalItem{x})
			continue
		}
		here := place{x.it, x.suite.Path}
		i, known := at[here]
		if !known {
			i = len(groups)
			at[here], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], x)
	}
	return groups
}

// markBest notes the variants that are better than all others of their version.
func (b *evalBatch) markBest() {
	for _, group := range b.shares() {
		records := make([]*eval.Record, len(group))
		for i, x := range group {
			records[i] = x.record
		}
		if i := eval.Best(records); i >= 0 {
			group[i].best = true
		}
	}
}
