package mysql

func (p *parser) grant() bool {
	privilege := p.seq(p.oneOf(
		p.anyOf("ALL ALTER"), p.seq(p.is("CREATE"), p.begins("VIEW")), p.anyOf("CREATE DELETE DROP"),
		p.begins("GRANT OPTION"), p.anyOf("INDEX INSERT REFERENCES SELECT"), p.is("SHOW VIEW"), p.anyOf("TRIGGER UPDATE"),
		p.begins("EXECUTE")),
		maybe(p.inParens(p.columnUses)))
	part := p.oneOf(read(p.name), p.sign("*"))
	object := p.seq(maybe(p.oneOf(p.is("TABLE"), p.anyBegin("FUNCTION PROCEDURE"))), maybe(p.seq(part, p.sign("."))), part)
	users := p.list(p.userOrRole)
	admin := maybe(p.seq(p.is("WITH"), p.begins("ADMIN OPTION")))
	return p.either(
		p.seq(p.begins("GRANT"), p.list(privilege), p.is("ON"), object, p.is("TO"), users,
			maybe(p.seq(p.is("WITH"), p.begins("GRANT OPTION")))),
		p.seq(p.sign("GRANT"), p.sign("PROXY"), p.is("ON"), p.userOrRole, p.is("TO"), users, admin),
		p.seq(p.sign("GRANT"), p.list(read(p.name)), p.is("TO"), users, admin))
}

func (p *parser) userOrRole() bool {
	return p.all(read(p.name), maybe(p.seq(p.sign("@"), read(p.name))))
}
