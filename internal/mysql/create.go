package mysql

func (p *parser) create() bool {
	return p.either(p.createLike, p.createTable, p.createTrigger, p.createIndex, p.createDatabase, p.createView, p.createUser)
}

func (p *parser) ifNotExists() bool { return p.all(p.begins("IF"), p.is("NOT EXISTS")) }

// namedTable reads the name of a table and remembers what is done to it.
func (p *parser) namedTable(table *tableUse) step {
	return func() bool {
		var ok bool
		*table, ok = p.tableName()
		return ok
	}
}

func (p *parser) someTable() bool {
	_, ok := p.tableName()
	return ok
}

func (p *parser) createHead(table *tableUse) step {
	return p.seq(p.is("CREATE"), maybe(p.is("TEMPORARY")), p.is("TABLE"), maybe(p.ifNotExists), p.namedTable(table))
}

func (p *parser) createLike() bool {
	var table tableUse
	if !p.all(p.createHead(&table), p.likeTable) {
		return false
	}
	table.touch(p, "create")
	return true
}

func (p *parser) likeTable() bool {
	if p.all(p.is("LIKE"), p.tableList) {
		return true
	}
	if p.depth == maxDepth {
		return p.stop(ErrTooComplex)
	}
	p.depth++
	defer func() { p.depth-- }()
	return p.inParens(p.likeTable)()
}

func (p *parser) createTable() bool {
	var table tableUse
	if !p.all(p.createHead(&table),
		maybe(p.inParens(p.list(p.oneOf(p.constraint, p.columnDefinition, p.indexDefinition, p.specialIndex)))),
		maybe(p.tableOptions), maybe(p.anyOf("IGNORE REPLACE")), maybe(p.is("AS")), maybe(p.subquery)) {
		return false
	}
	table.touch(p, "create")
	return true
}

func (p *parser) createTrigger() bool {
	return p.all(p.is("CREATE"), maybe(p.definer), p.is("TRIGGER"), maybe(p.ifNotExists), p.someTable,
		p.anyBegin("BEFORE AFTER"), p.anyOf("INSERT UPDATE DELETE"), p.is("ON"), p.someTable,
		p.begins("FOR"), maybe(p.begins("EACH")), p.anyBegin("ROW STATEMENT"),
		maybe(p.seq(p.anyBegin("FOLLOWS PRECEDES"), read(p.name))), p.is("SET"), p.assignList(nil))
}

func (p *parser) definer() bool {
	part := p.oneOf(read(p.backticked), p.textLiteral)
	return p.all(p.begins("DEFINER"), p.sign("="), p.oneOf(
		p.seq(part, p.sign("@"), part),
		p.seq(p.is("CURRENT_USER"), maybe(p.seq(p.sign("("), p.sign(")"))))))
}

func (p *parser) createIndex() bool {
	var table tableUse
	order := p.seq(p.value, maybe(p.direction))
	return p.all(p.is("CREATE"), maybe(p.anyOf("UNIQUE FULLTEXT SPATIAL")), p.is("INDEX"), read(p.name), maybe(p.indexKind),
		p.is("ON"), p.namedTable(&table), p.inParens(p.list(order)), maybe(p.indexOptions),
		maybe(p.alterAlgorithm), maybe(p.alterLock))
}

func (p *parser) createDatabase() bool {
	return p.all(p.is("CREATE"), p.anyOf("DATABASE SCHEMA"), maybe(p.ifNotExists), read(p.routineName),
		maybe(p.repeat(p.defaultCharset)))
}

func (p *parser) createView() bool {
	check := p.seq(p.begins("CHECK"), p.sign("OPTION"))
	return p.all(p.is("CREATE"), maybe(p.is("OR REPLACE")),
		maybe(p.seq(p.begins("ALGORITHM"), p.sign("="), p.anyBegin("UNDEFINED MERGE TEMPTABLE"))),
		maybe(p.definer), maybe(p.seq(p.begins("SQL SECURITY"), p.anyBegin("DEFINER INVOKER"))),
		p.is("VIEW"), p.someTable, maybe(p.inParens(p.list(read(p.column)))), p.is("AS"), p.selectBare,
		maybe(p.seq(p.is("WITH"), maybe(p.anyBegin("CASCADED LOCAL")), check)))
}

func (p *parser) createUser() bool {
	return p.all(p.is("CREATE USER"), maybe(p.ifNotExists), p.list(p.seq(p.userOrRole, maybe(p.identified))),
		maybe(p.seq(p.is("DEFAULT"), p.begins("ROLE"), p.list(p.userOrRole))),
		maybe(p.require), maybe(p.seq(p.is("WITH"), p.repeat(p.resource))), maybe(p.repeat(p.passwordOption)),
		maybe(p.seq(p.begins("ACCOUNT"), p.anyBegin("LOCK UNLOCK"))), maybe(p.comment),
		maybe(p.seq(p.begins("ATTRIBUTE"), p.textLiteral)))
}

func (p *parser) identified() bool {
	plugin := maybe(p.seq(p.begins("WITH"), read(p.name)))
	return p.either(
		p.seq(p.sign("IDENTIFIED"), plugin, p.begins("BY RANDOM PASSWORD")),
		p.seq(p.sign("IDENTIFIED"), plugin, p.begins("BY"), p.textLiteral),
		p.seq(p.sign("IDENTIFIED"), p.begins("WITH"), read(p.name), p.begins("AS"), p.textLiteral))
}

func (p *parser) require() bool {
	option := p.oneOf(p.anyBegin("NONE SSL X509"), p.seq(p.anyBegin("CIPHER ISSUER SUBJECT"), p.textLiteral))
	return p.all(p.begins("REQUIRE"), option, func() bool { return p.more(p.is("AND"), option) })
}

func (p *parser) resource() bool {
	return p.all(p.anyBegin("MAX_QUERIES_PER_HOUR MAX_UPDATES_PER_HOUR MAX_CONNECTIONS_PER_HOUR MAX_USER_CONNECTIONS"), p.number)
}

func (p *parser) passwordOption() bool {
	return p.either(
		p.seq(p.begins("PASSWORD EXPIRE"), p.oneOf(p.anyBegin("DEFAULT NEVER"), p.interval)),
		p.seq(p.begins("PASSWORD HISTORY"), p.oneOf(p.begins("DEFAULT"), p.number)),
		p.seq(p.begins("PASSWORD"), p.sign("REUSE"), p.interval),
		p.seq(p.begins("PASSWORD REQUIRE CURRENT"), p.anyBegin("DEFAULT OPTIONAL")),
		p.seq(p.begins("FAILED_LOGIN_ATTEMPTS"), p.number),
		p.seq(p.begins("PASSWORD_LOCK_TIME"), p.oneOf(p.number, p.begins("UNBOUNDED"))))
}
