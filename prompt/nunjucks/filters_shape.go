package nunjucks

import (
	"math"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// shapeFilter lists the filters that turn a value into another kind.
func shapeFilter(name string) filterFunc {
	switch name {
	case "default", "d":
		return func(_ *run, a []any) any {
			if truthy(arg(a, 2)) && !truthy(a[0]) || a[0] == any(undefined{}) {
				return arg(a, 1)
			}
			return a[0]
		}
	case "first":
		return func(r *run, a []any) any { return r.end(a[0], name, 0) }
	case "last":
		return func(r *run, a []any) any {
			if isNil(a[0]) {
				return r.end(a[0], name, 0)
			}
			return r.end(a[0], name, r.num(r.member(a[0], "length"))-1)
		}
	case "length":
		return func(r *run, a []any) any {
			v := normal(a[0])
			if o, ok := v.(*value.Object); ok {
				return float64(o.Len())
			}
			return r.member(v, "length")
		}
	case "list":
		return listOf
	case "reverse":
		return func(r *run, a []any) any {
			items := mapped(a[0])
			out := make([]any, len(items))
			for i, x := range items {
				out[len(items)-1-i] = x
			}
			if _, ok := a[0].(string); ok {
				return r.join(out, "")
			}
			return &array{out}
		}
	case "join":
		return func(r *run, a []any) any {
			sep := ""
			if truthy(arg(a, 1)) {
				sep = r.str(a[1])
			}
			if attr := arg(a, 2); truthy(attr) {
				return r.join(r.attributes(a[0], attr, name), sep)
			}
			return r.join(mustList(a[0], name).items, sep)
		}
	case "dictsort":
		return dictsortFilter
	case "groupby":
		return groupbyFilter
	}
	return nil
}

func (r *run) end(v any, filter string, at float64) any {
	if isNil(v) {
		failf("%s takes a list, not %s", filter, describe(v))
	}
	if math.IsNaN(at) {
		return undefined{}
	}
	return r.member(v, at)
}

func listOf(r *run, a []any) any {
	switch v := a[0].(type) {
	case string:
		r.spend(len(v) / 8)
		return &array{chars(v)}
	case *array:
		return v
	case *safe, *value.Object:
		out := &array{[]any{}}
		for _, e := range entries(v) {
			out.items = append(out.items, value.NewObject("key", e[0], "value", e[1]))
		}
		return out
	}
	failf("list takes a string, a list or an object, not %s", describe(a[0]))
	return nil
}

// entries lists keys and values of an object, none for what has no keys.
func entries(v any) [][2]any {
	var out [][2]any
	switch v := v.(type) {
	case *value.Object:
		for _, k := range keys(v) {
			x, _ := v.Get(k)
			out = append(out, [2]any{k, x})
		}
	case *safe:
		out = [][2]any{{"val", v.s}, {"length", float64(length(v.s))}}
	}
	return out
}

// mapped is elements, with nothing for null and undefined.
func mapped(v any) []any {
	if isNil(v) {
		return nil
	}
	return elements(v, "")
}

// attributes gives item[attr] of every item.
func (r *run) attributes(v, attr any, filter string) []any {
	items := mapped(v)
	out := make([]any, len(items))
	for i, x := range items {
		if isNil(x) {
			failf("%s cannot take %s of %s", filter, r.str(attr), describe(x))
		}
		out[i] = r.member(x, attr)
	}
	return out
}

func dictsortFilter(r *run, a []any) any {
	all := entries(a[0])
	if _, list := a[0].(*array); list || isNil(a[0]) || all == nil && typeName(a[0]) != "object" {
		failf("dictsort takes an object, not %s", describe(a[0]))
	}
	by := 0
	switch arg(a, 2) {
	case any(undefined{}), "key":
	case "value":
		by = 1
	default:
		failf("dictsort sorts by key or by value")
	}
	pairs := make([]any, len(all))
	for i, e := range all {
		pairs[i] = arrayOf(e[0], e[1])
	}
	fold := func(x any) any {
		if s, ok := x.(string); ok && !truthy(arg(a, 1)) {
			return upper(s)
		}
		return x
	}
	return &array{r.sorted(pairs, func(x, y any) int {
		s, t := fold(x.(*array).items[by]), fold(y.(*array).items[by])
		switch {
		case r.compute(">", s, t) == true:
			return 1
		case identical(s, t):
			return 0
		}
		return -1
	})}
}

// path reads a.b.c of an item that has these keys, else undefined.
func (r *run) path(item, attr any) any {
	if !truthy(attr) {
		return item
	}
	keys := []any{attr}
	if s, ok := attr.(string); ok {
		keys = keys[:0]
		for _, k := range strings.Split(s, ".") {
			keys = append(keys, k)
		}
	}
	for _, k := range keys {
		if isNil(item) {
			failf("cannot take %s of %s", r.str(k), describe(item))
		}
		next := r.member(item, k)
		if _, method := next.(*function); method {
			return undefined{}
		}
		item = next
		if item == any(undefined{}) {
			return item
		}
	}
	return item
}

func groupbyFilter(r *run, a []any) any {
	out := &value.Object{}
	for _, x := range elements(a[0], "groupby") {
		r.spend(1)
		k := r.str(r.path(x, arg(a, 1)))
		group, ok := out.Get(k)
		if !ok {
			group = arrayOf()
			out.Set(k, group)
		}
		group.(*array).items = append(group.(*array).items, x)
	}
	return out
}
