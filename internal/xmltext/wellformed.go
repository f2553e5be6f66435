package xmltext

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// WellFormed says what is wrong with a document, nil for nothing. It must have
// one root; white space and comments may stand around it, and a DOCTYPE without
// internal subset before it.
func WellFormed(doc string) error {
	c := &checker{src: strings.TrimPrefix(doc, "\ufeff"), spaces: newSpaces()}
	c.document()
	return c.err
}

// checker reads a document from left to right up to the first error.
type checker struct {
	src        string
	pos, last  int // position, and that of the last character read
	err        error
	later      bool     // the version is 1.1 or another after 1.0
	standalone bool     // the declaration says so
	lenient    bool     // entities may be defined elsewhere
	doctype    bool     // there was one
	root       bool     // the root was opened
	closed     bool     // and closed
	open       []string // names of the open elements
	spaces     *spaces
}

const atEnd rune = -1

func (c *checker) fail(format string, args ...any) {
	if c.err == nil {
		line := strings.Count(c.src[:c.last], "\n") + 1
		c.err = fmt.Errorf("line %d: %w", line, fmt.Errorf(format, args...))
	}
}

// read gives the next character, with line ends as line feeds, and atEnd at the
// end and after an error.
func (c *checker) read() rune {
	c.last = c.pos
	if c.pos == len(c.src) || c.err != nil {
		return atEnd
	}
	r, size := rune(c.src[c.pos]), 1
	if r >= utf8.RuneSelf {
		r, size = utf8.DecodeRuneInString(c.src[c.pos:])
	}
	c.pos += size
	if r == '\r' {
		next, size := utf8.DecodeRuneInString(c.src[c.pos:])
		if next == '\n' || c.later && next == nextLine {
			c.pos += size
		}
		return '\n'
	}
	if c.later && (r == nextLine || r == lineSeparator) {
		return '\n'
	}
	if !c.allowed(r) {
		c.fail("the character %U is not allowed", r)
	}
	return r
}

const (
	nextLine      = 0x85
	lineSeparator = 0x2028
)

func (c *checker) unread() { c.pos = c.last }

// allowed says whether a character may stand in a document as it is.
func (c *checker) allowed(r rune) bool {
	if c.later && r >= 0x7f && r <= 0x9f {
		return false
	}
	return r >= ' ' && c.referable(r) || r == '\t' || r == '\n' || r == '\r'
}

// referable says whether a character may stand for itself or as a number.
func (c *checker) referable(r rune) bool {
	if r < ' ' {
		return c.later && r > 0 || r == '\t' || r == '\n' || r == '\r'
	}
	return r < 0xd800 || r > 0xdfff && r != 0xfffe && r != 0xffff && r <= utf8.MaxRune
}

// skipBlanks gives the first character that is no blank, which is read.
func (c *checker) skipBlanks() rune {
	r := c.read()
	for isBlank(r) {
		r = c.read()
	}
	return r
}

// name reads the characters of a name and gives the one that follows, which is
// read too.
func (c *checker) name() (name string, next rune) {
	start := c.pos
	next = c.read()
	for next != atEnd && inName(next) {
		next = c.read()
	}
	return c.src[start:c.last], next
}

func (c *checker) document() {
	first := true
	for c.err == nil {
		before := c.pos
		if !c.textBeforeMarkup() {
			break
		}
		c.markup(first && c.pos == before+1)
		first = false
	}
	switch {
	case c.err != nil:
	case !c.root:
		c.fail("there is no root element")
	case len(c.open) > 0:
		c.fail("<%s> is not closed", c.open[len(c.open)-1])
	}
}

// textBeforeMarkup reads up to and with the next <, and is false at the end.
func (c *checker) textBeforeMarkup() bool {
	brackets := 0
	for {
		switch r := c.read(); {
		case r == '<':
			return true
		case r == atEnd:
			return false
		case len(c.open) == 0 && !isBlank(r):
			c.fail("text outside of the root element")
		case r == '&':
			c.reference()
			brackets = 0
		case r == ']':
			brackets++
		case r == '>' && brackets >= 2:
			c.fail(`"]]>" stands in text`)
		default:
			brackets = 0
		}
	}
}

// markup reads what follows a <.
func (c *checker) markup(mayDeclare bool) {
	switch r := c.read(); {
	case startsName(r):
		c.unread()
		c.openTag()
	case r == '/':
		c.closeTag()
	case r == '?':
		c.instruction(mayDeclare)
	case r == '!':
		c.special()
	default:
		c.fail("no tag begins with %s", shown(r))
	}
}

func shown(r rune) string {
	if r == atEnd {
		return "the end of the text"
	}
	return fmt.Sprintf("%q", r)
}

// special reads a comment, a CDATA section or a DOCTYPE.
func (c *checker) special() {
	rest := c.src[c.pos:]
	switch {
	case strings.HasPrefix(rest, "--"):
		c.pos += len("--")
		c.upTo("--", "a comment")
		if r := c.read(); r != '>' {
			c.fail(`"--" stands in a comment`)
		}
	case strings.HasPrefix(rest, "[CDATA["):
		if len(c.open) == 0 {
			c.fail("text outside of the root element")
		}
		c.pos += len("[CDATA[")
		c.upTo("]]>", "a CDATA section")
	case strings.HasPrefix(rest, "DOCTYPE"):
		c.pos += len("DOCTYPE")
		c.documentType()
	default:
		c.fail("no declaration begins so")
	}
}

// upTo reads up to and with a text of ASCII.
func (c *checker) upTo(end, what string) string {
	start := c.pos
	for !strings.HasPrefix(c.src[c.pos:], end) {
		if c.read() == atEnd {
			c.fail("%s is not closed", what)
			return ""
		}
	}
	text := c.src[start:c.pos]
	c.pos += len(end)
	return text
}
