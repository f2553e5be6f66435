package nunjucks

import (
	"math"
	"regexp"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

func textFilter(name string) filterFunc {
	switch name {
	case "upper":
		return func(_ *run, a []any) any { return upper(mustText(normal(a[0]), name)) }
	case "lower":
		return func(_ *run, a []any) any { return lower(mustText(normal(a[0]), name)) }
	case "capitalize":
		return func(_ *run, a []any) any { return like(a[0], capitalize(mustText(normal(a[0]), name))) }
	case "title":
		return func(_ *run, a []any) any {
			words := strings.Split(mustText(normal(a[0]), name), " ")
			for i, w := range words {
				words[i] = capitalize(w)
			}
			return like(a[0], strings.Join(words, " "))
		}
	case "trim":
		return func(_ *run, a []any) any { return like(a[0], trim(mustText(a[0], name))) }
	case "center":
		return centerFilter
	case "indent":
		return indentFilter
	case "replace":
		return replaceFilter
	case "truncate":
		return truncateFilter
	case "striptags":
		return striptagsFilter
	case "nl2br":
		return func(_ *run, a []any) any {
			if isNil(a[0]) {
				return ""
			}
			s := strings.ReplaceAll(mustText(a[0], name), "\r\n", "\n")
			return like(a[0], strings.ReplaceAll(s, "\n", "<br />\n"))
		}
	case "wordcount":
		return func(_ *run, a []any) any {
			v := normal(a[0])
			if !truthy(v) {
				return nil
			}
			if n := len(word.FindAllStringIndex(mustText(v, name), -1)); n > 0 {
				return float64(n)
			}
			return nil
		}
	case "string":
		return func(r *run, a []any) any {
			if isNil(a[0]) {
				failf("string takes a value, not %s", describe(a[0]))
			}
			return like(a[0], r.str(a[0]))
		}
	}
	return nil
}

var word = regexp.MustCompile(`\w+`)

func capitalize(s string) string {
	s = lower(s)
	for i := range s {
		if i > 0 {
			return upper(s[:i]) + s[i:]
		}
	}
	return upper(s)
}

func centerFilter(r *run, a []any) any {
	v := normal(a[0])
	width := 80.0
	if w := arg(a, 1); truthy(w) {
		width = r.num(w)
	}
	size := r.num(r.member(v, "length"))
	if size >= width {
		return v
	}
	spaces := width - size
	left := r.repeat(" ", math.Ceil(spaces/2-math.Mod(spaces, 2)))
	return like(a[0], left+r.str(v)+r.repeat(" ", math.Ceil(spaces/2)))
}

func indentFilter(r *run, a []any) any {
	v := normal(a[0])
	if v == "" {
		return ""
	}
	width := 4.0
	if w := arg(a, 1); truthy(w) {
		width = r.num(w)
	}
	lines := strings.Split(mustText(v, "indent"), "\n")
	spaces := r.repeat(" ", math.Ceil(width))
	r.size(len(spaces) * len(lines))
	for i := range lines {
		if i > 0 || truthy(arg(a, 2)) {
			lines[i] = spaces + lines[i]
		}
	}
	return like(a[0], strings.Join(lines, "\n"))
}

func replaceFilter(r *run, a []any) any {
	if _, ok := arg(a, 1).(*regexValue); ok {
		return r.replaceMethod(mustText(a[0], "replace"), a[1:], false)
	}
	var old string
	switch o := arg(a, 1).(type) {
	case float64:
		old = value.JSNumber(o)
	case string:
		old = o
	default:
		return a[0]
	}
	in := a[0]
	if n, ok := in.(float64); ok {
		in = value.JSNumber(n)
	}
	s, ok := asText(in)
	if !ok {
		return in
	}
	with := r.str(arg(a, 2))
	if old == "" {
		sep := with
		if arg(a, 2) == any(undefined{}) {
			sep = ","
		}
		return like(in, with+r.join(chars(s), sep)+with)
	}
	count := -1
	if m := arg(a, 3); m != any(undefined{}) {
		count = int(max(-1, min(math.Ceil(r.num(m)), math.MaxInt32)))
	}
	found := strings.Count(s, old)
	if count == 0 || found == 0 {
		return in
	}
	r.size(len(s) + found*len(with))
	return like(a[0], strings.Replace(s, old, with, count))
}

func truncateFilter(r *run, a []any) any {
	v := normal(a[0])
	most := 255.0
	if n := arg(a, 1); truthy(n) {
		most = r.num(n)
	}
	if r.num(r.member(v, "length")) <= most {
		return v
	}
	s := mustText(v, "truncate")
	end := int(max(0, min(most, float64(length(s)))))
	if !truthy(arg(a, 2)) {
		if math.IsNaN(most) {
			end = length(s)
		}
		if i := lastIndex(s, " ", end); i >= 0 {
			end = i
		}
	}
	tail := "..."
	if e := arg(a, 3); !isNil(e) {
		tail = r.str(e)
	}
	return like(a[0], cut(s, 0, end)+tail)
}

var (
	tags        = regexp.MustCompile(`(?i)</?([a-z][a-z0-9]*)\b[^>]*>|<!--[\s\S]*?-->`)
	lineSpaces  = regexp.MustCompile(`(?m)^ +| +$`)
	someSpaces  = regexp.MustCompile(` +`)
	manyLines   = regexp.MustCompile(`\n\n\n+`)
	whiteSpaces = regexp.MustCompile(`[\s\v\x{a0}\x{2028}\x{2029}\x{feff}\p{Zs}]+`)
)

func striptagsFilter(_ *run, a []any) any {
	v := normal(a[0])
	s := trim(tags.ReplaceAllString(mustText(v, "striptags"), ""))
	if !truthy(arg(a, 1)) {
		return like(v, whiteSpaces.ReplaceAllString(s, " "))
	}
	s = someSpaces.ReplaceAllString(lineSpaces.ReplaceAllString(s, ""), " ")
	return like(v, manyLines.ReplaceAllString(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n"))
}
