package prompt

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// findWording counts a uniform substitution once: one phrase replaced by one
// other wherever it occurs, in two components or more, with nothing else changed
// in them.
func (c *comparison) findWording() {
	var changed []*pair
	for i := range c.pairs {
		if !c.pairs[i].same() {
			changed = append(changed, &c.pairs[i])
		}
	}
	if len(changed) < 2 {
		return
	}
	tried := map[substitution]bool{}
	for _, p := range changed[:min(4, len(changed))] {
		if p.old == nil || p.new == nil {
			continue
		}
		for _, s := range substitutions(p.old.full(), p.new.full()) {
			for _, s.outside = range []bool{false, true} {
				if !tried[s] && c.explainedBy(s) {
					return
				}
				tried[s] = true
			}
		}
	}
}

// full is the text of a component with its heading.
func (v *Variable) full() string {
	if v.Name == "" || v.Name == preamble {
		return v.Norm
	}
	return v.Name + "\n" + v.Norm
}

// explainedBy tests a substitution on the whole prompt, and counts it where it
// holds.
func (c *comparison) explainedBy(s substitution) bool {
	used := map[int]bool{}
	for i, p := range c.pairs {
		if p.old == nil {
			continue
		}
		want, n := s.apply(p.old.full())
		if n == 0 {
			continue
		}
		at := i
		if p.new == nil || p.new.full() != want || p.new.Role != p.old.Role {
			if at = c.addedAs(want, p.old); at < 0 {
				return false
			}
		}
		used[i], used[at] = true, true
	}
	line, components := 0, 0
	for i := range used {
		if now := c.pairs[i].new; now != nil {
			components++
			if line == 0 || now.Line < line {
				line = now.Line
			}
		}
	}
	if components < 2 {
		return false
	}
	for i := range used {
		c.pairs[i].done = true
	}
	c.wording = func(text string) string {
		out, _ := s.apply(text)
		return out
	}
	c.changes = append(c.changes, Change{
		ID: "wording:" + s.old + "->" + s.new, Change: "modified", Before: s.old, After: s.new, Line: line,
	})
	return true
}

// addedAs finds a component that seems new but is one whose heading the
// substitution changed.
func (c *comparison) addedAs(want string, old *Variable) int {
	for i, p := range c.pairs {
		if p.old == nil && p.new.full() == want && p.new.Role == old.Role {
			return i
		}
	}
	return -1
}

// substitution replaces one phrase by another.
type substitution struct {
	old, new string
	outside  bool // leaves the tags of the template alone
}

// apply replaces every occurrence of the phrase as whole words, also with a
// capital or in the plural, and counts them.
func (s substitution) apply(text string) (out string, n int) {
	if !strings.Contains(strings.ToLower(text), strings.ToLower(s.old)) {
		return text, 0
	}
	if !s.outside {
		return s.replace(text)
	}
	var b strings.Builder
	at := 0
	for _, t := range templateTags(text) {
		if t.start < at {
			continue
		}
		part, k := s.replace(text[at:t.start])
		b.WriteString(part)
		b.WriteString(text[t.start:t.end])
		n += k
		at = t.end
	}
	part, k := s.replace(text[at:])
	b.WriteString(part)
	return b.String(), n + k
}

func (s substitution) replace(text string) (out string, n int) {
	var b strings.Builder
	at := 0
	for i := 0; i < len(text); {
		size, with := s.occurrence(text, i)
		if size == 0 {
			_, step := utf8.DecodeRuneInString(text[i:])
			i += step
			continue
		}
		b.WriteString(text[at:i])
		b.WriteString(with)
		n++
		i += size
		at = i
	}
	b.WriteString(text[at:])
	return b.String(), n
}

// occurrence gives the length of the phrase at text[i:] and what replaces it; 0
// where it does not stand there as a word of its own.
func (s substitution) occurrence(text string, i int) (size int, with string) {
	rest := text[i:]
	switch {
	case strings.HasPrefix(rest, s.old):
		with = s.new
	case len(rest) >= len(s.old) && rest[:len(s.old)] == capital(s.old):
		with = capital(s.new)
	case len(rest) >= len(s.old) && rest[:len(s.old)] == strings.ToUpper(s.old) && s.old == strings.ToLower(s.old):
		with = strings.ToUpper(s.new)
	default:
		return 0, ""
	}
	if before, _ := utf8.DecodeLastRuneInString(text[:i]); startsWord(s.old) && i > 0 && !notAlnum(before) {
		return 0, ""
	}
	size = len(s.old)
	if !endsWord(s.old) || wordEnds(text[i+size:]) {
		return size, with
	}
	for _, plural := range []string{"s", "es"} {
		if strings.HasPrefix(text[i+size:], plural) && wordEnds(text[i+size+len(plural):]) {
			return size, with
		}
	}
	return 0, ""
}

func wordEnds(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || notAlnum(r) || unspaced(r)
}

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !notAlnum(r) && !unspaced(r)
}

func endsWord(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return !notAlnum(r) && !unspaced(r)
}

// capital is s with a capital first letter.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
