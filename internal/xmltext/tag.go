package xmltext

import (
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// attribute is one of an opening tag.
type attribute struct{ name, prefix, local string }

func (c *checker) openTag() {
	name, next := c.name()
	if c.closed {
		c.fail("there is more than one root element")
	}
	c.root = true
	c.spaces.push()
	attributes, next := c.attributes(next)
	if next == '/' {
		if next = c.read(); next != '>' {
			c.fail(`"/" in a tag is not followed by ">"`)
		}
		c.checkTag(name, attributes)
		c.spaces.pop()
		c.closed = len(c.open) == 0
		return
	}
	c.checkTag(name, attributes)
	c.open = append(c.open, name)
}

// attributes reads up to and with the / or > of an opening tag.
func (c *checker) attributes(next rune) ([]attribute, rune) {
	var list []attribute
	for {
		blanks := isBlank(next)
		if blanks {
			next = c.skipBlanks()
		}
		switch {
		case next == '>' || next == '/':
			return list, next
		case !blanks || !startsName(next):
			c.fail("%s is not allowed in a tag", shown(next))
			return nil, '>'
		}
		c.unread()
		list = append(list, c.attribute())
		next = c.read()
	}
}

// attribute reads a name with its value and makes the namespaces known that it
// declares.
func (c *checker) attribute() attribute {
	name, next := c.name()
	if isBlank(next) {
		next = c.skipBlanks()
	}
	if next != '=' {
		c.fail("the attribute %s has no value", name)
	}
	quote := c.skipBlanks()
	if quote != '"' && quote != '\'' {
		c.fail("the value of the attribute %s is not quoted", name)
	}
	text := c.attributeValue(quote)
	a := attribute{name: name}
	a.prefix, a.local = c.split(name)
	switch {
	case a.prefix == "xmlns":
		uri := value.JSTrim(text)
		if uri == "" && !c.later {
			c.fail("the prefix %s is undeclared, which XML 1.0 does not know", a.local)
		}
		c.declare(a.local, uri)
	case name == "xmlns":
		c.declare("", value.JSTrim(text))
	}
	return a
}

func (c *checker) attributeValue(quote rune) string {
	var b strings.Builder
	for {
		switch r := c.read(); r {
		case quote:
			return b.String()
		case '&':
			b.WriteString(c.reference())
		case '<':
			c.fail(`"<" stands in the value of an attribute`)
		case atEnd:
			c.fail("the value of an attribute is not closed")
			return ""
		case '\n', '\t':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
}

// split parts a name at its colon.
func (c *checker) split(name string) (prefix, local string) {
	prefix, local, found := strings.Cut(name, ":")
	if !found {
		return "", name
	}
	if prefix == "" || local == "" || strings.Contains(local, ":") {
		c.fail("the name %s has its colon in the wrong place", name)
	}
	return prefix, local
}

// checkTag resolves the prefixes of a tag, and finds attributes that are given
// twice.
func (c *checker) checkTag(name string, attributes []attribute) {
	if prefix, _ := c.split(name); prefix == "xmlns" {
		c.fail("the prefix xmlns stands before an element")
	} else if prefix != "" && c.spaces.uri(prefix) == "" {
		c.fail("the prefix %s is not declared", prefix)
	}
	if len(attributes) == 0 {
		return
	}
	seen := make(map[[2]string]bool, len(attributes))
	for _, a := range attributes {
		id := [2]string{"", a.name}
		if a.prefix != "" {
			uri, known := c.spaces.lookup(a.prefix)
			if !known {
				c.fail("the prefix %s is not declared", a.prefix)
			}
			id = [2]string{"in " + uri, a.local}
		}
		if seen[id] {
			c.fail("the attribute %s is given twice", a.name)
		}
		seen[id] = true
	}
}

func (c *checker) closeTag() {
	name, next := c.name()
	if isBlank(next) {
		next = c.skipBlanks()
	}
	switch n := len(c.open); {
	case next != '>':
		c.fail("%s is not allowed in a closing tag", shown(next))
	case n == 0 || c.open[n-1] != name:
		c.fail("</%s> closes no element that is open", name)
	default:
		c.open = c.open[:n-1]
		c.spaces.pop()
		c.closed = n == 1
	}
}

// reference reads an entity or a character after its & and gives what it stands
// for.
func (c *checker) reference() string {
	text := c.upTo(";", "an entity")
	if c.err != nil {
		return ""
	}
	if number, ok := strings.CutPrefix(text, "#"); ok {
		r, ok := characterOf(number)
		if !ok || !c.referable(r) {
			c.fail("&%s; is no character", text)
			return ""
		}
		return string(r)
	}
	switch text {
	case "amp":
		return "&"
	case "lt":
		return "<"
	case "gt":
		return ">"
	case "quot":
		return `"`
	case "apos":
		return "'"
	}
	if text == "" || !c.lenient || nameEnd(text, 0) != len(text) {
		c.fail("&%s; is not defined", text)
	}
	return "&" + text + ";"
}

// characterOf reads the number of a character: 65 or x41.
func characterOf(number string) (rune, bool) {
	base := rune(10)
	if hex, ok := strings.CutPrefix(number, "x"); ok {
		number, base = hex, 16
	}
	r := rune(0)
	for i := range len(number) {
		digit := rune(99)
		switch c := rune(number[i]); {
		case '0' <= c && c <= '9':
			digit = c - '0'
		case 'a' <= c && c <= 'f':
			digit = c - 'a' + 10
		case 'A' <= c && c <= 'F':
			digit = c - 'A' + 10
		}
		if digit >= base {
			return 0, false
		}
		if r = r*base + digit; r > 0x10ffff {
			return 0, false
		}
	}
	return r, number != ""
}
