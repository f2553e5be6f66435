package prompt

import (
	"maps"
	"slices"
	"strings"
)

// Uses lists the free template variables of the messages and partials, sorted:
// the names that a case has to give. Names that the template sets itself, by
// for, set, macro or import, are not free.
func (p *Prompt) Uses() []string {
	free := map[string]bool{}
	e, _ := engineOf(p.Engine) // an unknown one has no variables
	for _, m := range p.Messages {
		e.free(m.Text, free)
	}
	for _, part := range p.Partials {
		e.free(part.Text, free)
	}
	return slices.Sorted(maps.Keys(free))
}

// freeVariables adds the free variables of one Nunjucks template to free.
func freeVariables(text string, free map[string]bool) {
	if !strings.Contains(text, "{{") && !strings.Contains(text, "{%") {
		return
	}
	s := scope{free: free}
	for _, t := range templateTags(text) {
		switch t.kind {
		case tagOutput:
			s.expression(t.inner(text))
		case tagStatement:
			s.statement(t.inner(text))
		case tagComment:
		}
	}
}

// scope knows the names that are bound where the scan stands. A loop binds its
// names up to its end, set binds to the end of the template.
type scope struct {
	free  map[string]bool
	bound []string
	marks []int // lengths of bound at the open loops and macros
}

func (s *scope) statement(inner string) {
	word, rest, _ := strings.Cut(inner, " ")
	switch word {
	case "for", "asyncEach", "asyncAll":
		names, list, _ := strings.Cut(rest, " in ")
		s.expression(list)
		s.open("loop")
		s.bind(names)
	case "endfor", "endeach", "endall", "endmacro", "endcall":
		s.close()
	case "macro":
		name, params, _ := strings.Cut(rest, "(")
		s.bind(name)
		s.open("caller")
		for param := range strings.SplitSeq(strings.TrimSuffix(params, ")"), ",") {
			own, fallback, _ := strings.Cut(param, "=")
			s.expression(fallback)
			s.bind(own)
		}
	case "call":
		s.expression(rest)
		s.open("")
	case "set":
		names, v, _ := strings.Cut(rest, "=")
		s.expression(v)
		s.bind(names)
	case "import":
		_, name, _ := strings.Cut(rest, " as ")
		s.bind(strings.TrimSuffix(strings.TrimSuffix(name, " with context"), " without context"))
	case "from":
		_, names, _ := strings.Cut(rest, " import ")
		for name := range strings.SplitSeq(names, ",") {
			if _, as, ok := strings.Cut(name, " as "); ok {
				name = as
			}
			s.bind(name)
		}
	case "if", "elif", "elseif", "ifAsync", "switch", "case", "include", "extends":
		s.expression(strings.TrimSuffix(rest, "ignore missing"))
	}
}

func (s *scope) open(name string) {
	s.marks = append(s.marks, len(s.bound))
	s.bind(name)
}

func (s *scope) close() {
	if n := len(s.marks); n > 0 {
		s.bound = s.bound[:s.marks[n-1]]
		s.marks = s.marks[:n-1]
	}
}

func (s *scope) bind(names string) {
	for name := range strings.SplitSeq(names, ",") {
		s.bound = append(s.bound, strings.Trim(name, " \t\n()[]"))
	}
}

// expression notes the names of an expression that are neither bound, nor an
// attribute, a filter, a test, a key or an argument name, nor of the language.
func (s *scope) expression(e string) {
	previous := "" // the token before
	for at := 0; at < len(e); {
		c := e[at]
		switch {
		case c == '"' || c == '\'':
			at += 1 + stringLen(e[at+1:], c)
			previous = "string"
		case isNameByte(c):
			end := at
			for end < len(e) && isNameByte(e[end]) {
				end++
			}
			name, after := e[at:end], strings.TrimLeft(e[end:], " \t\n")
			isKey := strings.HasPrefix(after, ":") && (previous == "{" || previous == ",")
			if previous != "." && previous != "|" && previous != "is" && !s.known(name) && !isArgumentName(after) && !isKey {
				s.free[name] = true
			}
			if previous == "is" && name == "not" {
				name = "is"
			}
			previous, at = name, end
		default:
			if c != ' ' && c != '\t' && c != '\n' {
				previous = string(c)
			}
			at++
		}
	}
}

func (s *scope) known(name string) bool {
	if name[0] >= '0' && name[0] <= '9' {
		return true
	}
	switch name {
	case "and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "null", "undefined",
		"True", "False", "None", "range", "cycler", "joiner", "super":
		return true
	}
	return slices.Contains(s.bound, name)
}

func isArgumentName(after string) bool {
	return strings.HasPrefix(after, "=") && !strings.HasPrefix(after, "==")
}

func stringLen(s string, quote byte) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case quote:
			return i + 1
		}
	}
	return len(s)
}

func isNameByte(c byte) bool {
	return c == '_' || c == '$' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}
