package mysql

// text reads a string: in single or double quotes, of hexadecimal digits or of
// bits. Control characters, but for line feeds, do not stand in double quotes.
func (p *parser) textLiteral() bool {
	switch {
	case p.first("'"):
		return p.all(p.gap, p.singleQuotedHere)
	case p.first(`"`):
		return p.doubleQuoted()
	}
	return p.first("XB_N0") && p.either(p.digitString("X"), p.digitString("B"), p.hexNumber,
		p.seq(p.begins("N"), p.singleQuotedHere))
}

// digitString reads such as x'1F', with a character set before it or without.
func (p *parser) digitString(prefix string) step {
	return p.seq(maybe(p.anyBegin("_BINARY _LATIN1")), p.begins(prefix), func() bool {
		at := p.pos
		if p.peek() == '\'' {
			p.pos++
			p.run(isHex)
			if p.peek() == '\'' {
				p.advance(1)
				return true
			}
		}
		p.pos = at
		return false
	})
}

func (p *parser) hexNumber() bool {
	return p.all(maybe(p.anyBegin("_BINARY _LATIN1")), p.begins("0X"), func() bool {
		p.run(isHex)
		return true
	})
}

func isHex(r rune) bool { return isDigit(r) || 'a' <= r && r <= 'f' || 'A' <= r && r <= 'F' }

// gap is space as a step.
func (p *parser) gap() bool {
	p.space()
	return p.spend()
}

func (p *parser) singleQuotedHere() bool {
	return p.quotedHere('\'', func(rune) bool { return true })
}

func (p *parser) doubleQuoted() bool {
	return p.all(p.gap, func() bool {
		return p.quotedHere('"', func(r rune) bool { return r >= ' ' && r != 0x7f || r == '\n' })
	})
}

func (p *parser) quotedHere(quote byte, allowed func(rune) bool) bool {
	at := p.pos
	if p.peek() == quote {
		p.pos++
		p.quoted(quote, allowed)
		if p.peek() == quote {
			p.advance(1)
			return true
		}
	}
	p.pos = at
	return false
}

// basicLiteral reads a text, a truth value, NULL or a date.
func (p *parser) basicLiteral() bool {
	return p.first("XB_N0'\"TFD") && p.either(
		p.seq(maybe(p.anyBegin("BINARY _BINARY")), p.textLiteral, maybe(p.collate)),
		p.anyOf("TRUE FALSE NULL"),
		p.seq(p.anyOf("TIME DATE TIMESTAMP DATETIME"), p.gap, p.oneOf(p.singleQuotedHere, p.doubleQuoted)))
}

func (p *parser) literal() bool { return p.basicLiteral() || p.number() }

func (p *parser) literals() bool { return p.list(p.literal)() }

// number reads digits, with a sign, a fraction and an exponent or without. It
// does not begin with a point.
func (p *parser) number() bool {
	at := p.pos
	p.space()
	if !p.spend() {
		return false
	}
	if c := p.peek(); c == '-' || c == '+' {
		p.pos++
	}
	if p.run(isDigit) == "" {
		p.pos = at
		return false
	}
	if p.peek() == '.' {
		p.pos++
		p.run(isDigit)
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		before := p.pos
		p.pos++
		if c := p.peek(); c == '-' || c == '+' {
			p.pos++
		}
		if p.run(isDigit) == "" {
			p.pos = before
		}
	}
	return true
}

// digits reads digits alone.
func (p *parser) digits() bool {
	at := p.pos
	p.space()
	if p.run(isDigit) == "" {
		p.pos = at
		return false
	}
	return true
}

// parameter reads a named one such as :id.
func (p *parser) parameter() bool {
	return p.first(":") && p.all(p.sign(":"), p.nameHere)
}

// nameHere reads a name that follows without a blank.
func (p *parser) nameHere() bool {
	if r, _ := p.rune(); !startsName(r) {
		return false
	}
	p.run(inName)
	return true
}

// variable reads such as @a.b, @@session.x or $1.
func (p *parser) variable() (name string, ok bool) {
	if !p.first("@$") {
		return "", false
	}
	at := p.pos
	if p.mark("@@") || p.mark("@") || p.mark("$") {
		if name, ok = p.bareVariable(); ok {
			return name, true
		}
	}
	p.pos = at
	return "", false
}

// anyVariable reads a variable with its sign or without.
func (p *parser) anyVariable() bool {
	if _, ok := p.variable(); ok {
		return true
	}
	at := p.pos
	p.space()
	if _, ok := p.bareVariable(); ok && p.spend() {
		return true
	}
	p.pos = at
	return false
}

// bareVariable reads a variable without its sign, without a blank before it.
func (p *parser) bareVariable() (name string, ok bool) {
	start := p.pos
	if !p.nameHere() {
		if isSpaceHere(p.peek()) || !p.number() {
			p.pos = start
			return "", false
		}
		return p.src[start:p.pos], true
	}
	name = p.src[start:p.pos]
	for {
		at := p.pos
		if !p.all(func() bool { return p.peek() == '.' }, func() bool { p.pos++; return true }, p.nameHere) {
			p.pos = at
			return name, true
		}
	}
}

func isSpaceHere(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '#' || c == '/'
}
