package nunjucks

import "maps"

// Vars lists the names that the template takes from outside, in order of first
// use: not its loop variables, macros and what it sets, nor the functions that
// every template has. What an included file uses is not among them.
func (t *Template) Vars() []string {
	c := &collector{seen: map[string]bool{}}
	c.body(t.body, bound{"super": true})
	return c.names
}

// bound are the names that a template has given a value itself.
type bound map[string]bool

func (b bound) with(names ...string) bound {
	b = maps.Clone(b)
	for _, n := range names {
		b[n] = true
	}
	return b
}

type collector struct {
	names []string
	seen  map[string]bool
}

func (c *collector) body(body []stmt, b bound) {
	for _, s := range body {
		c.stmt(s, b)
	}
}

// stmt adds to b what the statement binds for those after it.
func (c *collector) stmt(s stmt, b bound) {
	switch s := s.(type) {
	case *print:
		c.expr(s.x, b)
	case *branch:
		c.expr(s.cond, b)
		c.body(s.then, b)
		c.body(s.alt, b)
	case *loop:
		c.expr(s.in, b)
		inner := b.with(append(s.names, "loop")...)
		c.body(s.body, inner)
		c.body(s.alt, b)
	case *assign:
		c.expr(s.x, b)
		for _, n := range s.names {
			b[n] = true
		}
	case *define:
		b[s.name] = true
		c.macro(s.macro, b)
	case *block:
		c.body(s.body, b.with())
	case *include:
		c.expr(s.path, b)
	case *extends:
		c.expr(s.path, b)
	case *module:
		c.expr(s.path, b)
		b[s.as] = true
	case *pick:
		c.expr(s.path, b)
		for _, n := range s.as {
			b[n] = true
		}
	case *choose:
		c.expr(s.x, b)
		for _, m := range s.cases {
			c.expr(m.x, b)
			c.body(m.body, b)
		}
		c.body(s.fallback, b)
	}
}

func (c *collector) macro(m *macro, b bound) {
	inner := b.with(append(append([]string{"caller"}, m.args...), m.kwargs...)...)
	for _, d := range m.defaults {
		c.expr(d, inner)
	}
	c.body(m.body, inner)
}

func (c *collector) expr(x expr, b bound) {
	switch x := x.(type) {
	case *name:
		if !b[x.name] && !c.seen[x.name] && !isGlobal(x.name) {
			c.seen[x.name] = true
			c.names = append(c.names, x.name)
		}
	case *member:
		c.all(b, x.x, x.key)
	case *list:
		c.all(b, x.items...)
	case *dict:
		c.all(b, x.values...)
	case *sequence:
		c.all(b, x.items...)
	case *unary:
		c.expr(x.x, b)
	case *binary:
		c.all(b, x.l, x.r)
	case *logic:
		c.all(b, x.l, x.r)
	case *choice:
		c.all(b, x.yes, x.cond, x.no)
	case *contains:
		c.all(b, x.key, x.in)
	case *floor:
		c.expr(x.x, b)
	case *power:
		c.all(b, x.x, x.y)
	case *condition:
		c.all(b, x.x, x.arg)
	case *filter:
		c.all(b, x.args...)
	case *call:
		c.expr(x.fn, b)
		c.all(b, x.args...)
	case *capture:
		c.body(x.body, b)
	case *caller:
		c.macro(x.macro, b)
	}
}

func (c *collector) all(b bound, xs ...expr) {
	for _, x := range xs {
		c.expr(x, b)
	}
}
