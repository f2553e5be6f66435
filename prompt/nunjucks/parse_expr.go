package nunjucks

import (
	"slices"
	"strconv"
	"strings"
)

func (p *parser) expression() expr {
	defer p.nest(p.peek().pos)()
	x := p.or()
	if !p.skipSymbol("if") {
		return x.group()
	}
	c := &choice{yes: x.group(), cond: p.or().group()}
	if p.skipSymbol("else") {
		c.no = p.or().group()
	}
	return c
}

func (p *parser) or() flat {
	x := p.and()
	for t := p.peek(); p.skipSymbol("or"); t = p.peek() {
		x = infix(x, "||", t.pos, p.and())
	}
	return x
}

func (p *parser) and() flat {
	x := p.not()
	for t := p.peek(); p.skipSymbol("and"); t = p.peek() {
		x = infix(x, "&&", t.pos, p.not())
	}
	return x
}

func (p *parser) not() flat {
	if t := p.peek(); p.skipSymbol("not") {
		defer p.nest(t.pos)()
		return prefix("!", t.pos, p.not())
	}
	return p.in()
}

func (p *parser) in() flat {
	x := p.is()
	for {
		t := p.peek()
		negated := p.skipSymbol("not")
		if !p.skipSymbol("in") {
			if negated {
				fail(t.pos, `"not" is followed by `+p.peek().name(), `write "not in"`)
			}
			return x
		}
		x = operand(&contains{key: x.group(), in: p.is().group()})
		if negated {
			x = prefix("!", t.pos, x)
		}
	}
}

func (p *parser) is() flat {
	x := p.compare()
	if !p.skipSymbol("is") {
		return x
	}
	negated := p.skipSymbol("not")
	t := p.peek()
	c := &condition{pos: t.pos, x: x.group()}
	p.testName(c, p.compare().group())
	x = infix(operand(c), "===", t.pos, operand(&literal{true}))
	if negated {
		x = prefix("!", t.pos, x)
	}
	return x
}

// testName takes name or name(arg). Of anything else Nunjucks finds no name and
// asks whether x is undefined, without a word: `x is even == true` does that.
func (p *parser) testName(c *condition, right expr) {
	c.name = "undefined"
	args := []expr{}
	switch right := right.(type) {
	case *name:
		c.name = right.name
	case *literal:
		c.name = literalName(right.v)
	case *filter:
		c.name, args = right.name, right.args
	case *call:
		if fn, ok := right.fn.(*name); ok {
			c.name = fn.name
		}
		args = right.args
	}
	if len(args) > 1 {
		fail(c.pos, "a test takes at most one argument", "")
	}
	if len(args) == 1 {
		c.arg = args[0]
	}
}

func literalName(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case string:
		return v
	}
	return "number"
}

func (p *parser) compare() flat {
	x := p.concat()
	for {
		t := p.peek()
		if lv := level(t.val); t.kind != operator || lv != 3 && lv != 4 {
			return x
		}
		p.peeked = nil
		x = infix(x, t.val, t.pos, p.concat())
	}
}

func (p *parser) concat() flat {
	x := p.add()
	for t := p.peek(); p.skip("~"); t = p.peek() {
		x = infix(infix(x, "+", t.pos, operand(&literal{""})), "+", t.pos, p.add())
	}
	return x
}

func (p *parser) infix(op string, operand func() flat) flat {
	x := operand()
	for t := p.peek(); p.skip(op); t = p.peek() {
		x = infix(x, op, t.pos, operand())
	}
	return x
}

func (p *parser) add() flat { return p.infix("+", p.sub) }
func (p *parser) sub() flat { return p.infix("-", p.mul) }
func (p *parser) mul() flat { return p.infix("*", p.div) }
func (p *parser) div() flat { return p.infix("/", p.floorDiv) }
func (p *parser) mod() flat { return p.infix("%", p.pow) }

func (p *parser) floorDiv() flat {
	x := p.mod()
	for t := p.peek(); p.skip("//"); t = p.peek() {
		x = operand(&floor{infix(x, "/", t.pos, p.mod()).group()})
	}
	return x
}

func (p *parser) pow() flat {
	x := p.unary(true)
	for p.skip("**") {
		x = operand(&power{x.group(), p.unary(true).group()})
	}
	return x
}

func (p *parser) unary(filters bool) flat {
	t := p.peek()
	defer p.nest(t.pos)()
	var x flat
	switch {
	case p.skip("-"):
		x = prefix("-", t.pos, p.unary(false))
	case p.skip("+"):
		x = prefix("+", t.pos, p.unary(false))
	default:
		x = operand(p.primary())
	}
	for filters && p.skip("|") {
		f := p.filterName()
		f.args = append([]expr{x.group()}, p.filterArgs()...)
		x = operand(f)
	}
	return x
}

func (p *parser) filterName() *filter {
	t := p.symbol("the name of a filter")
	f := &filter{pos: t.pos, name: t.val}
	for p.skip(".") {
		f.name += "." + p.symbol("the name of a filter").val
	}
	return f
}

func (p *parser) filterArgs() []expr {
	if !p.peek().is("(") {
		return nil
	}
	c, ok := p.postfix(&name{}).(*call)
	if !ok {
		fail(p.peek().pos, "a filter takes only one list of arguments", "put the filtered value in parentheses")
	}
	return c.args
}

func (p *parser) primary() expr {
	t := p.next()
	switch t.kind {
	case text:
		return p.postfix(&literal{t.val})
	case integer, float:
		n, _ := strconv.ParseFloat(strings.TrimSuffix(t.val, "."), 64) // digits only; too many give infinity
		return p.postfix(&literal{n})
	case boolean:
		return p.postfix(&literal{t.val == "true"})
	case none:
		return p.postfix(&literal{nil})
	case regex:
		return p.postfix(&pattern{newRegex(t)})
	case symbol:
		return p.postfix(&name{t.val})
	default:
		x := p.aggregate(t)
		if x == nil {
			fail(t.pos, "a value is missing before "+t.name(), "")
		}
		return p.postfix(x)
	}
}

// aggregate reads (...), [...] or {...} after its first token.
func (p *parser) aggregate(open token) expr {
	var closer string
	switch {
	case open.is("("):
		closer = ")"
	case open.is("["):
		closer = "]"
	case open.is("{"):
		return p.dict()
	default:
		return nil
	}
	var items []expr
	for !p.skip(closer) {
		if len(items) > 0 {
			p.comma()
		}
		items = append(items, p.expression())
	}
	if closer == "]" {
		return &list{items}
	}
	if len(items) == 0 {
		fail(open.pos, "nothing stands in the parentheses", "")
	}
	return &sequence{items}
}

func (p *parser) dict() expr {
	d := &dict{}
	for !p.skip("}") {
		if len(d.keys) > 0 {
			p.comma()
		}
		t := p.next()
		if t.kind != symbol && t.kind != text {
			fail(t.pos, "the key of an object is missing before "+t.name(), "keys are names or strings")
		}
		if !p.skip(":") {
			fail(p.peek().pos, `":" is missing after the key `+t.val, "")
		}
		d.keys, d.values = append(d.keys, t.val), append(d.values, p.expression())
	}
	return d
}

func (p *parser) comma() {
	if t := p.next(); !t.is(",") {
		hint := ""
		if t.kind == varEnd {
			hint = "}} always ends the tag: put a space between two closing braces"
		}
		fail(t.pos, "a comma is missing before "+t.name(), hint)
	}
}

// postfix reads calls, indexes and attributes after a value.
func (p *parser) postfix(x expr) expr {
	for {
		t := p.peek()
		switch {
		case p.skip("("):
			if fn, ok := x.(*name); ok && fn.name == "super" && p.inside != "" {
				x = &parentBlock{t.pos, p.inside}
				p.arguments()
				continue
			}
			x = &call{pos: t.pos, fn: x, label: label(x), args: p.arguments()}
		case p.skip("["):
			keys := p.aggregate(token{kind: operator, val: "[", pos: t.pos}).(*list).items
			if len(keys) != 1 {
				fail(t.pos, "an index takes one value", "")
			}
			x = &member{x, keys[0]}
		case p.skip("."):
			x = &member{x, &literal{p.symbol("a name after the dot").val}}
		default:
			return x
		}
	}
}

// arguments reads up to the closing parenthesis; name=value pairs become one
// object, the last argument.
func (p *parser) arguments() []expr {
	var args []expr
	kw := &dict{keyword: true}
	for first := true; !p.skip(")"); first = false {
		if !first {
			p.comma()
		}
		t := p.peek()
		x := p.expression()
		if !p.skip("=") {
			args = append(args, x)
			continue
		}
		key, ok := x.(*name)
		if !ok {
			fail(t.pos, "the name of an argument is missing before =", "")
		}
		if i := slices.Index(kw.keys, key.name); i >= 0 {
			kw.values[i] = p.expression()
			continue
		}
		kw.keys, kw.values = append(kw.keys, key.name), append(kw.values, p.expression())
	}
	if len(kw.keys) > 0 {
		args = append(args, kw)
	}
	return args
}

// label names a called expression in the message that it is no function.
func label(x expr) string {
	switch x := x.(type) {
	case *name:
		return x.name
	case *literal:
		if s, ok := x.v.(string); ok {
			return s
		}
	case *member:
		return label(x.x) + "." + label(x.key)
	case *call:
		return label(x.fn) + "()"
	}
	return "the expression"
}
