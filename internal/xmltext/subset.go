package xmltext

import (
	"errors"
	"strings"
)

var errDoctype = errors.New("a DOCTYPE is malformed")

// documentType skips a DOCTYPE with its internal subset, of which nothing is
// kept: an entity that it defines is never expanded.
func (r *lenientReader) documentType() error {
	rest := r.src[r.pos:]
	if r.doctype || !strings.HasPrefix(rest, "<!DOCTYPE") {
		return errDoctype
	}
	r.doctype = true
	body, comment := false, false
	level := 1
	for i := len("<!DOCTYPE"); i < len(rest); i++ {
		switch c := rest[i]; {
		case !body && !comment && (c == '"' || c == '\''):
			closing := strings.IndexByte(rest[i+1:], c)
			if closing < 0 {
				return errDoctype
			}
			i += 1 + closing
		case c == '<' && !comment:
			length, err := declarationHead(rest[i:], body)
			if err != nil {
				return err
			}
			comment = strings.HasPrefix(rest[i:], "<!--")
			i += length - 1
			level++
		case c == '>' && (!comment || strings.HasSuffix(rest[:i], "--")):
			comment = false
			if level--; level == 0 {
				r.pos += i + 1
				return nil
			}
		case c == '[':
			body = true
		}
	}
	return errDoctype
}

// declarationHead gives the length of the part of a declaration in which a > is
// none: that of an entity ends with its value.
func declarationHead(s string, body bool) (int, error) {
	switch {
	case strings.HasPrefix(s, "<!--"):
		return 1, nil
	case !body:
		return 0, errDoctype
	case strings.HasPrefix(s, "<!ELEMENT"), strings.HasPrefix(s, "<!ATTLIST"), strings.HasPrefix(s, "<!NOTATION"):
		return 1, nil
	}
	entity, ok := strings.CutPrefix(s, "<!ENTITY")
	if !ok {
		return 0, errDoctype
	}
	entity = trimBlanks(entity)
	end := nameEnd(entity, 0)
	quoted := trimBlanks(entity[end:])
	if end == 0 || quoted == "" || quoted[0] != '"' && quoted[0] != '\'' {
		return 0, errDoctype
	}
	closing := strings.IndexByte(quoted[1:], quoted[0])
	if closing < 0 {
		return 0, errDoctype
	}
	return len(s) - len(quoted) + closing + 2, nil
}
