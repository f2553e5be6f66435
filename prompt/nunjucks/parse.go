package nunjucks

import "slices"

// maxNesting bounds the depth of tags and expressions, so that the stack does
// not grow with the input.
const maxNesting = 250

type parser struct {
	lex     lexer
	peeked  *token
	stops   []string // tags that end the statements being read
	blocks  map[string]*block
	inside  string // name of the block being read, for super()
	trim    bool   // the tag before ended in -, so the text after loses its white space
	depth   int
	extends bool
}

func (p *parser) next() token {
	if t := p.peeked; t != nil {
		p.peeked = nil
		return *t
	}
	return p.lex.next()
}

func (p *parser) peek() token {
	if p.peeked == nil {
		t := p.lex.next()
		p.peeked = &t
	}
	return *p.peeked
}

func (p *parser) skip(op string) bool {
	if p.peek().is(op) {
		p.peeked = nil
		return true
	}
	return false
}

func (p *parser) skipSymbol(word string) bool {
	if t := p.peek(); t.kind == symbol && t.val == word {
		p.peeked = nil
		return true
	}
	return false
}

func (p *parser) symbol(what string) token {
	t := p.next()
	if t.kind != symbol {
		fail(t.pos, what+" is missing before "+t.name(), "")
	}
	return t
}

func (p *parser) nest(pos int) func() {
	if p.depth++; p.depth > maxNesting {
		fail(pos, "template is nested too deeply", "split it with include or macro")
	}
	return func() { p.depth-- }
}

// endTag reads the end of a tag and notes a dash in it.
func (p *parser) endTag(tag string) {
	t := p.next()
	if t.kind != blockEnd {
		fail(t.pos, "unexpected "+t.name()+" in "+tag, "end the tag with %}")
	}
	p.trim = t.val[0] == '-'
}

// closing reads the name and the end of a tag that closes another.
func (p *parser) closing(opened token) {
	if t := p.peek(); t.kind == eof {
		fail(opened.pos, opened.val+" is not closed", "add {% end"+opened.val+" %}")
	}
	t := p.symbol("the name of a tag")
	p.endTag(t.val)
}

// body reads statements up to one of the tags, whose name is the next token.
func (p *parser) body(stops ...string) []stmt {
	outer := p.stops
	p.stops = stops
	out := p.statements()
	p.stops = outer
	return out
}

func (p *parser) statements() []stmt {
	defer p.nest(p.lex.pos)()
	var out []stmt
	for {
		switch t := p.next(); t.kind {
		case eof:
			return out
		case data:
			out = append(out, &raw{p.trimmed(t.val)})
		case comment:
			p.trim = t.val[len(t.val)-3] == '-'
		case blockStart:
			p.trim = false
			if tag := p.peek(); slices.Contains(p.stops, tag.val) {
				return out
			}
			out = append(out, p.statement())
		case varStart:
			x := p.expression()
			if end := p.next(); end.kind != varEnd {
				fail(end.pos, "unexpected "+end.name()+" in {{ }}", "end the expression with }}")
			} else {
				p.trim = end.val[0] == '-'
			}
			out = append(out, &print{t.pos, x})
		default:
			fail(t.pos, "unexpected "+t.name(), "")
		}
	}
}

func (p *parser) trimmed(s string) string {
	if p.trim {
		s = trimStart(s)
		p.trim = false
	}
	t := p.peek()
	opens := t.kind == blockStart || t.kind == varStart || t.kind == comment
	if opens && len(t.val) > 2 && t.val[2] == '-' {
		s = trimEnd(s)
	}
	return s
}

func (p *parser) statement() stmt {
	tag := p.peek()
	if tag.kind != symbol {
		fail(tag.pos, "the name of a tag is missing before "+tag.name(), "")
	}
	p.peeked = nil
	switch tag.val {
	case "raw", "verbatim":
		return p.rawText(tag)
	case "if":
		return p.branch(tag)
	case "for":
		return p.loop(tag)
	case "set":
		return p.assign(tag)
	case "macro":
		return p.macro(tag)
	case "call":
		return p.callBlock(tag)
	case "filter":
		return p.filterBlock(tag)
	case "switch":
		return p.choose(tag)
	case "include":
		return p.include(tag)
	case "import":
		return p.module(tag)
	case "from":
		return p.pick(tag)
	case "extends":
		p.extends = true
		s := &extends{tag.pos, p.expression()}
		p.endTag(tag.val)
		return s
	case "block":
		return p.block(tag)
	}
	hint := "tags are if, for, set, include, macro, call, filter, switch, raw; print a literal tag with {% raw %}"
	fail(tag.pos, `unknown tag "`+tag.val+`"`, hint)
	return nil
}
