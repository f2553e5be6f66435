package mysql

import "strings"

// aggregate reads COUNT, GROUP_CONCAT, SUM, MAX, MIN or AVG of something.
func (p *parser) aggregate() bool {
	if !p.first("CGSMA") {
		return false
	}
	counted := p.oneOf(p.sign("*"), p.seq(
		maybe(p.is("DISTINCT")), p.whereCondition, maybe(p.orderBy), maybe(p.seq(maybe(p.begins("SEPARATOR")), p.textLiteral))))
	return p.either(
		p.seq(p.anyOf("COUNT GROUP_CONCAT"), p.inParens(counted), p.gap, maybe(p.over)),
		p.seq(p.anyOf("SUM MAX MIN AVG"), p.inParens(p.joinCondition), p.gap, maybe(p.over)))
}

func (p *parser) fulltext() bool {
	if !p.first("M") {
		return false
	}
	mode := p.oneOf(
		p.seq(p.is("IN"), p.begins("NATURAL LANGUAGE MODE WITH QUERY EXPANSION")),
		p.seq(p.is("IN"), p.begins("NATURAL LANGUAGE MODE")),
		p.seq(p.is("IN"), p.begins("BOOLEAN MODE")),
		p.seq(p.is("WITH"), p.begins("QUERY EXPANSION")))
	return p.all(p.begins("MATCH"), p.inParens(p.columnUses), p.sign("AGAINST"),
		p.inParens(p.seq(p.value, maybe(mode))), p.gap, maybe(p.aliasName))
}

// function reads a call. Any name, also a keyword, followed by parentheses is
// one, but for the names of the special functions.
func (p *parser) function() bool {
	return p.first("CDESTU") && p.either(p.extract, p.trim, p.convert, p.userCall, p.timeCall) || p.namedCall()
}

const (
	timeFunctions = "CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP"
	userFunctions = "CURRENT_USER USER SESSION_USER SYSTEM_USER"
)

func (p *parser) userCall() bool {
	if !p.first("CSU") {
		return false
	}
	return p.all(p.anyOf(timeFunctions+" "+userFunctions), p.inParens(maybe(p.values)), p.gap, maybe(p.over))
}

func (p *parser) timeCall() bool {
	if !p.first("C") {
		return false
	}
	return p.all(p.anyOf(timeFunctions), p.gap, maybe(p.onUpdateNow))
}

func (p *parser) namedCall() bool {
	at := p.pos
	name, ok := p.routineName()
	if !ok || special(name) || !p.mark("(") {
		p.pos = at
		return false
	}
	empty := !p.whereCondition()
	if !p.mark(")") {
		p.pos = at
		return false
	}
	p.space()
	p.over()
	if empty && (strings.EqualFold(name, "TIMESTAMPDIFF") || strings.EqualFold(name, "TIMESTAMPADD")) {
		return p.refuse(name + " has no arguments")
	}
	return true
}

// routineName reads the name of a function or a procedure and gives its part
// behind the point.
func (p *parser) routineName() (string, bool) {
	name, ok := p.qualifier()
	if !ok {
		return "", false
	}
	at := p.pos
	if p.mark(".") {
		if inner, ok := p.qualifier(); ok {
			return inner, true
		}
	}
	p.pos = at
	return name, true
}

const (
	extractFields = "YEAR_MONTH DAY_HOUR DAY_MINUTE DAY_SECOND DAY_MICROSECOND HOUR_MINUTE HOUR_SECOND HOUR_MICROSECOND " +
		"MINUTE_SECOND MINUTE_MICROSECOND SECOND_MICROSECOND TIMEZONE_HOUR TIMEZONE_MINUTE CENTURY DAY DATE DECADE DOW DOY " +
		"EPOCH HOUR ISODOW ISOWEEK ISOYEAR MICROSECONDS MILLENNIUM MILLISECONDS MINUTE MONTH QUARTER SECOND TIME TIMEZONE " +
		"WEEK YEAR"
	extractKinds = "TIMESTAMP INTERVAL TIME DATE"
)

func (p *parser) extract() bool {
	if !p.first("DE") {
		return false
	}
	field := p.anyBegin(extractFields)
	return p.either(
		p.seq(p.is("EXTRACT"), p.inParens(p.seq(field, p.is("FROM"), p.oneOf(p.seq(p.anyOf(extractKinds), p.value), p.value)))),
		p.seq(p.begins("DATE_TRUNC"), p.inParens(p.seq(p.value, p.sign(","), field))))
}

func (p *parser) trim() bool {
	if !p.first("T") {
		return false
	}
	removed := p.seq(maybe(p.anyBegin("BOTH LEADING TRAILING")), maybe(p.value), p.is("FROM"))
	return p.all(p.begins("TRIM"), p.inParens(p.seq(maybe(removed), p.value)))
}

func (p *parser) convert() bool {
	if !p.first("C") {
		return false
	}
	return p.all(p.begins("CONVERT"), p.inParens(p.oneOf(
		p.seq(p.plainSum, p.sign(","), p.convertType),
		p.seq(p.whereCondition, p.is("USING"), read(p.anyName)))))
}

func (p *parser) convertType() bool {
	return p.either(
		p.seq(p.oneOf(p.characterType, p.dateType), p.characterSet, read(p.looseName)),
		p.anyOf("SIGNED UNSIGNED"),
		p.dataType)
}

// plainSum is what CONVERT and CALL take: arithmetic without comparisons.
func (p *parser) plainSum() bool {
	if p.depth == maxDepth {
		return p.stop(ErrTooComplex)
	}
	p.depth++
	defer func() { p.depth-- }()
	factor := func() bool {
		return p.plainValue() && p.more(p.factorSign, p.plainValue)
	}
	return factor() && p.more(p.oneOf(p.sign("+"), p.sign("-")), factor)
}

// more reads further items as long as a sign stands before them.
func (p *parser) more(sign, item step) bool {
	for {
		if !p.all(sign, item) {
			return true
		}
	}
}

func (p *parser) plainValue() bool {
	return p.either(p.plainCall, p.literal, read(p.variable), p.columnUse, read(p.routineName), p.parameter,
		p.inParens(p.plainSum))
}

func (p *parser) plainCall() bool {
	return p.all(read(p.routineName), p.inParens(maybe(p.list(p.plainSumItem))))
}

// plainSumItem is one argument: a value without operators.
func (p *parser) plainSumItem() bool {
	if p.depth == maxDepth {
		return p.stop(ErrTooComplex)
	}
	p.depth++
	defer func() { p.depth-- }()
	return p.plainValue()
}

func (p *parser) cast() bool {
	if !p.first("C") {
		return false
	}
	target := p.oneOf(
		p.seq(p.characterType, p.characterSet, read(p.looseName), p.sign(")")),
		p.seq(p.dataType, p.sign(")")),
		p.seq(p.is("DECIMAL"), p.inParens(p.seq(p.wholeNumber, maybe(p.seq(p.sign(","), p.wholeNumber)))), p.sign(")")),
		p.seq(p.anyOf("SIGNED UNSIGNED"), maybe(p.is("INTEGER")), p.sign(")")))
	return p.all(p.is("CAST"), p.sign("("), p.value, p.is("AS"), target)
}

func (p *parser) wholeNumber() bool {
	return p.all(maybe(p.oneOf(p.sign("-"), p.sign("+"))), p.digits)
}

func (p *parser) caseWhen() bool {
	if !p.first("C") {
		return false
	}
	when := p.seq(p.is("WHEN"), p.whereCondition, p.is("THEN"), p.value)
	branches := p.seq(p.repeat(when), maybe(p.seq(p.is("ELSE"), p.value)), p.is("END"), maybe(p.is("CASE")))
	return p.either(p.seq(p.is("CASE"), branches), p.seq(p.is("CASE"), p.value, branches))
}
