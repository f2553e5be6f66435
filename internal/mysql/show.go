package mysql

func (p *parser) show() bool {
	if p.is("SHOW TABLES")() {
		p.accessed.table("show", none, none)
		return true
	}
	account := p.seq(p.begins("FOR"), read(p.name), maybe(p.seq(p.sign("@"), read(p.name))),
		maybe(p.seq(p.is("USING"), p.list(read(p.name)))))
	return p.all(p.is("SHOW"), p.oneOf(
		p.seq(p.anyBegin("BINARY MASTER"), p.begins("LOGS")),
		p.anyBegin("TRIGGERS STATUS PROCESSLIST"),
		p.seq(p.anyBegin("PROCEDURE FUNCTION"), p.begins("STATUS")),
		p.seq(p.begins("BINLOG EVENTS"), maybe(p.within), maybe(p.fromList), maybe(p.limit)),
		p.seq(p.oneOf(p.characterSet, p.anyBegin("COLLATION DATABASES")), maybe(p.oneOf(p.likeWhat, p.where))),
		p.seq(p.anyBegin("COLUMNS INDEXES INDEX"), p.fromList),
		p.seq(p.is("CREATE"), p.oneOf(p.anyOf("VIEW TABLE"), p.begins("EVENT"), p.is("TRIGGER"), p.begins("PROCEDURE")), p.someTable),
		p.seq(p.begins("GRANTS"), maybe(account))))
}

func (p *parser) fromList() bool { return p.all(p.is("FROM"), p.tableList) }
