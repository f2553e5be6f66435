package nunjucks

import (
	"strings"
	"time"

	"github.com/dlclark/regexp2/v2"
)

// matchTimeout ends a match whose backtracking explodes.
const matchTimeout = 250 * time.Millisecond

// regexValue is a regular expression of a template, written r/body/flags.
type regexValue struct {
	body, flags string
	re          *regexp2.Regexp
}

func newRegex(t token) *regexValue { return compileRegex(t.pos, t.val, t.flags) }

func compileRegex(pos int, body, flags string) *regexValue {
	options := regexp2.ECMAScript
	if strings.Contains(flags, "i") {
		options |= regexp2.IgnoreCase
	}
	if strings.Contains(flags, "m") {
		options |= regexp2.Multiline
	}
	re, err := regexp2.Compile(body, options)
	if err != nil {
		fail(pos, "regular expression is not valid: "+err.Error(), "")
	}
	re.MatchTimeout = matchTimeout
	return &regexValue{body: body, flags: flags, re: re}
}

// regexOf takes a regular expression, or makes one of a text.
func (r *run) regexOf(v any) *regexValue {
	if re, ok := v.(*regexValue); ok {
		return re
	}
	if v == any(undefined{}) {
		return compileRegex(-1, "(?:)", "")
	}
	return compileRegex(-1, r.str(v), "")
}

func (x *regexValue) global() bool { return strings.Contains(x.flags, "g") }

// each calls do for the matches in s, the first alone unless all are wanted.
func (x *regexValue) each(r *run, s string, all bool, do func(m *regexp2.Match)) {
	m, err := x.re.FindStringMatch(s)
	for m != nil && err == nil {
		r.spend(4)
		do(m)
		if !all {
			return
		}
		m, err = x.re.FindNextMatch(m)
	}
	if err != nil {
		r.limit("regular expression takes too long", "simplify it: nested repetition is slow")
	}
}

func (x *regexValue) match(r *run, s string) any {
	var found []any
	x.each(r, s, x.global(), func(m *regexp2.Match) {
		if x.global() {
			found = append(found, m.String())
			return
		}
		for _, g := range m.Groups() {
			if len(g.Captures) == 0 {
				found = append(found, undefined{})
			} else {
				found = append(found, g.String())
			}
		}
	})
	if found == nil {
		return nil
	}
	return &array{found}
}

func (x *regexValue) search(r *run, s string) any {
	at := -1
	x.each(r, s, false, func(m *regexp2.Match) {
		offset, _ := m.ByteRange()
		at = length(s[:offset])
	})
	return float64(at)
}

func (x *regexValue) split(r *run, s string) []any {
	var out []any
	last := 0
	x.each(r, s, true, func(m *regexp2.Match) {
		offset, n := m.ByteRange()
		if n == 0 && (offset == 0 || offset == len(s) || offset == last) {
			return
		}
		out = append(out, s[last:offset])
		for _, g := range m.Groups()[1:] {
			out = append(out, g.String())
		}
		last = offset + n
	})
	return append(out, s[last:])
}

// replaceMethod is replace and replaceAll of a string. In the replacement $&,
// $1 and $$ stand for the match, a group and a dollar.
func (r *run) replaceMethod(s string, args []any, all bool) any {
	if fn, ok := arg(args, 1).(*function); ok {
		failf("replace takes no function here, such as %s", fn.name)
	}
	with := r.str(arg(args, 1))
	var b strings.Builder
	last := 0
	put := func(offset, n int, groups []string) {
		b.WriteString(s[last:offset])
		b.WriteString(expand(with, groups, s[:offset], s[offset+n:]))
		last = offset + n
		r.size(b.Len())
		r.spend(1 + len(with)/64)
	}
	if re, ok := arg(args, 0).(*regexValue); ok {
		if all && !re.global() {
			failf("replaceAll needs the flag g")
		}
		re.each(r, s, re.global(), func(m *regexp2.Match) {
			offset, n := m.ByteRange()
			var groups []string
			for _, g := range m.Groups() {
				groups = append(groups, g.String())
			}
			put(offset, n, groups)
		})
		return b.String() + s[last:]
	}
	old := r.str(arg(args, 0))
	for from := 0; from <= len(s); {
		i := strings.Index(s[from:], old)
		if i < 0 {
			break
		}
		put(from+i, len(old), []string{old})
		if !all {
			break
		}
		from += i + len(old)
		if old == "" {
			from += max(1, len(firstChar(s[from:])))
		}
	}
	return b.String() + s[last:]
}

func firstChar(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}

func expand(with string, groups []string, before, after string) string {
	if !strings.Contains(with, "$") {
		return with
	}
	var b strings.Builder
	for i := 0; i < len(with); i++ {
		if with[i] != '$' || i+1 == len(with) {
			b.WriteByte(with[i])
			continue
		}
		i++
		switch c := with[i]; {
		case c == '$':
			b.WriteByte('$')
		case c == '&':
			b.WriteString(groups[0])
		case c == '`':
			b.WriteString(before)
		case c == '\'':
			b.WriteString(after)
		case c >= '1' && c <= '9' && int(c-'0') < len(groups):
			b.WriteString(groups[c-'0'])
		default:
			b.WriteByte('$')
			b.WriteByte(c)
		}
	}
	return b.String()
}
