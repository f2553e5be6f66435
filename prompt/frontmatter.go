package prompt

import "strings"

// document is a file cut into front matter and body.
type document struct {
	front     string // YAML between the markers
	frontLine int    // line of the file where front starts, from 1
	hasFront  bool
	unclosed  bool // the opening marker of what looks like front matter has no closing one
	body      string
	bodyLine  int // line of the file where body starts, from 1
}

// splitFront finds front matter between two lines of three dashes at the top. A
// file that only starts with a rule is all body: front matter is a mapping, so
// it must start with a key.
func splitFront(src string) document {
	whole := document{body: src, bodyLine: 1}
	rest, ok := cutMarker(src)
	if !ok {
		return whole
	}
	for at, no := 0, 2; at < len(rest); no++ {
		if after, closing := cutMarker(rest[at:]); closing {
			if front := rest[:at]; startsWithKey(front) || strings.TrimSpace(front) == "" {
				return document{front: front, frontLine: 2, hasFront: true, body: after, bodyLine: no + 1}
			}
			return whole
		}
		end := strings.IndexByte(rest[at:], '\n')
		if end < 0 {
			break
		}
		at += end + 1
	}
	whole.unclosed = startsWithKey(rest)
	return whole
}

// cutMarker takes a line of three dashes off the start of s.
func cutMarker(s string) (rest string, ok bool) {
	if !strings.HasPrefix(s, "---") {
		return "", false
	}
	first, rest, _ := strings.Cut(s, "\n")
	return rest, strings.TrimRight(first, " \t") == "---"
}

// startsWithKey says whether the first line of s that is neither blank nor a
// comment has the form of "key:" or of an inline mapping.
func startsWithKey(s string) bool {
	for l := range strings.SplitSeq(s, "\n") {
		l = strings.TrimSpace(l)
		if l == "" || l[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(l, ":")
		key = strings.Trim(key, `"'`)
		bare := key != "" && strings.IndexFunc(key, func(r rune) bool { return notAlnum(r) && !strings.ContainsRune("_-.", r) }) < 0
		return l[0] == '{' && strings.HasSuffix(l, "}") || ok && bare && (value == "" || value[0] == ' ' || value[0] == '\t')
	}
	return false
}
