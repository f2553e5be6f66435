package nunjucks

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// str is JavaScript's String(v).
func (r *run) str(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case undefined:
		return "undefined"
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return value.JSNumber(v)
	case string:
		return v
	case *safe:
		return v.s
	case *array:
		return r.join(v.items, ",")
	case *function:
		return "function " + v.name + "() { [native code] }"
	case *regexValue:
		return "/" + v.body + "/" + v.flags
	}
	return "[object Object]"
}

// join is Array.join: null and undefined give nothing.
func (r *run) join(items []any, sep string) string {
	r.enter()
	var b strings.Builder
	for i, x := range items {
		if i > 0 {
			b.WriteString(sep)
		}
		if !isNil(x) {
			b.WriteString(r.str(x))
		}
		r.spend(1 + len(sep)/64)
		r.size(b.Len())
	}
	r.leave()
	return b.String()
}

// num is JavaScript's Number(v).
func (r *run) num(v any) float64 {
	switch v := v.(type) {
	case nil:
		return 0
	case undefined:
		return math.NaN()
	case bool:
		if v {
			return 1
		}
		return 0
	case float64:
		return v
	case string:
		return value.ParseJSNumber(v)
	}
	return value.ParseJSNumber(r.str(v))
}

// integer is ToIntegerOrInfinity: towards zero, NaN is 0.
func (r *run) integer(v any) float64 {
	f := r.num(v)
	if math.IsNaN(f) {
		return 0
	}
	return math.Trunc(f)
}

// keys lists the keys of an object in JavaScript's order: array indexes first,
// ascending, then the others as they were set.
func keys(o *value.Object) []string {
	all := o.Keys()
	index := func(k string) int {
		if n, err := strconv.ParseUint(k, 10, 32); err == nil && strconv.FormatUint(n, 10) == k && n < math.MaxUint32 {
			return int(n)
		}
		return math.MaxInt
	}
	slices.SortStableFunc(all, func(a, b string) int {
		x, y := index(a), index(b)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return all
}
