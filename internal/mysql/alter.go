package mysql

func (p *parser) alterTable() bool {
	var table tableUse
	if !p.all(p.is("ALTER TABLE"), p.namedTable(&table), p.list(p.alteration)) {
		return false
	}
	table.touch(p, "alter")
	return true
}

func (p *parser) alteration() bool {
	return p.either(
		p.seq(p.is("ADD"), p.constraint),
		p.seq(p.is("DROP"), p.anyBegin("CHECK CONSTRAINT"), read(p.anyName)),
		p.seq(p.is("DROP"), p.begins("PRIMARY"), p.is("KEY")),
		p.seq(p.is("DROP"), p.oneOf(p.seq(maybe(p.begins("FOREIGN")), p.is("KEY")), p.is("INDEX")), read(p.name)),
		p.seq(p.is("WITH"), p.begins("CHECK CHECK"), p.is("CONSTRAINT"), read(p.anyName)),
		p.seq(p.begins("NOCHECK"), p.is("CONSTRAINT"), read(p.anyName)),
		p.seq(p.is("ADD COLUMN"), p.placedColumn), p.seq(p.is("ADD"), p.placedColumn),
		p.seq(p.is("DROP COLUMN"), p.columnUse), p.seq(p.is("DROP"), p.columnUse),
		p.seq(p.is("MODIFY"), maybe(p.is("COLUMN")), p.placedColumn),
		p.seq(p.is("ADD"), p.oneOf(p.indexDefinition, p.specialIndex)),
		p.seq(p.is("RENAME COLUMN"), p.columnUse, maybe(p.anyOf("TO AS")), p.columnUse),
		p.seq(p.is("RENAME"), maybe(p.anyOf("TO AS")), read(p.name)),
		p.alterAlgorithm, p.alterLock,
		p.seq(p.begins("CHANGE"), maybe(p.is("COLUMN")), p.columnUse, p.placedColumn),
		p.alterPartition, p.tableOption)
}

func (p *parser) placedColumn() bool {
	return p.all(p.columnDefinition, maybe(p.oneOf(p.begins("FIRST"), p.seq(p.begins("AFTER"), p.columnUse))))
}

func (p *parser) alterAlgorithm() bool {
	return p.all(p.begins("ALGORITHM"), maybe(p.sign("=")), p.anyBegin("DEFAULT INSTANT INPLACE COPY"))
}

func (p *parser) alterLock() bool {
	return p.all(p.begins("LOCK"), maybe(p.sign("=")), p.anyBegin("DEFAULT NONE SHARED EXCLUSIVE"))
}

func (p *parser) alterPartition() bool {
	added := p.seq(p.is("PARTITION"), read(p.looseName), p.is("VALUES"), p.begins("LESS THAN"), p.inParens(p.number))
	return p.either(
		p.seq(p.anyBegin("DROP TRUNCATE DISCARD IMPORT COALESCE ANALYZE CHECK"), p.is("PARTITION"), p.selected,
			maybe(p.begins("TABLESPACE"))),
		p.seq(p.is("ADD PARTITION"), p.inParens(p.list(added))))
}

func (p *parser) drop() bool {
	var tables []tableUse
	ifExists := maybe(p.begins("IF EXISTS"))
	if p.all(p.is("DROP TABLE"), ifExists, p.openTables(&tables)) {
		for _, t := range tables {
			t.touchAlways(p, "drop")
		}
		return true
	}
	return p.either(
		p.seq(p.is("DROP VIEW"), ifExists, p.tableList, maybe(p.anyBegin("RESTRICT CASCADE"))),
		p.seq(p.is("DROP INDEX"), p.columnUse, p.is("ON"), p.someTable, maybe(p.repeat(p.oneOf(p.alterAlgorithm, p.alterLock)))),
		p.seq(p.is("DROP"), p.anyOf("DATABASE SCHEMA"), ifExists, read(p.anyName)),
		p.seq(p.is("DROP TRIGGER"), ifExists, func() bool { _, ok := p.tableBase(); return ok }))
}

// openTables reads tables that must not stand in parentheses.
func (p *parser) openTables(tables *[]tableUse) step {
	return func() bool {
		list, parens, ok := p.tables()
		if ok && parens {
			return p.refuse("the tables stand in parentheses")
		}
		*tables = list
		return ok
	}
}

func (p *parser) truncate() bool {
	var tables []tableUse
	if !p.all(p.is("TRUNCATE"), maybe(p.is("TABLE")), p.openTables(&tables)) {
		return false
	}
	for _, t := range tables {
		t.touchAlways(p, "truncate")
	}
	return true
}

// touchAlways also counts what has no name.
func (t tableUse) touchAlways(p *parser, action string) {
	if t.table == "" {
		t.db, t.table = "undefined", "undefined"
	}
	t.touch(p, action)
}

func (p *parser) rename() bool {
	var uses []tableUse
	name := func() bool {
		t, ok := p.tableName()
		uses = append(uses, t)
		return ok
	}
	if !p.all(p.is("RENAME TABLE"), p.list(p.seq(name, p.is("TO"), name))) {
		return false
	}
	for _, t := range uses {
		t.touch(p, "rename")
	}
	return true
}
