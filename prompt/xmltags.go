package prompt

import "strings"

// xmlPair is a tag pair: the opening stands at the start of the first line, the
// closing at the end of the last.
type xmlPair struct {
	name string
	last int // index of the line of the closing tag; -1 while it is open
}

// xmlPairs finds the tag pairs of a message by the index of their first line.
// An opening tag without a closing one is text.
func xmlPairs(lines []line) map[int]xmlPair {
	var pairs map[int]xmlPair
	open := map[string][]int{}
	for i, l := range lines {
		if l.kind != linePlain || strings.IndexByte(l.text, '<') < 0 {
			continue
		}
		if name, _, ok := openingTag(l.text); ok {
			open[name] = append(open[name], i)
		}
		name, ok := closingTag(l.text)
		if !ok {
			continue
		}
		if starts := open[name]; len(starts) > 0 {
			if pairs == nil {
				pairs = map[int]xmlPair{}
			}
			pairs[starts[len(starts)-1]] = xmlPair{name, i}
			open[name] = starts[:len(starts)-1]
		}
	}
	return pairs
}

// openingTag reads <name attributes> at the start of a line, indented by at
// most three blanks; rest is the attributes and what follows the tag.
func openingTag(s string) (name, rest string, ok bool) {
	indent := indentation(s)
	if indent > 3 || indent == len(s) || s[indent] != '<' {
		return "", "", false
	}
	s = s[indent+1:]
	n := tagNameLen(s)
	end := strings.IndexByte(s, '>')
	if n == 0 || end < n || end > n && s[n] != ' ' && s[n] != '\t' || strings.HasSuffix(s[:end], "/") {
		return "", "", false
	}
	return s[:n], s[n:end] + " " + s[end+1:], true
}

// closingTag reads </name> at the end of a line.
func closingTag(s string) (name string, ok bool) {
	s = strings.TrimRight(s, " \t\r")
	at := strings.LastIndex(s, "</")
	if at < 0 || !strings.HasSuffix(s, ">") {
		return "", false
	}
	name = s[at+2 : len(s)-1]
	return name, name != "" && tagNameLen(name) == len(name)
}

func tagNameLen(s string) int {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
		if !letter && (i == 0 || c != '-' && c != '.' && c != ':' && (c < '0' || c > '9')) {
			return i
		}
	}
	return len(s)
}
