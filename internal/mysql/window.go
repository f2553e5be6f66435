package mysql

// over reads the window of a function; ON UPDATE may stand in its place.
func (p *parser) over() bool {
	return p.first("O") && p.either(p.seq(p.begins("OVER"), p.windowName), p.onUpdateNow)
}

func (p *parser) onUpdateNow() bool {
	return p.first("O") && p.either(
		p.seq(p.is("ON UPDATE CURRENT_TIMESTAMP"), maybe(p.inParens(maybe(p.values)))),
		p.seq(p.is("ON UPDATE"), p.begins("NOW"), p.sign("("), p.sign(")")))
}

func (p *parser) windowName() bool {
	return p.either(read(p.anyName), p.inParens(p.windowOptions))
}

func (p *parser) windowOptions() bool {
	return p.all(maybe(p.seq(p.is("PARTITION BY"), p.selected)), maybe(p.orderBy), maybe(p.frame))
}

// frame knows ROWS only.
func (p *parser) frame() bool {
	bound := p.oneOf(p.begins("UNBOUNDED"), p.number)
	current := p.begins("CURRENT ROW")
	until := p.oneOf(p.seq(bound, p.begins("FOLLOWING")), current)
	since := p.oneOf(p.seq(bound, p.anyBegin("PRECEDING FOLLOWING")), current)
	return p.either(
		p.seq(p.is("ROWS"), p.oneOf(until, since)),
		p.seq(p.is("ROWS BETWEEN"), since, p.is("AND"), until))
}

func (p *parser) windows() bool {
	return p.first("W") && p.all(p.begins("WINDOW"), p.list(p.seq(read(p.anyName), p.is("AS"), p.windowName)))
}
