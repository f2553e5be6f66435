package prompt

import (
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// compareFront counts the changes of front matter by value. It comes last,
// since an input counts with the text that alone uses it.
func (c *comparison) compareFront() {
	for i := range c.before.Variables {
		was := &c.before.Variables[i]
		if was.isFront() {
			if now := findSame(c.after.Variables, was); now == nil || now.Norm != was.Norm {
				c.countFront(pair{old: was, new: now})
			}
		}
	}
	for i := range c.after.Variables {
		if now := &c.after.Variables[i]; now.isFront() && findSame(c.before.Variables, now) == nil {
			c.countFront(pair{new: now})
		}
	}
}

func (v *Variable) isFront() bool { return !v.isText() && v.Kind != KindPartial }

func (c *comparison) countFront(p pair) {
	if p.at().Kind == KindParam && (p.old == nil && c.before.notes[p.new.Name] == p.new.Norm || p.new == nil && c.after.notes[p.old.Name] == p.old.Norm) {
		return // it stands in both, as a note where nothing is set for a model
	}
	switch p.at().ID {
	case "param:template":
		if c.before.Engine == c.after.Engine { // one version names what the other has anyway
			return
		}
	case "inputs":
		if c.inputsFollowText() {
			return
		}
	case "schema:input":
		if !c.schemaInputDiffers() {
			return
		}
	case "tools", "schema:output":
		if c.wording != nil && p.old != nil && p.new != nil && c.wording(p.old.Norm) == p.new.Norm {
			return
		}
	}
	p.edit = listEdit(p)
	c.countPlain(p)
}

// listEdit says which entries a list lost and gained, "" where a value is no list
// or where only their order differs.
func listEdit(p pair) string {
	if p.old == nil || p.new == nil {
		return ""
	}
	was, isList := entries(p.old.Norm)
	now, isListNow := entries(p.new.Norm)
	if !isList || !isListNow {
		return ""
	}
	var b strings.Builder
	for _, side := range []struct {
		mark           string
		entries, other []string
	}{{"-", was, now}, {"+", now, was}} {
		for _, x := range side.entries {
			if !slices.Contains(side.other, x) {
				b.WriteString(side.mark + x + "\n")
			}
		}
	}
	return b.String()
}

// entries cuts a list in canonical JSON.
func entries(norm string) (list []string, ok bool) {
	if !strings.HasPrefix(norm, "[") {
		return nil, false
	}
	v, err := value.DecodeJSON([]byte(norm))
	items, ok := v.([]any)
	if err != nil || !ok {
		return nil, false
	}
	for _, x := range items {
		list = append(list, string(value.Canonical(x)))
	}
	return list, true
}

// schemaInputDiffers compares only what both versions declare: an input that
// is added or dropped counts as inputs.
func (c *comparison) schemaInputDiffers() bool {
	standing := map[string]bool{}
	for _, in := range c.before.Inputs {
		if slices.ContainsFunc(c.after.Inputs, func(x Input) bool { return x.Name == in.Name }) {
			standing[in.Name] = true
		}
	}
	was := value.Canonical(inputSchema(c.before, standing))
	now := value.Canonical(inputSchema(c.after, standing))
	return string(was) != string(now)
}

// inputsFollowText says whether every input that came or went is used by one
// component only, and that one is counted already, or explained by the uniform
// substitution that renames the input.
func (c *comparison) inputsFollowText() bool {
	was, now := inputNames(c.before.Inputs), inputNames(c.after.Inputs)
	for name, v := range was.All() {
		x, stands := now.Get(name)
		if stands && string(value.Canonical(v)) != string(value.Canonical(x)) {
			return false
		}
		if !stands && !c.renamed(name, now) && !c.usedByOneChanged(name, c.before, func(p pair) *Variable { return p.old }) {
			return false
		}
	}
	for name := range now.All() {
		if _, stood := was.Get(name); stood {
			continue
		}
		if !c.renamedFrom(name, was) && !c.usedByOneChanged(name, c.after, func(p pair) *Variable { return p.new }) {
			return false
		}
	}
	return true
}

func (c *comparison) renamed(old string, now *value.Object) bool {
	if c.wording == nil {
		return false
	}
	name := c.wording(old)
	_, ok := now.Get(name)
	return ok && name != old
}

func (c *comparison) renamedFrom(name string, was *value.Object) bool {
	return slices.ContainsFunc(was.Keys(), func(old string) bool { return c.wording != nil && old != name && c.wording(old) == name })
}

// usedByOneChanged says whether exactly one component of version p uses an
// input, and that this component differs from the other version.
func (c *comparison) usedByOneChanged(name string, p *Prompt, side func(pair) *Variable) bool {
	var user string
	e, _ := engineOf(p.Engine)
	for i := range p.Variables {
		v := &p.Variables[i]
		if !v.isText() && v.Kind != KindPartial {
			continue
		}
		free := map[string]bool{}
		e.free(v.Text, free)
		if !free[name] {
			continue
		}
		if user != "" {
			return false
		}
		user = v.ID
	}
	return slices.ContainsFunc(c.pairs, func(q pair) bool {
		v := side(q)
		return v != nil && v.ID == user && !q.same()
	})
}
