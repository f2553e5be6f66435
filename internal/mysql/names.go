package mysql

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func startsName(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_' ||
		0xc0 <= r && r <= 0x17f || 0x4e00 <= r && r <= 0x9fa5
}

func inName(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_' || isDigit(r) || r == '$' || r >= 0x80
}

func inColumn(r rune) bool { return startsName(r) || isDigit(r) || r == ':' }

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// run reads as many characters of a class as there are.
func (p *parser) run(in func(rune) bool) string {
	start := p.pos
	for p.pos < len(p.src) {
		r, size := p.rune()
		if !in(r) {
			break
		}
		p.pos += size
	}
	p.furthest = max(p.furthest, p.pos)
	return p.src[start:p.pos]
}

// anyName reads a name without quotes, also one that is a keyword.
func (p *parser) anyName() (string, bool) {
	at := p.pos
	p.space()
	if r, _ := p.rune(); p.spend() && startsName(r) {
		return p.run(inName), true
	}
	p.pos = at
	return "", false
}

// name reads a name that is no reserved word, or one in quotes of any kind.
func (p *parser) name() (string, bool) {
	at := p.pos
	if name, ok := p.anyName(); ok && !reserved(name) {
		return name, true
	}
	p.pos = at
	return p.quotedName()
}

// looseName reads a name, also a reserved word, or one in quotes of any kind.
func (p *parser) looseName() (string, bool) {
	if name, ok := p.anyName(); ok {
		return name, true
	}
	return p.quotedName()
}

// qualifier reads a name, also a reserved word, or one in backticks.
func (p *parser) qualifier() (string, bool) {
	if name, ok := p.anyName(); ok {
		return name, true
	}
	return p.backticked()
}

func (p *parser) quotedName() (string, bool) {
	at := p.pos
	p.space()
	if !p.spend() {
		return "", false
	}
	switch quote := p.peek(); quote {
	case '"', '\'':
		end := strings.IndexByte(p.src[p.pos+1:], quote)
		if end > 0 || end == 0 && quote == '\'' {
			name := p.src[p.pos+1 : p.pos+1+end]
			p.advance(end + 2)
			return name, true
		}
	case '`':
		if name, ok := p.backticked(); ok {
			return name, true
		}
	}
	p.pos = at
	return "", false
}

func (p *parser) backticked() (string, bool) {
	at := p.pos
	p.space()
	if p.peek() == '`' {
		p.pos++
		name := p.quoted('`', func(rune) bool { return true })
		if name != "" && p.peek() == '`' {
			p.advance(1)
			return unescaped(name), true
		}
	}
	p.pos = at
	return "", false
}

// quoted reads up to a closing quote, which stays unread. A doubled quote, of
// any kind that is escaped by doubling, and what follows a backslash belong to
// the text.
func (p *parser) quoted(quote byte, allowed func(rune) bool) string {
	start := p.pos
	for p.pos < len(p.src) {
		rest := p.src[p.pos:]
		switch rest[0] {
		case '\\':
			p.pos++
			if len(rest) > 1 && (rest[1] == '\'' || rest[1] == '"' || rest[1] == '\\') {
				p.pos++
			}
		case quote:
			if len(rest) < 2 || rest[1] != quote {
				return p.src[start:p.pos]
			}
			p.pos += 2
		default:
			r, size := utf8.DecodeRuneInString(rest)
			if !allowed(r) {
				return p.src[start:p.pos]
			}
			p.pos += size
		}
	}
	return p.src[start:p.pos]
}

// unescaped puts the characters in the place of their escapes; an escaped quote
// or backslash stays as it is written.
func unescaped(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		if at := strings.IndexByte("bfnrt", s[i]); at >= 0 {
			b.WriteByte("\b\f\n\r\t"[at])
			continue
		}
		if s[i] == 'u' && i+4 < len(s) {
			if unit, err := strconv.ParseUint(s[i+1:i+5], 16, 16); err == nil {
				b.WriteRune(rune(unit))
				i += 4
				continue
			}
		}
		b.WriteByte('\\')
		b.WriteByte(s[i])
	}
	return b.String()
}

// plainColumn reads the name of a column without quotes: it may begin with
// digits and hold colons, but neither $ nor most other scripts.
func (p *parser) plainColumn() (string, bool) {
	at := p.pos
	p.space()
	if !p.spend() {
		return "", false
	}
	start := p.pos
	r, _ := p.rune()
	switch {
	case startsName(r):
		p.run(inColumn)
	case isDigit(r):
		p.run(isDigit)
		if p.run(inColumn) == "" {
			p.pos = at
			return "", false
		}
	default:
		p.pos = at
		return "", false
	}
	return p.src[start:p.pos], true
}

// column reads the name of a column that is no reserved word, or in backticks.
func (p *parser) column() (string, bool) {
	at := p.pos
	if name, ok := p.plainColumn(); ok && !reserved(name) {
		return name, true
	}
	p.pos = at
	return p.backticked()
}

// looseColumn reads the name of a column, also a reserved word, or in quotes of
// any kind.
func (p *parser) looseColumn() (string, bool) {
	if name, ok := p.plainColumn(); ok {
		return name, true
	}
	return p.quotedName()
}

// read gives a step that drops what a reader of a name gives.
func read(reader func() (string, bool)) step {
	return func() bool {
		_, ok := reader()
		return ok
	}
}
