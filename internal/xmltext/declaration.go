package xmltext

import (
	"slices"
	"strings"
)

// instruction reads a processing instruction after its <?, or the declaration
// of XML, which only the very beginning may be.
func (c *checker) instruction(mayDeclare bool) {
	start := c.pos
	r := c.read()
	if r == ':' || !startsName(r) {
		c.fail("a processing instruction has no target")
		return
	}
	for r != atEnd && r != ':' && inName(r) {
		r = c.read()
	}
	target := c.src[start:c.last]
	switch {
	case r != '?' && !isBlank(r):
		c.fail("%s is not allowed in the target of a processing instruction", shown(r))
		return
	case target == "xml" && mayDeclare:
		c.declaration(r)
		return
	case strings.EqualFold(target, "xml"):
		c.fail("the declaration of XML does not stand at the very beginning")
		return
	}
	c.unread()
	c.upTo("?>", "a processing instruction")
}

// declaration reads the version, the encoding and whether the document stands
// alone; r is the character after <?xml.
func (c *checker) declaration(r rune) {
	expected := []string{"version"}
	for {
		if r != '?' && !isBlank(r) {
			c.fail("a blank is missing in the declaration of XML")
			return
		}
		if isBlank(r) {
			r = c.skipBlanks()
		}
		if r == '?' {
			break
		}
		name, text := c.pair(r)
		if !slices.Contains(expected, name) {
			c.fail("%q is not expected in the declaration of XML", name)
			return
		}
		expected = c.declared(name, text)
		r = c.read()
	}
	if r = c.read(); r != '>' || slices.Contains(expected, "version") {
		c.fail("the declaration of XML is not complete")
	}
}

// pair reads a name, which begins with r, and its quoted value.
func (c *checker) pair(r rune) (name, text string) {
	start := c.last
	for r != atEnd && r != '=' && r != '?' && !isBlank(r) {
		r = c.read()
	}
	name = c.src[start:c.last]
	if isBlank(r) {
		r = c.skipBlanks()
	}
	if r != '=' {
		c.fail("%q has no value in the declaration of XML", name)
		return name, ""
	}
	quote := c.skipBlanks()
	if quote != '"' && quote != '\'' {
		c.fail("the value of %q is not quoted in the declaration of XML", name)
		return name, ""
	}
	start = c.pos
	for r = c.read(); r != quote; r = c.read() {
		if r == atEnd || r == '?' {
			c.fail("the declaration of XML is not complete")
			return name, ""
		}
	}
	return name, c.src[start:c.last]
}

// declared checks a value and gives the names that may follow.
func (c *checker) declared(name, text string) (next []string) {
	switch name {
	case "version":
		minor, ok := strings.CutPrefix(text, "1.")
		if !ok || minor == "" || strings.Trim(minor, "0123456789") != "" {
			c.fail("the version %q is not known", text)
		}
		c.later = text != "1.0"
		return []string{"encoding", "standalone"}
	case "encoding":
		if !isEncoding(text) {
			c.fail("the encoding %q is no name", text)
		}
		return []string{"standalone"}
	default:
		if text != "yes" && text != "no" {
			c.fail("standalone is %q, neither yes nor no", text)
		}
		c.standalone = text == "yes"
		return nil
	}
}

func isEncoding(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20 // lower case of a letter
		letter := 'a' <= c && c <= 'z'
		rest := '0' <= s[i] && s[i] <= '9' || s[i] == '.' || s[i] == '_' || s[i] == '-'
		if !letter && (i == 0 || !rest) {
			return false
		}
	}
	return s != ""
}
