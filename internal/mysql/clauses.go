package mysql

// with reads the queries that WITH names.
func (p *parser) with() bool {
	if !p.first("W") {
		return false
	}
	named := p.seq(
		p.oneOf(p.textLiteral, read(p.anyName), func() bool { _, ok := p.tableName(); return ok }),
		maybe(p.columnNames), p.is("AS"), p.inParens(p.oneOf(p.rowsStep, p.subquery)))
	return p.either(p.seq(p.is("WITH"), p.list(named)), p.seq(p.is("WITH RECURSIVE"), p.list(named)))
}

// columnNames reads a list of columns, or of literals, in parentheses.
func (p *parser) columnNames() bool {
	return p.inParens(p.oneOf(p.columnUses, p.literals))()
}

func (p *parser) into() bool {
	return p.first("I") && p.either(
		p.seq(p.is("INTO"), p.list(read(p.variable))),
		p.seq(p.is("INTO"), maybe(p.anyBegin("OUTFILE DUMPFILE")), p.oneOf(p.textLiteral, read(p.name))))
}

func (p *parser) where() bool { return p.first("W") && p.all(p.is("WHERE"), p.whereCondition) }

func (p *parser) groupBy() bool {
	return p.first("G") && p.all(p.is("GROUP BY"), p.values, maybe(p.seq(p.is("WITH"), p.begins("ROLLUP"))))
}

func (p *parser) having() bool { return p.first("H") && p.all(p.is("HAVING"), p.whereCondition) }

func (p *parser) orderBy() bool {
	return p.all(p.is("ORDER BY"), p.list(p.seq(p.value, p.gap, maybe(p.direction))))
}

func (p *parser) direction() bool { return p.anyOf("ASC DESC")() }

func (p *parser) limit() bool {
	if !p.first("L") {
		return false
	}
	count := p.oneOf(p.number, p.parameter, p.sign("?"))
	return p.all(p.is("LIMIT"), count, maybe(p.seq(p.oneOf(p.sign(","), p.is("OFFSET")), count)))
}

func (p *parser) locking() bool {
	return p.first("FL") && p.all(
		p.oneOf(p.seq(p.begins("FOR"), p.is("UPDATE")), p.begins("LOCK IN SHARE MODE")),
		maybe(p.oneOf(p.seq(p.begins("WAIT"), p.number), p.begins("NOWAIT"), p.begins("SKIP LOCKED"))))
}
