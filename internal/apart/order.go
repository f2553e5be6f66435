package apart

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/prompt"
)

// maxSteps bounds the steps that are looked at in search of an order.
const maxSteps = 2000

// order puts the parts into an order in which every step is one variable, the
// given one where it fits.
func (p *Plan) order() error {
	found, ok := p.sequence()
	if !ok {
		var ids []string
		for _, part := range p.Parts {
			ids = append(ids, part.Changes[0].ID)
		}
		return &InseparableError{Path: p.Parts[0].Paths[0], IDs: ids}
	}
	p.Reorder(found)
	return nil
}

// sequence looks for such an order.
func (p *Plan) sequence() ([]int, bool) {
	if len(p.Parts) < 2 {
		return make([]int, len(p.Parts)), true
	}
	on := make([]bool, len(p.Parts))
	o := ordering{plan: p, dead: map[string]bool{}}
	return o.from(on, p.With(on), nil)
}

// ordering is the search for an order.
type ordering struct {
	plan  *Plan
	steps int
	dead  map[string]bool // sets of parts from which no order leads on
}

// from looks for an order of the parts that are not on yet.
func (o *ordering) from(on []bool, state map[string][]byte, so []int) ([]int, bool) {
	if len(so) == len(on) {
		return so, true
	}
	key := fmt.Sprint(on)
	for i := range on {
		if on[i] || o.dead[key] || o.steps >= maxSteps || *o.plan.unread <= 0 {
			continue
		}
		o.steps++
		on[i] = true
		next := o.plan.With(on)
		if o.plan.isOne(state, next) {
			if found, ok := o.from(on, next, append(slices.Clone(so), i)); ok {
				return found, true
			}
		}
		on[i] = false
	}
	o.dead[key] = true
	return nil, false
}

// Reorder puts the parts into another order, given by their present numbers.
func (p *Plan) Reorder(numbers []int) {
	parts := make([]Part, len(p.Parts))
	place := make([]int, len(p.Parts))
	for at, n := range numbers {
		parts[at], place[n] = p.Parts[n], at
	}
	p.Parts = parts
	for _, f := range p.files {
		for i, n := range f.parts {
			f.parts[i] = place[n]
		}
		if f.whole >= 0 {
			f.whole = place[f.whole]
		}
		if f.order != nil {
			f.place = place[f.place]
		}
	}
}

// Fits says whether every step of the plan, in its present order, changes exactly
// one variable.
func (p *Plan) Fits() bool {
	on := make([]bool, len(p.Parts))
	state := p.With(on)
	for i := range p.Parts {
		on[i] = true
		next := p.With(on)
		if !p.isOne(state, next) {
			return false
		}
		state = next
	}
	return true
}

// isOne says whether two states differ in exactly one variable, by the rule of
// the hook, and whether every prompt of the second that differs can be read.
func (p *Plan) isOne(was, now map[string][]byte) bool {
	var list []hooks.Prompt
	partials := slices.ContainsFunc(p.files, func(f *file) bool { return f.whole >= 0 && !bytes.Equal(was[f.Path], now[f.Path]) })
	for _, f := range p.files {
		if !p.opts.IsPrompt(f.Path) || !partials && bytes.Equal(was[f.Path], now[f.Path]) {
			continue
		}
		before, err := p.in(was, f.Path)
		if err != nil {
			return false
		}
		after, err := p.in(now, f.Path)
		*p.unread -= len(now[f.Path])
		if err != nil || prompt.Blank(after) {
			return false
		}
		list = append(list, hooks.Prompt{Path: f.Path, Status: hooks.Modified, Changes: prompt.Compare(before, after)})
	}
	return hooks.Count(list) == 1
}

// in parses a prompt of a state, with its partials in that state.
func (p *Plan) in(state map[string][]byte, path string) (*prompt.Prompt, error) {
	opts := p.options(path)
	fallback := opts.Read
	opts.Read = func(name string) ([]byte, error) {
		if src, ok := state[name]; ok {
			return src, nil
		}
		return fallback(name)
	}
	q, err := prompt.Parse(path, state[path], opts)
	if err != nil && p.unreadable(path) {
		return prompt.ParseText(path, state[path], opts), nil
	}
	return q, err
}

// unreadable says whether neither version of a prompt can be parsed, so that it
// is text all the way.
func (p *Plan) unreadable(path string) bool {
	for _, f := range p.files {
		if f.Path == path {
			_, was := p.strict(path, f.Before)
			_, now := p.strict(path, f.After)
			return was != nil && now != nil
		}
	}
	return false
}
