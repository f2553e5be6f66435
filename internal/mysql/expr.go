package mysql

// operand is what is known of an expression that was read.
type operand struct {
	query  *queryShape // where it is a query and nothing else
	parens bool        // a query in parentheses
}

// exprMemo is the outcome of reading an expression at some position.
type exprMemo struct {
	operand
	end int
	ok  bool
}

// expr reads an expression as it stands in lists: with NOT and comparisons, but
// hardly with AND and OR, see or.
func (p *parser) expr() (operand, bool) {
	start := p.pos
	if m := p.exprs.at(start); m != nil {
		if m.ok {
			p.pos = m.end
		}
		return m.operand, m.ok
	}
	if p.depth == maxDepth {
		return operand{}, p.stop(ErrTooComplex)
	}
	p.depth++
	o, ok := p.or()
	if !ok {
		o.query, ok = p.query()
	}
	p.depth--
	p.exprs.keep(start, exprMemo{o, p.pos, ok})
	return o, ok
}

// value is expr as a step.
func (p *parser) value() bool {
	_, ok := p.expr()
	return ok
}

func (p *parser) values() bool { return p.list(p.value)() }

// or and and join comparisons only where a blank before the word is still
// unread, which most operands have taken: after a list or a query in
// parentheses, and few others.
func (p *parser) or() (operand, bool)  { return p.joined("OR", p.and) }
func (p *parser) and() (operand, bool) { return p.joined("AND", p.not) }

func (p *parser) joined(word string, item func() (operand, bool)) (operand, bool) {
	o, ok := item()
	if !ok {
		return o, false
	}
	for {
		at := p.pos
		if !p.blank() || !p.word(word) {
			p.pos = at
			return o, true
		}
		if _, ok = item(); !ok {
			p.pos = at
			return o, true
		}
		o = operand{}
	}
}

// condition reads expressions with AND and OR between them, and other operators
// as given.
func (p *parser) condition(operators ...step) (operand, bool) {
	o, ok := p.expr()
	if !ok {
		return o, false
	}
	for {
		at := p.pos
		if !p.word("AND") && !p.word("OR") && !p.either(operators...) || !p.value() {
			p.pos = at
			return o, true
		}
		o = operand{}
	}
}

// joinCondition reads what stands behind ON and in sums.
func (p *parser) joinCondition() bool {
	_, ok := p.condition()
	return ok
}

// whereList is the widest form of a condition: commas and all operators.
func (p *parser) whereList() (operand, bool) {
	return p.condition(p.comma, p.logic)
}

func (p *parser) comma() bool { return p.mark(",") }

func (p *parser) whereCondition() bool {
	_, ok := p.whereList()
	return ok
}

// logic reads the operators that are both logic and arithmetic.
func (p *parser) logic() bool {
	return p.first("|&X") && (p.mark("||") || p.mark("&&") || p.word("XOR"))
}

func (p *parser) not() (operand, bool) {
	if o, ok := p.comparison(); ok {
		return o, true
	}
	if !p.first("NE") {
		return operand{}, false
	}
	if p.all(maybe(p.is("NOT")), p.is("EXISTS"), p.inParens(p.subquery)) {
		return operand{}, true
	}
	if p.is("NOT")() {
		at := p.pos
		if p.depth < maxDepth {
			p.depth++
			_, ok := p.not()
			p.depth--
			if ok {
				return operand{}, true
			}
		} else {
			p.stop(ErrTooComplex)
		}
		p.pos = at
	}
	return operand{}, false
}

func (p *parser) comparison() (operand, bool) {
	if p.depth == maxDepth {
		return operand{}, p.stop(ErrTooComplex)
	}
	p.depth++
	defer func() { p.depth-- }()
	o, ok := p.sum()
	if !ok {
		return o, false
	}
	p.space() // taken, whether or not an operator follows
	if !p.first("><=!NIBLR") {
		return o, true
	}
	if p.either(p.compared, p.within, p.between, p.isWhat, p.likeWhat, p.matching) {
		o = operand{}
	}
	return o, true
}

func (p *parser) compared() bool {
	n := 0
	for at := p.pos; ; at, n = p.pos, n+1 {
		if !p.comparator() || !p.sumStep() {
			p.pos = at
			break
		}
	}
	if n == 0 {
		return false
	}
	p.space()
	p.within()
	return true
}

func (p *parser) comparator() bool {
	if !p.first("><=!") {
		return false
	}
	for _, sign := range [...]string{">=", ">", "<=", "<>", "<", "=", "!="} {
		if p.mark(sign) {
			return true
		}
	}
	return false
}

func (p *parser) within() bool {
	return p.first("NI") && p.all(maybe(p.is("NOT")), p.is("IN"),
		p.oneOf(p.inParens(p.values), read(p.variable), p.columnUse, p.textLiteral))
}

func (p *parser) between() bool {
	return p.first("NB") && p.all(maybe(p.is("NOT")), p.is("BETWEEN"), p.sumStep, p.is("AND"), p.sumStep)
}

func (p *parser) isWhat() bool {
	return p.first("I") && p.either(p.seq(p.is("IS"), p.sumStep), p.seq(p.is("IS NOT"), p.sumStep))
}

func (p *parser) likeWhat() bool {
	if !p.first("NL") {
		return false
	}
	pattern := p.oneOf(p.literal, p.parameter, func() bool {
		_, ok := p.comparison()
		return ok
	})
	return p.all(maybe(p.is("NOT")), p.is("LIKE"), pattern, p.gap, maybe(p.seq(p.begins("ESCAPE"), p.textLiteral)))
}

func (p *parser) matching() bool {
	return p.first("NR") && p.all(maybe(p.is("NOT")), p.anyOf("REGEXP RLIKE"), maybe(p.begins("BINARY")),
		p.oneOf(p.function, p.textLiteral, p.columnUse))
}
