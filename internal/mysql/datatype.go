package mysql

func (p *parser) dataType() bool {
	return p.either(p.characterType, p.numberType, p.dateType, p.is("JSON"),
		p.seq(p.anyOf("TINYTEXT TEXT MEDIUMTEXT LONGTEXT"), maybe(p.size)),
		p.seq(p.anyOf("ENUM SET"), p.row),
		p.begins("BOOLEAN"),
		p.seq(p.anyOf("BINARY VARBINARY"), maybe(p.size)),
		p.anyBegin("BLOB TINYBLOB MEDIUMBLOB LONGBLOB"),
		p.anyOf("GEOMETRY POINT LINESTRING POLYGON MULTIPOINT MULTILINESTRING MULTIPOLYGON GEOMETRYCOLLECTION"),
		p.seq(p.is("VECTOR"), maybe(p.inParens(p.digits))))
}

func (p *parser) characterType() bool {
	return p.first("CV") && p.all(p.anyOf("CHAR VARCHAR"), maybe(p.seq(p.inParens(p.digits), maybe(p.begins("ARRAY")))))
}

func (p *parser) numberType() bool {
	if !p.first("NDISMTBF") {
		return false
	}
	kind := p.anyOf("NUMERIC DECIMAL INT INTEGER SMALLINT MEDIUMINT TINYINT BIGINT FLOAT DOUBLE BIT")
	return p.either(
		p.seq(kind, p.inParens(p.seq(p.digits, maybe(p.seq(p.sign(","), p.digits)))), p.numberSuffix),
		p.seq(kind, p.digitsHere, p.numberSuffix),
		p.seq(kind, p.numberSuffix))
}

func (p *parser) digitsHere() bool { return p.run(isDigit) != "" }

func (p *parser) numberSuffix() bool {
	return p.all(maybe(p.anyOf("SIGNED UNSIGNED")), maybe(p.is("ZEROFILL")))
}

func (p *parser) dateType() bool {
	if !p.first("DTY") {
		return false
	}
	precision := func() bool {
		c := p.peek()
		if c < '0' || c > '6' {
			return false
		}
		p.advance(1)
		return true
	}
	return p.all(p.anyOf("DATE DATETIME TIME TIMESTAMP YEAR"),
		maybe(p.seq(p.inParens(p.seq(p.gap, precision)), p.numberSuffix)))
}

func (p *parser) size() bool { return p.all(p.inParens(p.digits), p.numberSuffix) }

func (p *parser) characterSet() bool { return p.begins("CHARACTER SET")() }
