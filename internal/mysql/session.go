package mysql

func (p *parser) call() bool {
	return p.all(p.is("CALL"), p.oneOf(p.plainCall, read(p.routineName)))
}

func (p *parser) use() bool {
	at := p.pos
	if p.word("USE") {
		if db, ok := p.name(); ok {
			p.accessed.table("use", db, none)
			return true
		}
	}
	p.pos = at
	return false
}

func (p *parser) set() bool {
	return p.all(p.is("SET"), maybe(p.anyOf("GLOBAL SESSION LOCAL PERSIST PERSIST_ONLY")), p.list(p.assignment))
}

func (p *parser) assignment() bool {
	at := p.pos
	if p.anyVariable() && (p.mark(":=") || p.mark("=")) && p.value() {
		return true
	}
	p.pos = at
	return false
}

// assignments reads what stands in a procedure: assignments and RETURN. A text
// without any is one too, so that ";" is SQL.
func (p *parser) assignments() bool {
	for {
		if !p.assignment() && !p.returned() {
			return true
		}
	}
}

func (p *parser) returned() bool {
	if !p.first("R") {
		return false
	}
	joined := p.seq(read(p.variable), p.joinKind, read(p.variable), p.is("ON"), p.joinCondition)
	selected := func() bool {
		_, ok := p.selection()
		return ok
	}
	array := p.seq(p.sign("["), p.list(p.plainSumItem), p.sign("]"))
	return p.all(p.begins("RETURN"), p.oneOf(selected, joined, p.plainSum, array))
}

func (p *parser) lock() bool {
	kind := p.oneOf(
		p.seq(p.begins("READ"), maybe(p.begins("LOCAL"))),
		p.seq(maybe(p.begins("LOW_PRIORITY")), p.begins("WRITE")))
	locked := func() bool {
		at := p.pos
		t, ok := p.tableBase()
		if !ok || !kind() {
			p.pos = at
			return false
		}
		t.touchAlways(p, "lock")
		return true
	}
	return p.all(p.is("LOCK TABLES"), p.list(locked))
}

func (p *parser) unlock() bool { return p.is("UNLOCK TABLES")() }

func (p *parser) describe() bool { return p.all(p.anyOf("DESC DESCRIBE"), read(p.name)) }

func (p *parser) explain() bool { return p.all(p.is("EXPLAIN"), p.selectBare) }

func (p *parser) transaction() bool {
	level := p.oneOf(p.begins("SERIALIZABLE"), p.begins("REPEATABLE READ"),
		p.seq(p.begins("READ"), p.anyBegin("COMMITTED UNCOMMITTED")))
	mode := p.oneOf(
		p.seq(p.begins("ISOLATION LEVEL"), level),
		p.seq(p.begins("READ"), p.anyBegin("WRITE ONLY")),
		p.seq(maybe(p.is("NOT")), p.begins("DEFERRABLE")))
	modes := maybe(p.list(mode))
	return p.either(
		p.anyBegin("COMMIT ROLLBACK"),
		p.seq(p.begins("BEGIN"), maybe(p.anyBegin("WORK TRANSACTION")), modes),
		p.seq(p.begins("START TRANSACTION"), modes))
}

func (p *parser) loadData() bool {
	text := read(p.looseName)
	fields := p.seq(p.anyBegin("FIELDS COLUMNS"), maybe(p.seq(p.begins("TERMINATED BY"), text)),
		maybe(p.seq(maybe(p.begins("OPTIONALLY")), p.begins("ENCLOSED BY"), text)),
		maybe(p.seq(p.begins("ESCAPED BY"), text)))
	return p.all(p.begins("LOAD DATA"), maybe(p.anyBegin("LOW_PRIORITY CONCURRENT")), maybe(p.begins("LOCAL")),
		p.begins("INFILE"), text, maybe(p.anyOf("INSERT REPLACE")), p.begins("INTO TABLE"), p.someTable,
		maybe(p.partition), maybe(p.seq(p.characterSet, text)), maybe(fields), maybe(p.linesOption),
		maybe(p.seq(p.is("IGNORE"), p.number, p.anyBegin("LINES ROWS"))), maybe(p.selected),
		maybe(p.seq(p.is("SET"), p.assignList(nil))))
}

func (p *parser) linesOption() bool {
	var kinds []string
	option := func() bool {
		at := p.pos
		for _, kind := range [...]string{"STARTING", "TERMINATED"} {
			if p.all(p.begins(kind+" BY"), read(p.looseName)) {
				kinds = append(kinds, kind)
				return true
			}
		}
		p.pos = at
		return false
	}
	if !p.all(p.begins("LINES"), maybe(option), maybe(option)) {
		return false
	}
	if len(kinds) == 2 && kinds[0] == kinds[1] {
		return p.refuse("LINES is given twice")
	}
	return true
}
