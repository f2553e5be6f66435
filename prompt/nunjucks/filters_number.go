package nunjucks

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

func numberFilter(name string) filterFunc {
	switch name {
	case "abs":
		return func(r *run, a []any) any { return math.Abs(r.num(a[0])) }
	case "round":
		return roundFilter
	case "int":
		return intFilter
	case "float":
		return func(r *run, a []any) any {
			if m := leadingFloat.FindString(trimStart(r.str(a[0]))); m != "" {
				return value.ParseJSNumber(m)
			}
			return arg(a, 1)
		}
	}
	return nil
}

var leadingFloat = regexp.MustCompile(`^[+-]?(Infinity|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)`)

func roundFilter(r *run, a []any) any {
	precision := 0.0
	if p := arg(a, 1); truthy(p) {
		precision = r.num(p)
	}
	factor := pow(10, precision)
	n := r.num(a[0]) * factor
	switch arg(a, 2) {
	case "ceil":
		n = math.Ceil(n)
	case "floor":
		n = math.Floor(n)
	default:
		if down := math.Floor(n); n-down >= 0.5 {
			n = down + 1
		} else {
			n = down
		}
	}
	return n / factor
}

// intFilter is JavaScript's parseInt: the digits at the start, in a base.
func intFilter(r *run, args []any) any {
	a, _ := spread([]string{"value", "default", "base"}, nil, args)
	base := 10.0
	if a[2] != any(undefined{}) {
		base = r.integer(a[2])
	}
	s := trimStart(r.str(a[0]))
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	if base == 0 || base == 16 {
		if len(s) > 1 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
			s, base = s[2:], 16
		} else if base == 0 {
			base = 10
		}
	}
	n, digits := 0.0, 0
	for ; digits < len(s); digits++ {
		d, err := strconv.ParseUint(s[digits:digits+1], 36, 8)
		if err != nil || float64(d) >= base {
			break
		}
		n = n*base + float64(d)
	}
	if digits == 0 || base < 2 || base > 36 {
		return a[1]
	}
	if base == 10 {
		n, _ = strconv.ParseFloat(s[:digits], 64) // exact where adding digits is not
	}
	if negative {
		return -n
	}
	return n
}
