package prompt

import "strings"

// lineKind is what a line is part of, as far as it hides headings.
type lineKind uint8

const (
	linePlain lineKind = iota
	lineFenceOpen
	lineFenced
	lineFenceClose
	lineRemark // inside an HTML comment of several lines, which is sent as it is
)

// line is one line of a message, without its end.
type line struct {
	text   string
	no     int // in the file
	kind   lineKind
	indent int // of the opening fence, for lines of a fence
}

func (l line) blank() bool { return strings.TrimSpace(l.text) == "" }

// splitLines cuts a message into lines and finds code fences by the rules of
// CommonMark 4.5: a fence ends with at least as many of the same character, or
// with the text. Lines that held only a template comment are left out.
func splitLines(text string, first int) []line {
	commented := strings.IndexByte(text, gone) >= 0
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	var f fence
	remark, list := false, false
	no := first - 1
	for s := range strings.SplitSeq(text, "\n") {
		no++
		if commented && strings.IndexByte(s, gone) >= 0 {
			s = strings.ReplaceAll(s, string(rune(gone)), "")
			if strings.TrimSpace(s) == "" {
				continue
			}
		}
		l := line{text: s, no: no}
		switch {
		case f.size > 0:
			l.kind, l.indent = lineFenced, f.indent
			if f.closedBy(s) {
				l.kind, f = lineFenceClose, fence{}
			}
		case remark:
			l.kind = lineRemark
			remark = !strings.Contains(s, "-->")
		default:
			if f = openFence(s, list); f.size > 0 {
				l.kind, l.indent = lineFenceOpen, f.indent
				break
			}
			remark = opensRemark(s)
			if s != "" && s[0] != ' ' && s[0] != '\t' {
				list = listMarker(s) != 0
			} else if !list {
				list = listMarker(s) != 0
			}
		}
		lines = append(lines, l)
	}
	return lines
}

func opensRemark(s string) bool {
	at := strings.LastIndex(s, "<!--")
	return at >= 0 && !strings.Contains(s[at:], "-->")
}

// fence is an open code fence; size 0 is none.
type fence struct {
	char   byte
	size   int
	indent int
}

// openFence reads an opening fence. More than three blanks before it make
// indented code, unless it may belong to a list item.
func openFence(s string, inList bool) fence {
	indent := indentation(s)
	if indent > 3 && !inList || indent >= len(s) {
		return fence{}
	}
	rest := s[indent:]
	char := rest[0]
	if char != '`' && char != '~' {
		return fence{}
	}
	size := len(rest) - len(strings.TrimLeft(rest, string(char)))
	if size < 3 || char == '`' && strings.IndexByte(rest[size:], '`') >= 0 {
		return fence{}
	}
	return fence{char, size, indent}
}

func (f fence) closedBy(s string) bool {
	rest := strings.TrimRight(s, " \t")
	indent := indentation(rest)
	if indent > max(3, f.indent+3) {
		return false
	}
	rest = rest[indent:]
	return len(rest) >= f.size && strings.Trim(rest, string(f.char)) == ""
}

// indentation counts the blanks and tabs before the text of a line.
func indentation(s string) int {
	n := 0
	for n < len(s) && (s[n] == ' ' || s[n] == '\t') {
		n++
	}
	return n
}

// listMarker tells a bullet ('-') from a numbered item ('1'); 0 is neither.
func listMarker(s string) byte {
	s = s[indentation(s):]
	if s == "" {
		return 0
	}
	switch c := s[0]; {
	case c == '-' || c == '*' || c == '+':
		if len(s) > 1 && (s[1] == ' ' || s[1] == '\t') {
			return '-'
		}
	case c >= '0' && c <= '9':
		digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
		if digits < 10 && len(s) > digits+1 && (s[digits] == '.' || s[digits] == ')') && s[digits+1] == ' ' {
			return '1'
		}
	}
	return 0
}
