package mysql

// queryShape is what is known of the first SELECT of a query.
type queryShape struct {
	columns int
	star    bool // the first column is * or table.*
	parens  bool // it stands in parentheses
}

type queryMemo struct {
	shape *queryShape
	end   int
	ok    bool
}

// query reads a SELECT, or several that UNION and its like combine.
func (p *parser) query() (*queryShape, bool) {
	if !p.first("SW(") {
		return nil, false
	}
	start := p.pos
	if m := p.queries.at(start); m != nil {
		if m.ok {
			p.pos = m.end
		}
		return m.shape, m.ok
	}
	if p.depth == maxDepth {
		return nil, p.stop(ErrTooComplex)
	}
	p.depth++
	shape, ok := p.combined()
	p.depth--
	p.queries.keep(start, queryMemo{shape, p.pos, ok})
	return shape, ok
}

func (p *parser) subquery() bool {
	_, ok := p.query()
	return ok
}

func (p *parser) combined() (*queryShape, bool) {
	shape, ok := p.selection()
	if !ok {
		return nil, false
	}
	next := func() bool {
		_, ok := p.selection()
		return ok
	}
	p.more(p.combine, next)
	maybe(p.orderBy)()
	maybe(p.limit)()
	return shape, true
}

func (p *parser) combine() bool {
	return p.first("UMIE") && p.either(p.seq(p.is("UNION"), maybe(p.anyOf("ALL DISTINCT"))), p.anyOf("MINUS INTERSECT EXCEPT"))
}

// selection reads one SELECT, in parentheses or without.
func (p *parser) selection() (*queryShape, bool) {
	shape := &queryShape{}
	if p.selectInto(shape) {
		return shape, true
	}
	at := p.pos
	if p.mark("(") {
		if p.depth == maxDepth {
			return nil, p.stop(ErrTooComplex)
		}
		p.depth++
		inner, ok := p.selection()
		p.depth--
		if ok && p.mark(")") {
			inner.parens = true
			return inner, true
		}
		p.pos = at
	}
	return nil, false
}

// selectBare is a SELECT without parentheses as a step.
func (p *parser) selectBare() bool { return p.selectInto(&queryShape{}) }

func (p *parser) selectInto(shape *queryShape) bool {
	intos := 0
	into := func() bool {
		if p.into() {
			intos++
		}
		return true
	}
	var from []tableUse
	ok := p.all(
		maybe(p.with), p.is("SELECT"), maybe(p.repeat(p.anyBegin(selectOptions))), maybe(p.is("DISTINCT")),
		func() bool { return p.columnList(shape) }, into,
		func() bool { from = p.from(); return true }, into,
		maybe(p.where), maybe(p.groupBy), maybe(p.having), maybe(p.orderBy), maybe(p.collate), maybe(p.limit),
		maybe(p.locking), maybe(p.windows), into)
	if !ok {
		return false
	}
	if intos > 1 {
		return p.refuse("more than one INTO")
	}
	for _, t := range from {
		t.touch(p, "select")
	}
	return true
}

const selectOptions = "SQL_CALC_FOUND_ROWS SQL_CACHE SQL_NO_CACHE SQL_BIG_RESULT SQL_SMALL_RESULT SQL_BUFFER_RESULT"

// selected is the list of columns as a step.
func (p *parser) selected() bool { return p.columnList(&queryShape{}) }

func (p *parser) columnList(shape *queryShape) bool {
	if p.word("ALL") || p.mark("*") {
		p.accessed.column("select", none, everyColumn)
		shape.star = true
	} else if star, ok := p.selectedColumn(); ok {
		shape.star = star
	} else {
		return false
	}
	shape.columns = 1
	next := func() bool {
		_, ok := p.selectedColumn()
		return ok
	}
	for p.all(p.sign(","), next) {
		shape.columns++
	}
	return true
}

// selectedColumn reads one column and says whether it is table.*.
func (p *parser) selectedColumn() (star, ok bool) {
	switch {
	case p.fulltext():
		return false, true
	case p.allOfDatabase(), p.allColumns():
		return true, true
	case p.all(p.assigned, maybe(p.aliasName)):
		return false, true
	}
	text, quoted := p.quotedOperand()
	o, ok := p.condition(p.logic)
	if !ok {
		return false, false
	}
	if q := o.query; q != nil && (!o.parens && !q.parens || q.columns != 1 || q.star) {
		return false, p.refuse("a query in the list of columns must stand in parentheses and have one column")
	}
	if quoted == p.pos {
		p.accessed.column("select", none, text)
	}
	p.aliasName()
	return false, true
}

// quotedOperand looks whether a text in quotes stands here, which may be the
// name of a column, and where an expression of it alone would end.
func (p *parser) quotedOperand() (text string, end int) {
	at := p.pos
	defer func() { p.pos = at }()
	p.space()
	quote := p.peek()
	if quote != '\'' && quote != '"' {
		return "", -1
	}
	start := p.pos
	if !p.either(p.singleQuotedHere, p.doubleQuoted) {
		return "", -1
	}
	text = unescaped(p.src[start+1 : p.pos-1])
	p.space()
	return text, p.pos
}

func (p *parser) allOfDatabase() bool {
	at := p.pos
	db, ok := p.name()
	if ok && p.mark(".") {
		if table, ok := p.name(); ok && p.mark(".") && p.mark("*") {
			p.accessed.column("select", db, table, everyColumn)
			return true
		}
	}
	p.pos = at
	return false
}

// assigned reads such as @a := 1.
func (p *parser) assigned() bool {
	at := p.pos
	if p.anyVariable() && p.mark(":=") && p.value() {
		return true
	}
	p.pos = at
	return false
}

// aliasName reads an alias. Behind AS, a reserved word ends the reading of the
// whole text.
func (p *parser) aliasName() bool {
	_, ok := p.alias()
	return ok
}

func (p *parser) alias() (string, bool) {
	at := p.pos
	if p.word("AS") {
		if name, ok := p.anyName(); ok {
			if reserved(name) {
				return "", p.refuse("the alias " + name + " is a reserved word")
			}
			return name, true
		}
		if name, ok := p.quotedName(); ok {
			return name, true
		}
		p.pos = at
		return "", false
	}
	return p.name()
}
