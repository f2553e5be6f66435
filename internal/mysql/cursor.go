package mysql

import (
	"strings"
	"unicode/utf8"
)

type step = func() bool

// all reads several forms after each other.
func (p *parser) all(steps ...step) bool {
	at := p.pos
	for _, s := range steps {
		if !s() {
			p.pos = at
			return false
		}
	}
	return true
}

// either reads the first of several forms that fits.
func (p *parser) either(steps ...step) bool {
	for _, s := range steps {
		if s() {
			return true
		}
	}
	return false
}

// maybe reads a form that may be missing.
func maybe(s step) step {
	return func() bool {
		s()
		return true
	}
}

func (p *parser) seq(steps ...step) step { return func() bool { return p.all(steps...) } }

func (p *parser) oneOf(steps ...step) step { return func() bool { return p.either(steps...) } }

// list reads items with commas between them.
func (p *parser) list(item step) step {
	return func() bool {
		if !item() {
			return false
		}
		for p.all(p.sign(","), item) {
		}
		return true
	}
}

// repeat reads a form once or more.
func (p *parser) repeat(item step) step {
	return func() bool {
		if !item() {
			return false
		}
		for item() {
		}
		return true
	}
}

func (p *parser) inParens(inner step) step {
	return func() bool { return p.all(p.sign("("), inner, p.sign(")")) }
}

// is reads keywords after each other, in any case. A keyword ends where no
// letter follows; a digit may.
func (p *parser) is(keywords string) step {
	return func() bool {
		at := p.pos
		for word := range strings.SplitSeq(keywords, " ") {
			if !p.word(word) {
				p.pos = at
				return false
			}
		}
		return true
	}
}

// anyOf reads the first of several keywords.
func (p *parser) anyOf(keywords string) step {
	return func() bool {
		for word := range strings.SplitSeq(keywords, " ") {
			if p.word(word) {
				return true
			}
		}
		return false
	}
}

// begins reads words after each other of which each may run on: "beginning" too
// begins with begin.
func (p *parser) begins(words string) step {
	return func() bool {
		at := p.pos
		for word := range strings.SplitSeq(words, " ") {
			if !p.stem(word) {
				p.pos = at
				return false
			}
		}
		return true
	}
}

// anyBegin reads the first of several words that may run on.
func (p *parser) anyBegin(words string) step {
	return func() bool {
		for word := range strings.SplitSeq(words, " ") {
			if p.stem(word) {
				return true
			}
		}
		return false
	}
}

// first says whether the next character is one of these, letters in any case. A
// form whose beginning it excludes need not be tried.
func (p *parser) first(upper string) bool {
	at := p.pos
	p.space()
	c := p.peek()
	p.pos = at
	if 'a' <= c && c <= 'z' {
		c -= 'a' - 'A'
	}
	return strings.IndexByte(upper, c) >= 0
}

// sign reads exactly this text.
func (p *parser) sign(text string) step {
	return func() bool { return p.mark(text) }
}

func (p *parser) mark(text string) bool {
	at := p.pos
	p.space()
	if p.spend() && strings.HasPrefix(p.src[p.pos:], text) {
		p.advance(len(text))
		return true
	}
	p.pos = at
	return false
}

func (p *parser) word(upper string) bool {
	at := p.pos
	if p.stem(upper) {
		if r, _ := p.rune(); !startsName(r) {
			return true
		}
		p.pos = at
	}
	return false
}

func (p *parser) stem(upper string) bool {
	at := p.pos
	p.space()
	if p.spend() && len(p.src)-p.pos >= len(upper) && sameASCII(p.src[p.pos:p.pos+len(upper)], upper) {
		p.advance(len(upper))
		return true
	}
	p.pos = at
	return false
}

// spend counts an attempt.
func (p *parser) spend() bool {
	p.budget--
	if p.budget < 0 {
		return p.stop(ErrTooComplex)
	}
	return p.stopped == nil
}

func (p *parser) advance(n int) {
	p.pos += n
	p.furthest = max(p.furthest, p.pos)
}

// rune is the code point at the position, 0 at the end.
func (p *parser) rune() (rune, int) {
	if p.pos == len(p.src) {
		return 0, 0
	}
	if c := p.src[p.pos]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(p.src[p.pos:])
}

func (p *parser) peek() byte {
	if p.pos == len(p.src) {
		return 0
	}
	return p.src[p.pos]
}

// space skips blanks and comments. A block comment that is not closed is none.
func (p *parser) space() {
	for p.pos < len(p.src) {
		rest := p.src[p.pos:]
		switch {
		case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || rest[0] == '\r':
			p.pos++
		case rest[0] == '#' || strings.HasPrefix(rest, "--"):
			end := strings.IndexAny(rest, "\r\n")
			if end < 0 {
				end = len(rest)
			}
			p.pos += end
		case strings.HasPrefix(rest, "/*"):
			end := p.commentEnd()
			if end < 0 {
				return
			}
			p.pos = end
		default:
			return
		}
	}
}

// commentEnd is the position behind the comment that begins here, -1 where it is
// not closed.
func (p *parser) commentEnd() int {
	if p.unclosedFrom > 0 && p.pos+2 >= p.unclosedFrom {
		return -1
	}
	end := strings.Index(p.src[p.pos+2:], "*/")
	if end < 0 {
		p.unclosedFrom = p.pos + 2
		return -1
	}
	return p.pos + 2 + end + 2
}

// blank reads blanks and comments, at least one.
func (p *parser) blank() bool {
	at := p.pos
	p.space()
	return p.pos > at
}

func sameASCII(s, upper string) bool {
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c != upper[i] {
			return false
		}
	}
	return true
}
