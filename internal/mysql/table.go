package mysql

func (p *parser) columnDefinition() bool {
	at := p.pos
	table, name, ok := p.definedColumn()
	if !ok || !p.dataType() {
		p.pos = at
		return false
	}
	maybe(p.repeat(p.columnOption))()
	p.accessed.column("create", table, name)
	return true
}

// definedColumn reads a column as an operand and gives its last two names.
func (p *parser) definedColumn() (table, name string, ok bool) {
	start := p.pos
	if !p.columnUse() {
		return "", "", false
	}
	end := p.pos
	defer func() { p.pos = end }()
	p.pos = start
	parts := []string{}
	for p.pos < end {
		part, ok := p.looseColumn()
		if !ok {
			break
		}
		parts = append(parts, part)
		if !p.mark(".") {
			break
		}
	}
	table = none
	switch n := len(parts); {
	case n == 0:
		return "undefined", "undefined", true // a star
	case n > 1:
		table = parts[n-2]
		fallthrough
	default:
		name = parts[n-1]
	}
	return table, name, true
}

func (p *parser) columnOption() bool {
	return p.first("NDAUPKCSROG") && p.either(
		p.notNull, p.is("NULL"),
		p.seq(p.is("DEFAULT"), p.value),
		p.begins("AUTO_INCREMENT"),
		p.seq(p.begins("UNIQUE"), maybe(p.begins("KEY"))),
		p.seq(maybe(p.begins("PRIMARY")), p.begins("KEY")),
		p.comment, p.collate,
		p.seq(p.begins("COLUMN_FORMAT"), p.anyBegin("FIXED DYNAMIC DEFAULT")),
		p.seq(p.begins("STORAGE"), p.anyBegin("DISK MEMORY")),
		p.reference, p.columnCheck,
		p.seq(p.characterSet, maybe(p.sign("=")), read(p.looseName)),
		p.generated)
}

// notNull takes exactly one blank between its words.
func (p *parser) notNull() bool { return p.word("NOT NULL") }

func (p *parser) comment() bool {
	return p.all(p.is("COMMENT"), maybe(p.sign("=")), p.textLiteral)
}

func (p *parser) generated() bool {
	return p.all(maybe(p.begins("GENERATED ALWAYS")), p.begins("AS"),
		p.inParens(p.oneOf(p.literal, p.value)), func() bool {
			for p.anyBegin("STORED VIRTUAL")() {
			}
			return true
		})
}

func (p *parser) columnCheck() bool {
	return p.first("C") && p.all(maybe(p.constraintName), p.begins("CHECK"), p.inParens(p.joinCondition),
		maybe(p.seq(maybe(p.is("NOT")), p.begins("ENFORCED"))))
}

func (p *parser) constraintName() bool { return p.all(p.is("CONSTRAINT"), maybe(read(p.name))) }

func (p *parser) constraint() bool {
	if !p.first("CPUF") {
		return false
	}
	named := maybe(p.constraintName)
	return p.either(
		p.seq(named, p.begins("PRIMARY KEY"), maybe(p.indexKind), p.indexColumns, maybe(p.indexOptions)),
		p.seq(named, p.is("UNIQUE"), maybe(p.anyOf("INDEX KEY")), maybe(read(p.column)), maybe(p.indexKind),
			p.indexColumns, maybe(p.indexOptions)),
		p.seq(named, func() bool { return p.stem("FOREIGN KEY") }, maybe(read(p.column)), p.columnNames, maybe(p.reference)),
		p.seq(named, p.begins("CHECK"), maybe(p.begins("NOT FOR REPLICATION")), p.inParens(p.joinCondition)))
}

func (p *parser) indexDefinition() bool {
	return p.first("IK") && p.all(p.anyOf("INDEX KEY"), maybe(read(p.column)), maybe(p.indexKind), p.indexColumns, maybe(p.indexOptions))
}

func (p *parser) specialIndex() bool {
	return p.first("FS") && p.all(p.anyOf("FULLTEXT SPATIAL"), maybe(p.anyOf("INDEX KEY")), maybe(read(p.column)), p.columnNames,
		maybe(p.indexOptions))
}

func (p *parser) indexColumns() bool {
	column := p.oneOf(
		p.seq(read(p.looseColumn), p.inParens(p.digits), maybe(p.direction)),
		p.seq(read(p.looseColumn), maybe(p.direction)))
	return p.all(p.sign("("), p.oneOf(p.list(column), p.values), p.sign(")"))
}

func (p *parser) indexKind() bool { return p.all(p.is("USING"), p.anyBegin("BTREE HASH")) }

func (p *parser) indexOptions() bool {
	return p.repeat(p.oneOf(
		p.seq(p.is("KEY_BLOCK_SIZE"), maybe(p.sign("=")), p.number),
		p.indexKind,
		p.seq(p.begins("WITH PARSER"), read(p.anyName)),
		p.anyBegin("VISIBLE INVISIBLE"),
		p.comment))()
}

func (p *parser) reference() bool {
	match := func() bool { return p.stem("MATCH FULL") || p.stem("MATCH PARTIAL") || p.stem("MATCH SIMPLE") }
	return p.either(
		p.seq(p.is("REFERENCES"), p.tableList, p.columnNames, maybe(match), maybe(p.onChange), maybe(p.onChange)),
		p.onChange)
}

func (p *parser) onChange() bool {
	return p.all(p.is("ON"), p.anyOf("DELETE UPDATE"), p.oneOf(
		p.seq(p.is("CURRENT_TIMESTAMP"), p.inParens(maybe(p.values))),
		p.anyBegin("RESTRICT CASCADE"),
		func() bool { return p.stem("SET NULL") || p.stem("NO ACTION") || p.stem("SET DEFAULT") },
		p.is("CURRENT_TIMESTAMP")))
}

func (p *parser) tableOptions() bool {
	if !p.tableOption() {
		return false
	}
	for p.all(maybe(p.sign(",")), p.tableOption) {
	}
	return true
}

func (p *parser) defaultCharset() bool {
	return p.all(maybe(p.is("DEFAULT")), p.oneOf(p.characterSet, p.anyBegin("CHARSET COLLATE")), maybe(p.sign("=")),
		read(p.looseName))
}

func (p *parser) tableOption() bool {
	equal := maybe(p.sign("="))
	return p.either(
		p.seq(p.anyBegin("AUTO_INCREMENT AVG_ROW_LENGTH KEY_BLOCK_SIZE MAX_ROWS MIN_ROWS STATS_SAMPLE_PAGES"), equal, p.number),
		p.seq(p.oneOf(p.sign("CHECKSUM"), p.sign("DELAY_KEY_WRITE")), p.sign("="), p.oneOf(p.sign("0"), p.sign("1"))),
		p.defaultCharset,
		p.seq(p.oneOf(p.is("COMMENT"), p.anyBegin("CONNECTION ENGINE_ATTRIBUTE SECONDARY_ENGINE_ATTRIBUTE")), equal, p.textLiteral),
		p.seq(p.anyBegin("DATA INDEX"), p.begins("DIRECTORY"), equal, p.textLiteral),
		p.seq(p.begins("COMPRESSION"), equal, p.oneOf(p.begins("'ZLIB'"), p.begins("'LZ4'"), p.begins("'NONE'"))),
		p.seq(p.begins("ENGINE"), equal, read(p.anyName)),
		p.seq(p.begins("ROW_FORMAT"), equal, p.anyBegin("DEFAULT DYNAMIC FIXED COMPRESSED REDUNDANT COMPACT")))
}
