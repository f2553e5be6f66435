package script

import "strings"

// topLevelLines gives the offsets of the first letters of the lines of a source
// that begin outside of brackets, texts, templates and comments, where a module
// exports. It only has to be right about sources that compile: a regular
// expression is told from a division by what stands before it.
func topLevelLines(source string) []int {
	var lines []int
	s := scanner{source: source}
	fresh := true // nothing but blanks in this line so far
	for s.at < len(source) {
		c := source[s.at]
		switch {
		case c == '\n':
			fresh = true
			s.at++
		case c == ' ' || c == '\t' || c == '\r':
			s.at++
		case strings.HasPrefix(source[s.at:], "//"), strings.HasPrefix(source[s.at:], "/*"):
			s.comment()
		default:
			if fresh && s.depth == 0 {
				lines = append(lines, s.at)
			}
			fresh = false
			s.token(c)
		}
	}
	return lines
}

// patterns gives the begin and the end of each regular expression of a source,
// slashes included and flags not.
func patterns(source string) [][2]int {
	var found [][2]int
	s := scanner{source: source, found: &found}
	for s.at < len(source) {
		switch c := source[s.at]; {
		case c == '\n', c == ' ', c == '\t', c == '\r':
			s.at++
		case strings.HasPrefix(source[s.at:], "//"), strings.HasPrefix(source[s.at:], "/*"):
			s.comment()
		default:
			s.token(c)
		}
	}
	return found
}

type scanner struct {
	source    string
	at        int
	depth     int    // of brackets
	last      byte   // of the token before
	word      string // which that is, where it is one
	templates []int  // depths at which a template goes on
	found     *[][2]int
}

func (s *scanner) comment() {
	end, closing := "\n", 0
	if s.source[s.at+1] == '*' {
		end, closing = "*/", 2
	}
	i := strings.Index(s.source[s.at+2:], end)
	if i < 0 {
		s.at = len(s.source)
		return
	}
	s.at += 2 + i + closing
}

func (s *scanner) token(c byte) {
	from := s.at
	s.at++
	switch {
	case c == '"' || c == '\'':
		s.until(c)
	case c == '`':
		s.template()
	case c == '/' && s.beginsValue():
		s.pattern()
		if s.found != nil {
			*s.found = append(*s.found, [2]int{from, s.at})
		}
	case c == '(' || c == '[' || c == '{':
		s.depth++
	case c == '}' && len(s.templates) > 0 && s.templates[len(s.templates)-1] == s.depth:
		s.templates = s.templates[:len(s.templates)-1]
		s.depth--
		s.template()
	case c == ')' || c == ']' || c == '}':
		s.depth--
	case wordByte(c):
		for s.at < len(s.source) && wordByte(s.source[s.at]) {
			s.at++
		}
	}
	s.last, s.word = c, ""
	if wordByte(c) {
		s.word = s.source[from:s.at]
	}
}

func wordByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// beginsValue says whether a slash begins a regular expression here.
func (s *scanner) beginsValue() bool {
	switch s.word {
	case "return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "await", "yield", "default":
		return true
	case "":
		return !strings.ContainsRune(")]}\"'`", rune(s.last)) || s.last == 0
	}
	return false
}

// until goes behind the closing quote, or to the end of the line.
func (s *scanner) until(quote byte) {
	for ; s.at < len(s.source) && s.source[s.at] != '\n'; s.at++ {
		switch s.source[s.at] {
		case '\\':
			s.at++
		case quote:
			s.at++
			return
		}
	}
}

// pattern goes behind a regular expression.
func (s *scanner) pattern() {
	class := false
	for ; s.at < len(s.source) && s.source[s.at] != '\n'; s.at++ {
		switch c := s.source[s.at]; {
		case c == '\\':
			s.at++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			s.at++
			return
		}
	}
}

// template goes behind a template, or into an expression of it.
func (s *scanner) template() {
	for ; s.at < len(s.source); s.at++ {
		switch {
		case s.source[s.at] == '\\':
			s.at++
		case s.source[s.at] == '`':
			s.at++
			return
		case strings.HasPrefix(s.source[s.at:], "${"):
			s.at += 2
			s.depth++
			s.templates = append(s.templates, s.depth)
			return
		}
	}
}
