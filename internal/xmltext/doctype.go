package xmltext

import "strings"

// documentType reads the rest of a DOCTYPE. One that names an external subset
// may define entities, unless the document stands alone.
func (c *checker) documentType() {
	if c.doctype || c.root {
		c.fail("a DOCTYPE does not stand here")
		return
	}
	c.doctype = true
	var b strings.Builder
	var q quotes
	for {
		r := c.read()
		switch {
		case r == atEnd:
			c.fail("a DOCTYPE is not closed")
			return
		case q.take(r):
		case r == '[':
			c.fail("a DOCTYPE with an internal subset is not supported")
			return
		case r == '>':
			external, ok := readDoctype(b.String())
			if !ok {
				c.fail("a DOCTYPE is malformed")
			}
			c.lenient = external && !c.standalone
			return
		}
		b.WriteRune(r)
	}
}

// readDoctype checks what stands between <!DOCTYPE and >, and says whether it
// names an external subset.
func readDoctype(s string) (external, ok bool) {
	rest := trimBlanks(s)
	if len(rest) == len(s) {
		return false, false
	}
	name := nameEnd(rest, 0)
	if name == 0 {
		return false, false
	}
	rest = rest[name:]
	id := trimBlanks(rest)
	switch {
	case id == "":
		return false, true
	case len(id) == len(rest):
		return false, false
	}
	if system, found := strings.CutPrefix(id, "SYSTEM"); found {
		return true, systemLiteral(system)
	}
	public, found := strings.CutPrefix(id, "PUBLIC")
	if !found {
		return false, false
	}
	text, rest, ok := literal(public)
	return true, ok && strings.IndexFunc(text, notPublic) < 0 && systemLiteral(rest)
}

// systemLiteral is the address of a subset, with nothing behind it.
func systemLiteral(s string) bool {
	text, rest, ok := literal(s)
	return ok && !strings.Contains(text, "#") && trimBlanks(rest) == ""
}

// literal reads blanks and a quoted text.
func literal(s string) (text, rest string, ok bool) {
	trimmed := trimBlanks(s)
	if len(trimmed) == len(s) || trimmed == "" || trimmed[0] != '"' && trimmed[0] != '\'' {
		return "", "", false
	}
	end := strings.IndexByte(trimmed[1:], trimmed[0])
	if end < 0 {
		return "", "", false
	}
	return trimmed[1 : 1+end], trimmed[end+2:], true
}

// notPublic is a character that no public identifier holds.
func notPublic(r rune) bool {
	letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	return !letter && !strings.ContainsRune(" \r\n'()+,./:=?;!*#@$_%-", r)
}

func trimBlanks(s string) string { return strings.TrimLeftFunc(s, isBlank) }
