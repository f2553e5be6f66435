package mysql

// sum reads an operand, or several with + and - between them.
func (p *parser) sum() (operand, bool) {
	o, ok := p.product()
	if !ok {
		return o, false
	}
	for {
		at := p.pos
		if !p.mark("+") && !p.mark("-") || !p.productStep() {
			p.pos = at
			return o, true
		}
		o = operand{}
	}
}

func (p *parser) sumStep() bool {
	_, ok := p.sum()
	return ok
}

func (p *parser) product() (operand, bool) {
	o, ok := p.signed()
	if !ok {
		return o, false
	}
	for {
		at := p.pos
		if !p.factorSign() && !p.logic() || !p.signedStep() {
			p.pos = at
			return o, true
		}
		o = operand{}
	}
}

func (p *parser) productStep() bool {
	_, ok := p.product()
	return ok
}

// factorSign knows && only as two &, so that an operand follows in vain.
func (p *parser) factorSign() bool {
	if !p.first("*/%|DM&><^") {
		return false
	}
	for _, sign := range [...]string{"*", "/", "%", "||"} {
		if p.mark(sign) {
			return true
		}
	}
	if p.stem("DIV") || p.stem("MOD") {
		return true
	}
	for _, sign := range [...]string{"&", ">>", "<<", "^", "|"} {
		if p.mark(sign) {
			return true
		}
	}
	return false
}

// signed reads an operand with signs before it.
func (p *parser) signed() (operand, bool) {
	if o, ok := p.extracted(); ok {
		return o, true
	}
	at := p.pos
	for signs := 0; p.mark("!") || p.mark("-") || p.mark("+") || p.mark("~"); signs++ {
		if signs == maxDepth {
			return operand{}, p.stop(ErrTooComplex)
		}
		if _, ok := p.extracted(); ok {
			return operand{}, true
		}
	}
	p.pos = at
	return operand{}, false
}

func (p *parser) signedStep() bool {
	_, ok := p.signed()
	return ok
}

// extracted reads an operand with the operators for JSON behind it, and takes
// the blanks that follow.
func (p *parser) extracted() (operand, bool) {
	o, ok := p.primary()
	if !ok {
		return o, false
	}
	for at := p.pos; p.jsonSign(); at = p.pos {
		if !p.primaryStep() {
			p.pos = at
			break
		}
		o = operand{}
	}
	p.space()
	p.collate()
	return o, true
}

func (p *parser) jsonSign() bool {
	if !p.first("?-@<") {
		return false
	}
	for _, sign := range [...]string{"?|", "?&", "?", "->>", "->", "@>", "<@"} {
		if p.mark(sign) {
			return true
		}
	}
	return false
}

func (p *parser) primary() (operand, bool) {
	if p.interval() || p.aggregate() || p.fulltext() || p.function() || p.cast() || p.caseWhen() ||
		p.basicLiteral() || p.columnUse() || p.number() || p.parameter() {
		return operand{}, true
	}
	at := p.pos
	if p.mark("(") {
		if o, ok := p.whereList(); ok && p.mark(")") {
			o.parens = true
			return o, true
		}
		p.pos = at
	}
	if _, ok := p.variable(); ok {
		return operand{}, true
	}
	return operand{}, p.mark("?")
}

func (p *parser) primaryStep() bool {
	_, ok := p.primary()
	return ok
}

func (p *parser) collate() bool {
	return p.first("C") && p.all(p.is("COLLATE"), maybe(p.sign("=")), read(p.name))
}

func (p *parser) interval() bool {
	return p.first("I") && p.all(p.is("INTERVAL"), p.value, p.anyOf(intervalUnits))
}

const intervalUnits = "YEAR QUARTER MONTH WEEK DAY HOUR MINUTE SECOND MICROSECOND SECOND_MICROSECOND MINUTE_MICROSECOND " +
	"MINUTE_SECOND HOUR_MICROSECOND HOUR_SECOND HOUR_MINUTE DAY_MICROSECOND DAY_SECOND DAY_MINUTE DAY_HOUR YEAR_MONTH"

// columnUse reads the name of a column, or * or table.*, as an operand.
func (p *parser) columnUse() bool {
	at := p.pos
	first, ok := p.qualifier()
	if ok && p.mark(".") {
		afterDot := p.pos
		if second, ok := p.qualifier(); ok && p.mark(".") {
			if third, ok := p.looseColumn(); ok {
				p.collate()
				p.accessed.column("select", first, second, third)
				return true
			}
		}
		p.pos = afterDot
		if second, ok := p.looseColumn(); ok {
			p.collate()
			p.accessed.column("select", first, second)
			return true
		}
	}
	p.pos = at
	if p.allColumns() {
		return true
	}
	if name, ok := p.column(); ok {
		p.collate()
		p.accessed.column("select", none, name)
		return true
	}
	return false
}

// allColumns reads * or table.*.
func (p *parser) allColumns() bool {
	at := p.pos
	table := none
	if name, ok := p.name(); ok {
		if table = name; !p.mark(".") {
			p.pos = at
			return false
		}
	}
	if !p.mark("*") {
		p.pos = at
		return false
	}
	p.accessed.column("select", table, everyColumn)
	return true
}

func (p *parser) columnUses() bool { return p.list(p.columnUse)() }
