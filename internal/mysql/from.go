package mysql

// tableUse is one entry of a list of tables.
type tableUse struct {
	db, table string // table is "" for a query and for DUAL
	alias     string
	joined    bool
}

func (t tableUse) touch(p *parser, action string) {
	if t.table != "" {
		p.accessed.table(action, t.db, t.table)
	}
}

func (p *parser) from() []tableUse {
	var tables []tableUse
	p.all(p.is("FROM"), func() bool {
		var ok bool
		tables, _, ok = p.tables()
		return ok
	})
	return tables
}

// fromStep is from where it must not be missing.
func (p *parser) fromStep(tables *[]tableUse) step {
	return p.seq(p.is("FROM"), func() bool {
		var ok bool
		*tables, _, ok = p.tables()
		return ok
	})
}

// tables reads tables with joins and commas between them, and says whether they
// stand in parentheses. Of tables joined behind the parentheses nothing is kept.
func (p *parser) tables() (list []tableUse, parens, ok bool) {
	if first, ok := p.tableBase(); ok {
		list = p.furtherTables([]tableUse{first})
		p.nameTables(list)
		return list, false, true
	}
	at := p.pos
	opened := 0
	for p.mark("(") {
		opened++
	}
	if first, ok := p.tableBase(); ok && opened > 0 {
		list = p.furtherTables([]tableUse{first})
		closed := 0
		for p.mark(")") {
			closed++
		}
		if closed > 0 {
			outer := p.furtherTables(nil)
			if opened != closed {
				return nil, false, p.refuse("the parentheses around the tables do not match")
			}
			p.nameTables(list)
			p.nameTables(outer)
			return list, true, true
		}
	}
	p.pos = at
	return nil, false, false
}

func (p *parser) tableList() bool {
	_, _, ok := p.tables()
	return ok
}

func (p *parser) nameTables(tables []tableUse) {
	for _, t := range tables {
		if t.table != "" {
			p.accessed.names(t.table, t.table)
		}
		switch {
		case t.alias == "":
		case t.table == "":
			p.accessed.names(t.alias, t.alias)
		default:
			p.accessed.names(t.alias, t.table)
		}
		p.accessed.resolve()
	}
}

func (p *parser) furtherTables(list []tableUse) []tableUse {
	for {
		at := p.pos
		if p.mark(",") {
			if t, ok := p.tableBase(); ok {
				list = append(list, t)
				continue
			}
			p.pos = at
		}
		t, ok := p.join()
		if !ok {
			return list
		}
		list = append(list, t)
	}
}

func (p *parser) joinKind() bool {
	return p.first("LRFCSIJ") && p.either(
		p.seq(p.anyOf("LEFT RIGHT FULL"), maybe(p.is("OUTER")), p.is("JOIN")),
		p.is("CROSS JOIN"), p.is("STRAIGHT_JOIN"), p.seq(maybe(p.is("INNER")), p.is("JOIN")))
}

func (p *parser) join() (tableUse, bool) {
	at := p.pos
	if p.joinKind() {
		t, ok := p.tableBase()
		if ok || p.tableList() { // of a list in parentheses nothing is kept
			t.joined = true
			if !p.all(p.is("USING"), p.inParens(p.list(read(p.looseName)))) {
				p.all(p.is("ON"), p.joinCondition)
			}
			return t, true
		}
	}
	p.pos = at
	var alias string
	if !p.first("LRFCSIJUME") {
		return tableUse{}, false
	}
	if p.all(p.oneOf(p.joinKind, p.combine), p.inParens(p.subquery), func() bool {
		alias, _ = p.alias()
		p.all(p.is("ON"), p.joinCondition)
		return true
	}) {
		return tableUse{alias: alias, joined: true}, true
	}
	return tableUse{}, false
}

// tableBase reads a table or a query with its alias.
func (p *parser) tableBase() (tableUse, bool) {
	if p.stem("DUAL") {
		return tableUse{}, true
	}
	if t, ok := p.tableName(); ok {
		t.alias, _ = p.alias()
		return t, true
	}
	at := p.pos
	if p.mark("(") {
		if t, ok := p.tableName(); ok {
			t.alias, _ = p.alias()
			if p.mark(")") {
				return t, true
			}
		}
	}
	p.pos = at
	var t tableUse
	if p.either(p.rowsStep, p.seq(maybe(p.begins("LATERAL")), p.inParens(p.oneOf(p.subquery, p.rowsStep)))) {
		t.alias, _ = p.alias()
		return t, true
	}
	return t, false
}

// tableName reads the name of a table. One that begins with digits or
// underscores may go on with a reserved word.
func (p *parser) tableName() (tableUse, bool) {
	at := p.pos
	p.space()
	prefix := p.run(func(r rune) bool { return r == '_' || isDigit(r) })
	if prefix != "" {
		if c := p.peek(); !isSpaceHere(c) && c != '-' {
			if rest, ok := p.looseName(); ok {
				return p.qualified(prefix + rest), true
			}
		}
	}
	p.pos = at
	if name, ok := p.name(); ok {
		return p.qualified(name), true
	}
	if name, ok := p.variable(); ok {
		return tableUse{db: none, table: name}, true
	}
	return tableUse{}, false
}

func (p *parser) qualified(name string) tableUse {
	at := p.pos
	if p.mark(".") {
		if table, ok := p.looseName(); ok {
			return tableUse{db: name, table: table}
		}
		p.pos = at
	}
	return tableUse{db: none, table: name}
}
