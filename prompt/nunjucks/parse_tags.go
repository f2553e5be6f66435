package nunjucks

import (
	"regexp"
	"strings"
)

func (p *parser) branch(tag token) stmt {
	s := &branch{cond: p.expression()}
	p.endTag(tag.val)
	s.then = p.body("elif", "elseif", "else", "endif")
	switch t := p.peek(); {
	case t.kind == eof:
		fail(tag.pos, "if is not closed", "add {% endif %}")
	case t.val == "elif" || t.val == "elseif":
		p.peeked = nil
		defer p.nest(t.pos)()
		s.alt = []stmt{p.branch(token{kind: symbol, val: "if", pos: tag.pos})}
	case t.val == "else":
		p.peeked = nil
		p.endTag(t.val)
		s.alt = p.body("endif")
		p.closing(tag)
	default:
		p.closing(tag)
	}
	return s
}

func (p *parser) loop(tag token) stmt {
	s := &loop{pos: tag.pos}
	s.names = append(s.names, p.symbol("the name of the loop variable").val)
	for p.skip(",") {
		s.names = append(s.names, p.symbol("the name of a loop variable").val)
	}
	if !p.skipSymbol("in") {
		fail(p.peek().pos, `"in" is missing in for`, "write {% for item in list %}")
	}
	s.in = p.expression()
	p.endTag(tag.val)
	s.body = p.body("endfor", "else")
	if p.skipSymbol("else") {
		p.endTag("else")
		s.alt = p.body("endfor")
	}
	p.closing(tag)
	return s
}

func (p *parser) assign(tag token) stmt {
	s := &assign{names: []string{p.symbol("the name of a variable").val}}
	for p.skip(",") {
		s.names = append(s.names, p.symbol("the name of a variable").val)
	}
	if p.skip("=") {
		s.x = p.expression()
		p.endTag(tag.val)
		return s
	}
	if t := p.peek(); t.kind != blockEnd {
		fail(t.pos, `"=" is missing in set before `+t.name(), "write {% set name = value %}")
	}
	p.peeked = nil // a dash here does not trim the captured text
	s.x = &capture{p.body("endset")}
	p.closing(tag)
	return s
}

func (p *parser) macro(tag token) stmt {
	m := &macro{pos: tag.pos, name: p.symbol("the name of the macro").val}
	p.signature(m)
	p.endTag(tag.val)
	m.body = p.body("endmacro")
	p.closing(tag)
	return &define{m}
}

// signature reads the parameters of a macro or a call block.
func (p *parser) signature(m *macro) {
	open := p.next()
	if !open.is("(") {
		fail(open.pos, "the list of parameters is missing before "+open.name(), "write {% macro name(a, b=1) %}")
	}
	for !p.skip(")") {
		if len(m.args)+len(m.kwargs) > 0 {
			p.comma()
		}
		arg := p.symbol("the name of a parameter").val
		if p.skip("=") {
			m.kwargs = append(m.kwargs, arg)
			m.defaults = append(m.defaults, p.expression())
		} else {
			m.args = append(m.args, arg)
		}
	}
}

func (p *parser) callBlock(tag token) stmt {
	m := &macro{pos: tag.pos, name: "caller"}
	if p.peek().is("(") {
		p.signature(m)
	}
	start := p.peek()
	called, ok := p.primary().(*call)
	if !ok {
		fail(start.pos, "call needs the call of a macro", "write {% call name() %}")
	}
	p.endTag(tag.val)
	m.body = p.body("endcall")
	p.closing(tag)
	kw := &dict{keyword: true}
	if n := len(called.args); n > 0 {
		if last, is := called.args[n-1].(*dict); is && last.keyword {
			kw, called.args = last, called.args[:n-1]
		}
	}
	kw.keys, kw.values = append(kw.keys, "caller"), append(kw.values, &caller{m})
	called.args = append(called.args, kw)
	return &print{tag.pos, called}
}

func (p *parser) filterBlock(tag token) stmt {
	f := p.filterName()
	args := p.filterArgs()
	p.endTag(tag.val)
	f.args = append([]expr{&capture{p.body("endfilter")}}, args...)
	p.closing(tag)
	return &print{tag.pos, f}
}

func (p *parser) choose(tag token) stmt {
	s := &choose{x: p.expression()}
	p.endTag(tag.val)
	p.body("case", "default", "endswitch") // text before the first case is not printed
	for first := true; first || p.peek().val == "case"; first = false {
		p.skipSymbol("case")
		c := match{x: p.expression()}
		p.endTag("case")
		c.body = p.body("case", "default", "endswitch")
		s.cases = append(s.cases, c)
	}
	if p.skipSymbol("default") {
		p.endTag("default")
		s.fallback = p.body("endswitch")
	}
	p.closing(tag)
	return s
}

func (p *parser) include(tag token) stmt {
	s := &include{pos: tag.pos, path: p.expression()}
	s.missing = p.skipSymbol("ignore") && p.skipSymbol("missing")
	p.endTag(tag.val)
	return s
}

func (p *parser) module(tag token) stmt {
	s := &module{pos: tag.pos, path: p.expression()}
	if !p.skipSymbol("as") {
		fail(p.peek().pos, `"as" is missing in import`, `write {% import "file" as name %}`)
	}
	s.as = p.symbol("a name").val
	s.context = p.withContext()
	p.endTag(tag.val)
	return s
}

func (p *parser) pick(tag token) stmt {
	s := &pick{pos: tag.pos, path: p.expression()}
	if !p.skipSymbol("import") {
		fail(p.peek().pos, `"import" is missing in from`, `write {% from "file" import name %}`)
	}
	for p.peek().kind != blockEnd || len(s.names) == 0 {
		if len(s.names) > 0 {
			p.comma()
		}
		t := p.symbol("a name to import")
		if strings.HasPrefix(t.val, "_") {
			fail(t.pos, "names that begin with _ cannot be imported", "rename "+t.val)
		}
		as := t.val
		if p.skipSymbol("as") {
			as = p.symbol("a name").val
		}
		s.names, s.as = append(s.names, t.val), append(s.as, as)
		s.context = p.withContext()
	}
	p.endTag(tag.val)
	return s
}

func (p *parser) withContext() bool {
	with := p.skipSymbol("with")
	if (with || p.skipSymbol("without")) && !p.skipSymbol("context") {
		fail(p.peek().pos, `"context" is missing`, "write with context")
	}
	return with
}

func (p *parser) block(tag token) stmt {
	s := &block{pos: tag.pos, name: p.symbol("the name of the block").val}
	p.endTag(tag.val)
	if _, twice := p.blocks[s.name]; twice {
		fail(tag.pos, `block "`+s.name+`" is defined twice`, "rename one of them")
	}
	p.blocks[s.name] = s
	outer := p.inside
	p.inside = s.name
	s.body = p.body("endblock")
	p.inside = outer
	if !p.skipSymbol("endblock") {
		fail(tag.pos, "block is not closed", "add {% endblock %}")
	}
	p.skipSymbol(s.name)
	p.endTag("endblock")
	return s
}

var rawTag = map[string]*regexp.Regexp{
	"raw":      regexp.MustCompile(`\{%\s*(raw|endraw)\s*%\}`),
	"verbatim": regexp.MustCompile(`\{%\s*(verbatim|endverbatim)\s*%\}`),
}

// rawText takes everything up to the end tag as it is, counting nested pairs.
// Without an end tag nothing is taken, and what follows is read as a template.
func (p *parser) rawText(tag token) stmt {
	p.endTag(tag.val)
	rest, end := p.lex.rest(), 0
	for depth := 1; depth > 0; {
		m := rawTag[tag.val].FindStringSubmatchIndex(rest[end:])
		if m == nil {
			break
		}
		if rest[end+m[2]:end+m[3]] == tag.val {
			depth++
		} else if depth--; depth == 0 {
			p.lex.pos += end + m[1]
			return &raw{rest[:end+m[0]]}
		}
		end += m[1]
	}
	p.lex.pos += end
	return &raw{rest[:end]}
}
