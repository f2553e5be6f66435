package nunjucks

import (
	"strings"
	"unicode/utf8"
)

type kind uint8

const (
	eof kind = iota
	data
	comment
	blockStart
	blockEnd
	varStart
	varEnd
	text // a quoted string
	integer
	float
	boolean
	none
	symbol
	regex
	operator // brackets and punctuation too
)

type token struct {
	kind  kind
	val   string
	flags string // of a regex
	pos   int    // byte offset in the source
}

func (t token) is(op string) bool { return t.kind == operator && t.val == op }

func (t token) name() string {
	switch t.kind {
	case eof:
		return "the end of the template"
	case text:
		return `the string "` + t.val + `"`
	case regex:
		return "a regular expression"
	case data, comment:
		return "text"
	default:
		return `"` + t.val + `"`
	}
}

// lexer cuts the source into tokens one at a time, because what follows a raw
// tag is not to be read as a template.
type lexer struct {
	src    string
	pos    int
	inCode bool
}

const delimiters = "()[]{}%*-+~/#,:|.<>=!"

func (l *lexer) rest() string { return l.src[l.pos:] }

func (l *lexer) take(n int, k kind) token {
	t := token{kind: k, val: l.src[l.pos : l.pos+n], pos: l.pos}
	l.pos += n
	return t
}

func (l *lexer) next() token {
	if l.inCode {
		l.pos += len(l.rest()) - len(strings.TrimLeft(l.rest(), " \n\t\r\u00a0"))
	}
	switch {
	case l.pos >= len(l.src):
		return token{kind: eof, pos: len(l.src)}
	case l.inCode:
		return l.code()
	}
	rest := l.rest()
	switch {
	case strings.HasPrefix(rest, "{%"):
		return l.open(blockStart)
	case strings.HasPrefix(rest, "{{"):
		return l.open(varStart)
	case strings.HasPrefix(rest, "{#"):
		end := strings.Index(rest[2:], "#}")
		if end < 0 {
			fail(l.pos, "comment is not closed", "end it with #}")
		}
		return l.take(end+4, comment)
	}
	return l.data()
}

func (l *lexer) open(k kind) token {
	l.inCode = true
	if strings.HasPrefix(l.rest()[2:], "-") {
		return l.take(3, k)
	}
	return l.take(2, k)
}

// data takes text up to the next tag.
func (l *lexer) data() token {
	rest := l.rest()
	for i := 0; i < len(rest); i++ {
		next := strings.IndexAny(rest[i:], "{#")
		if next < 0 {
			return l.take(len(rest), data)
		}
		i += next
		if i+1 == len(rest) {
			break
		}
		switch rest[i : i+2] {
		case "{%", "{{", "{#":
			return l.take(i, data)
		case "#}":
			fail(l.pos+i, "end of a comment that was not begun", `write {{ "#}" }} for these two characters`)
		}
	}
	return l.take(len(rest), data)
}

func (l *lexer) code() token {
	rest := l.rest()
	for _, end := range []struct {
		tag  string
		kind kind
	}{{"%}", blockEnd}, {"-%}", blockEnd}, {"}}", varEnd}, {"-}}", varEnd}} {
		if strings.HasPrefix(rest, end.tag) {
			l.inCode = false
			return l.take(len(end.tag), end.kind)
		}
	}
	switch c := rest[0]; {
	case c == '"' || c == '\'':
		return l.text(c)
	case strings.HasPrefix(rest, "r/"):
		return l.regex()
	case strings.IndexByte(delimiters, c) >= 0:
		for _, op := range []string{"===", "!==", "==", "!=", "<=", ">=", "//", "**"} {
			if strings.HasPrefix(rest, op) {
				return l.take(len(op), operator)
			}
		}
		return l.take(1, operator)
	}
	return l.word()
}

func (l *lexer) text(quote byte) token {
	t := token{kind: text, pos: l.pos}
	var b strings.Builder
	for l.pos++; l.pos < len(l.src) && l.src[l.pos] != quote; l.pos++ {
		c := l.src[l.pos]
		if c == '\\' && l.pos+1 < len(l.src) {
			l.pos++
			switch c = l.src[l.pos]; c {
			case 'n':
				c = '\n'
			case 't':
				c = '\t'
			case 'r':
				c = '\r'
			}
		}
		b.WriteByte(c)
	}
	if l.pos >= len(l.src) {
		fail(t.pos, "string is not closed", "end it with the quote that it began with")
	}
	l.pos++
	t.val = b.String()
	return t
}

// regex reads r/body/flags; a body without an end reaches to the end of the
// source, which then fails for want of the end of the tag.
func (l *lexer) regex() token {
	t := token{kind: regex, pos: l.pos}
	l.pos += 2
	start := l.pos
	for l.pos < len(l.src) && (l.src[l.pos] != '/' || l.src[l.pos-1] == '\\') {
		l.pos++
	}
	t.val = l.src[start:l.pos]
	l.pos = min(l.pos+1, len(l.src))
	start = l.pos
	for l.pos < len(l.src) && strings.IndexByte("gimy", l.src[l.pos]) >= 0 {
		l.pos++
	}
	t.flags = l.src[start:l.pos]
	return t
}

// word takes a name or a number: everything up to white space or a delimiter.
func (l *lexer) word() token {
	end := strings.IndexAny(l.rest(), delimiters+" \n\t\r\u00a0")
	if end < 0 {
		end = len(l.rest())
	}
	if end == 0 {
		_, end = utf8.DecodeRuneInString(l.rest())
	}
	t := l.take(end, symbol)
	switch t.val {
	case "true", "false":
		t.kind = boolean
	case "none", "null":
		t.kind = none
	default:
		if strings.Trim(t.val, "0123456789") == "" {
			t.kind = integer
			if strings.HasPrefix(l.rest(), ".") {
				digits := l.rest()[1:]
				l.pos += 1 + len(digits) - len(strings.TrimLeft(digits, "0123456789"))
				t.kind, t.val = float, l.src[t.pos:l.pos]
			}
		}
	}
	return t
}
