package prompt

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// Compare lists what changed from one version to another, one entry a variable,
// by place. Cosmetic differences and metadata are none, and so are a baseline
// and a deletion: nothing, where either version is Blank.
func Compare(before, after *Prompt) []Change {
	if Blank(before) || Blank(after) {
		return nil
	}
	c := &comparison{before: before, after: after}
	c.pairs = align(texts(before.Variables), texts(after.Variables))
	c.findWording()
	c.compareLevels()
	c.compareNumbers()
	c.compareTexts()
	c.compareOrder()
	c.comparePartials()
	c.compareFront()
	c.followModel()
	slices.SortStableFunc(c.changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.ID, b.ID))
	})
	return c.changes
}

// comparison is one Compare under way.
type comparison struct {
	before, after *Prompt
	pairs         []pair
	wording       func(string) string // the uniform substitution, nil for none
	changes       []Change
}

// pair joins a component with what became of it; nil is none.
type pair struct {
	old, new *Variable
	done     bool   // its difference is counted or explained
	edit     string // as in Change
}

// same says whether nothing that counts differs; levels are compared apart.
func (p pair) same() bool {
	return p.old != nil && p.new != nil && p.old.Norm == p.new.Norm && p.old.Name == p.new.Name &&
		p.old.Role == p.new.Role
}

// moved says whether the same text stands in another message now.
func (p pair) moved() bool {
	return p.old != nil && p.new != nil && p.old.Norm == p.new.Norm && p.old.Name == p.new.Name &&
		p.old.Role != p.new.Role
}

// at is the variable that names the pair: the newer where there is one.
func (p pair) at() *Variable {
	if p.new != nil {
		return p.new
	}
	return p.old
}

func texts(variables []Variable) []Variable {
	var list []Variable
	for _, v := range variables {
		if v.isText() {
			list = append(list, v)
		}
	}
	return list
}

// count adds the change of a pair.
func (c *comparison) count(p pair, what string) {
	change := Change{ID: p.at().ID, Change: what, Line: p.at().Line, Edit: p.edit}
	if p.old != nil {
		change.Before = p.old.Text
	}
	if p.new != nil {
		change.After = p.new.Text
	}
	c.changes = append(c.changes, change)
}

func (c *comparison) countPlain(p pair) {
	switch {
	case p.old == nil:
		c.count(p, "added")
	case p.new == nil:
		c.count(p, "removed")
	case p.moved():
		c.count(p, "moved")
	default:
		c.count(p, "modified")
	}
}

// comparePartials counts included files that read differently. One that is
// newly included, or no longer, is a change of the text that includes it, unless
// the text did so already where the file was absent; one that moved with the
// prompt is the same.
func (c *comparison) comparePartials() {
	for i := range c.before.Variables {
		if was := &c.before.Variables[i]; was.Kind == KindPartial && slices.Contains(c.after.Absent, was.Name) {
			c.count(pair{old: was}, "removed")
		}
	}
	for i := range c.after.Variables {
		now := &c.after.Variables[i]
		if now.Kind != KindPartial {
			continue
		}
		if slices.Contains(c.before.Absent, now.Name) {
			c.count(pair{new: now}, "added")
			continue
		}
		was := find(c.before.Variables, now.ID)
		if was == nil {
			was = find(c.before.Variables, "partial:"+relocate(now.Name, c.after.Path, c.before.Path))
		}
		if was == nil || was.Norm == now.Norm || c.wording != nil && c.wording(was.Norm) == now.Norm {
			continue
		}
		c.count(pair{old: was, new: now}, "modified")
	}
}

// relocate gives the path that lies to the file to as name lies to from.
func relocate(name, from, to string) string {
	parts, dir := strings.Split(name, "/"), strings.Split(from, "/")
	dir = dir[:len(dir)-1]
	for len(parts) > 1 && len(dir) > 0 && parts[0] == dir[0] {
		parts, dir = parts[1:], dir[1:]
	}
	return path.Join(path.Dir(to), strings.Repeat("../", len(dir)), strings.Join(parts, "/"))
}

// findSame finds a variable of the other version, a parameter also where another
// spelling of its name is written.
func findSame(variables []Variable, v *Variable) *Variable {
	if same := find(variables, v.ID); same != nil || v.Kind != KindParam {
		return same
	}
	for i := range variables {
		if variables[i].Kind == KindParam && variables[i].Name == v.Name {
			return &variables[i]
		}
	}
	return nil
}

func find(variables []Variable, id string) *Variable {
	for i := range variables {
		if variables[i].ID == id {
			return &variables[i]
		}
	}
	return nil
}

// compareOrder counts components that stand in another order once, however many
// moved.
func (c *comparison) compareOrder() {
	if slices.ContainsFunc(c.changes, func(x Change) bool { return x.ID == "order" }) {
		return
	}
	both := slices.DeleteFunc(slices.Clone(c.pairs), func(p pair) bool {
		return p.old == nil || p.new == nil || p.old.Role != p.new.Role
	})
	slices.SortStableFunc(both, func(a, b pair) int { return placeOf(a.new, b.new) })
	before := slices.Clone(both)
	slices.SortStableFunc(before, func(a, b pair) int { return placeOf(a.old, b.old) })
	for i := range both {
		if both[i].new != before[i].new {
			c.order(before, both, both[i].new.Line)
			return
		}
	}
}

// placeOf orders two components of one version.
func placeOf(a, b *Variable) int {
	return cmp.Or(cmp.Compare(a.Message, b.Message), cmp.Compare(a.place, b.place))
}

func (c *comparison) order(before, after []pair, line int) {
	var was, is []string
	for _, p := range before {
		was = append(was, p.old.ID)
	}
	for _, p := range after {
		is = append(is, p.new.ID)
	}
	c.changes = append(c.changes, Change{
		ID: "order", Change: "moved", Line: line,
		Before: strings.Join(was, "\n"), After: strings.Join(is, "\n"),
	})
}
