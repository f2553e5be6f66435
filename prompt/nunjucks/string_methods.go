package nunjucks

import (
	"math"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// stringMethod gives the method of a string by its name, nil for none.
func stringMethod(name string) method {
	if f := transform(name); f != nil {
		return func(_ *run, this any, _ []any) any { return f(this.(string)) }
	}
	f := textMethod(name)
	if f == nil {
		return nil
	}
	return func(r *run, this any, args []any) any { return f(r, this.(string), args) }
}

// transform lists the methods without arguments.
func transform(name string) func(string) string {
	switch name {
	case "toUpperCase", "toLocaleUpperCase":
		return upper
	case "toLowerCase", "toLocaleLowerCase":
		return lower
	case "trim":
		return trim
	case "trimStart", "trimLeft":
		return trimStart
	case "trimEnd", "trimRight":
		return trimEnd
	case "toString", "valueOf":
		return strings.Clone
	}
	return nil
}

func textMethod(name string) func(r *run, s string, args []any) any {
	switch name {
	case "slice":
		return func(r *run, s string, args []any) any {
			n := length(s)
			return cut(s, r.bound(args, 0, n, 0), r.bound(args, 1, n, n))
		}
	case "substring":
		return func(r *run, s string, args []any) any {
			n := length(s)
			a, b := r.clamp(args, 0, n, 0), r.clamp(args, 1, n, n)
			return cut(s, min(a, b), max(a, b))
		}
	case "substr":
		return func(r *run, s string, args []any) any {
			n := length(s)
			start := r.bound(args, 0, n, 0)
			return cut(s, start, start+r.clamp(args, 1, n-start, n-start))
		}
	case "split":
		return splitMethod
	case "replace":
		return func(r *run, s string, args []any) any { return r.replaceMethod(s, args, false) }
	case "replaceAll":
		return func(r *run, s string, args []any) any { return r.replaceMethod(s, args, true) }
	case "match":
		return func(r *run, s string, args []any) any { return r.regexOf(arg(args, 0)).match(r, s) }
	case "search":
		return func(r *run, s string, args []any) any { return r.regexOf(arg(args, 0)).search(r, s) }
	case "concat":
		return func(r *run, s string, args []any) any {
			var out any = s
			for _, a := range args {
				out = r.add(out, r.str(a))
			}
			return out
		}
	case "repeat":
		return func(r *run, s string, args []any) any {
			n := r.integer(arg(args, 0))
			if n < 0 || math.IsInf(n, 0) {
				failf("repeat needs a count from 0")
			}
			return r.repeat(s, n)
		}
	case "padStart":
		return func(r *run, s string, args []any) any { return r.padding(s, args) + s }
	case "padEnd":
		return func(r *run, s string, args []any) any { return s + r.padding(s, args) }
	case "normalize":
		return func(_ *run, s string, _ []any) any { return norm.NFC.String(s) }
	}
	return searchMethod(name)
}

// searchMethod lists the methods that look for text or at a place.
func searchMethod(name string) func(r *run, s string, args []any) any {
	switch name {
	case "indexOf":
		return func(r *run, s string, args []any) any {
			return float64(index(s, r.str(arg(args, 0)), r.clamp(args, 1, length(s), 0)))
		}
	case "lastIndexOf":
		return func(r *run, s string, args []any) any {
			from := length(s)
			if f := r.num(arg(args, 1)); !math.IsNaN(f) {
				from = r.clamp(args, 1, from, from)
			}
			return float64(lastIndex(s, r.str(arg(args, 0)), from))
		}
	case "includes":
		return func(r *run, s string, args []any) any {
			return index(s, r.needle(args), r.clamp(args, 1, length(s), 0)) >= 0
		}
	case "startsWith":
		return func(r *run, s string, args []any) any {
			return strings.HasPrefix(cut(s, r.clamp(args, 1, length(s), 0), length(s)), r.needle(args))
		}
	case "endsWith":
		return func(r *run, s string, args []any) any {
			return strings.HasSuffix(cut(s, 0, r.clamp(args, 1, length(s), length(s))), r.needle(args))
		}
	case "charAt", "at", "charCodeAt", "codePointAt":
		return func(r *run, s string, args []any) any { return r.charMethod(name, s, r.integer(arg(args, 0))) }
	case "localeCompare":
		return func(r *run, s string, args []any) any { return localeCompare(s, r.str(arg(args, 0))) }
	}
	return nil
}

// needle is the text to look for; a regular expression is refused, as there.
func (r *run) needle(args []any) string {
	if _, ok := arg(args, 0).(*regexValue); ok {
		failf("this method takes no regular expression")
	}
	return r.str(arg(args, 0))
}

func (r *run) charMethod(name, s string, at float64) any {
	n := length(s)
	if name == "at" && at < 0 {
		at += float64(n)
	}
	if at < 0 || at >= float64(n) {
		switch name {
		case "charAt":
			return ""
		case "charCodeAt":
			return math.NaN()
		}
		return undefined{}
	}
	i := int(at)
	switch name {
	case "charCodeAt":
		return float64(units(s)[i])
	case "codePointAt":
		u := units(s)
		if c := []rune(cut(s, i, min(i+2, n)))[0]; c > 0xffff {
			return float64(c)
		}
		return float64(u[i])
	}
	return cut(s, i, i+1)
}

func splitMethod(r *run, s string, args []any) any {
	limit := math.MaxInt32
	if arg(args, 1) != any(undefined{}) {
		limit = r.clamp(args, 1, limit, limit)
	}
	var out []any
	switch sep := arg(args, 0).(type) {
	case undefined:
		out = []any{s}
	case *regexValue:
		out = sep.split(r, s)
	default:
		out = r.split(s, r.str(sep))
	}
	return &array{out[:min(limit, len(out))]}
}

func (r *run) split(s, sep string) []any {
	r.spend(len(s) / 8)
	if sep == "" {
		return chars(s)
	}
	parts := strings.Split(s, sep)
	out := make([]any, len(parts))
	for i, p := range parts {
		out[i] = p
	}
	return out
}

// repeat checks the size of the result before it makes it.
func (r *run) repeat(s string, n float64) string {
	if n <= 0 || math.IsNaN(n) || s == "" {
		return ""
	}
	r.size(int(min(float64(len(s))*n, math.MaxInt32)))
	r.spend(int(float64(len(s)) * n / 64))
	return strings.Repeat(s, int(n))
}

func (r *run) padding(s string, args []any) string {
	fill := " "
	if f := arg(args, 1); f != any(undefined{}) {
		fill = r.str(f)
	}
	missing := r.integer(arg(args, 0)) - float64(length(s))
	if missing <= 0 || fill == "" {
		return ""
	}
	return cut(r.repeat(fill, math.Ceil(missing/float64(length(fill)))), 0, int(missing))
}

// localeCompare orders text as people do for plain letters: by letter first,
// small before capital.
func localeCompare(s, t string) float64 {
	a, b := lower(s), lower(t)
	switch {
	case a < b || a == b && s > t:
		return -1
	case a > b || s < t:
		return 1
	}
	return 0
}
