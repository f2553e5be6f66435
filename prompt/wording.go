package prompt

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// findWording counts a uniform substitution once: one phrase replaced by one
// other wherever it occurs, in two components or more, with nothing else changed
// in them. In a single component it is noted as the edit.
func (c *comparison) findWording() {
	var changed []*pair
	for i := range c.pairs {
		if !c.pairs[i].same() {
			changed = append(changed, &c.pairs[i])
		}
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
	forms := s.forms()
	used := map[int]bool{}
	for i, p := range c.pairs {
		if p.old == nil {
			continue
		}
		want, n := s.apply(p.old.full(), forms)
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
	line, components, plain := 0, 0, false
	for i := range used {
		plain = plain || c.pairs[i].old != nil && strings.Contains(c.pairs[i].old.full(), s.old)
		if now := c.pairs[i].new; now != nil {
			components++
			if line == 0 || now.Line < line {
				line = now.Line
			}
		}
	}
	rule := s
	if !plain { // a name, always with its capital
		s.old, s.new = capital(s.old), capital(s.new)
	}
	edit := s.old + "->" + s.new
	if components < 2 {
		for i := range used {
			if len(used) == 1 && c.pairs[i].edit == "" { // the shortest phrases come first
				c.pairs[i].edit = edit
			}
		}
		return false
	}
	for i := range used {
		c.pairs[i].done = true
	}
	c.wording = func(text string) string {
		out, _ := rule.apply(text, forms)
		return out
	}
	c.changes = append(c.changes, Change{
		ID: "wording:" + edit, Change: "modified", Before: s.old, After: s.new, Line: line,
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
// capital or in the plural, and counts them. forms are its own.
func (s substitution) apply(text string, forms []substitution) (out string, n int) {
	if !slices.ContainsFunc(forms, func(f substitution) bool { return strings.Contains(text, f.old) }) {
		return text, 0 // as in nearly every component, and cheap to say
	}
	if !strings.Contains(strings.ToLower(text), strings.ToLower(s.old)) {
		return text, 0
	}
	if !s.outside {
		return replace(text, forms)
	}
	var b strings.Builder
	at := 0
	for _, t := range templateTags(text) {
		if t.start < at {
			continue
		}
		part, k := replace(text[at:t.start], forms)
		b.WriteString(part)
		b.WriteString(text[t.start:t.end])
		n += k
		at = t.end
	}
	part, k := replace(text[at:], forms)
	b.WriteString(part)
	return b.String(), n + k
}

func replace(text string, forms []substitution) (out string, n int) {
	var b strings.Builder
	at := 0
	for i := 0; i < len(text); i++ {
		for _, f := range forms {
			if text[i] == f.old[0] && f.standsAt(text, i) {
				b.WriteString(text[at:i])
				b.WriteString(f.new)
				n++
				at = i + len(f.old)
				i = at - 1
				break
			}
		}
	}
	b.WriteString(text[at:])
	return b.String(), n
}

// forms are the phrase as it is, with a capital, and, for one in small letters,
// in capitals.
func (s substitution) forms() []substitution {
	list := []substitution{s}
	if c := capital(s.old); c != s.old {
		list = append(list, substitution{old: c, new: capital(s.new)})
	}
	if c := strings.ToUpper(s.old); s.old == strings.ToLower(s.old) && c != s.old && utf8.RuneCountInString(c) > 1 {
		list = append(list, substitution{old: c, new: strings.ToUpper(s.new)})
	}
	return list
}

// standsAt says whether the phrase stands at text[i:] as words of their own, or
// in the plural.
func (s substitution) standsAt(text string, i int) bool {
	if !strings.HasPrefix(text[i:], s.old) {
		return false
	}
	if before, _ := utf8.DecodeLastRuneInString(text[:i]); i > 0 && startsWord(s.old) && !notAlnum(before) && !unspaced(before) {
		return false
	}
	rest := text[i+len(s.old):]
	if !endsWord(s.old) || wordEnds(rest) {
		return true
	}
	for _, plural := range []string{"s", "es", "S", "ES"} {
		if more, ok := strings.CutPrefix(rest, plural); ok && wordEnds(more) {
			return true
		}
	}
	return false
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
