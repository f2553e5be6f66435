package nunjucks

import (
	"math"
	"slices"
)

func listFilter(name string) filterFunc {
	switch name {
	case "select", "reject":
		return func(r *run, a []any) any {
			test := "truthy"
			if t := arg(a, 1); t != any(undefined{}) {
				test = r.str(t)
			}
			f := findTest(test)
			return r.filtered(elements(a[0], name), func(x any) bool {
				return f(r, x, arg(a, 2)) == (name == "select")
			})
		}
	case "selectattr", "rejectattr":
		return func(r *run, a []any) any {
			return r.filtered(mustList(a[0], name).items, func(x any) bool {
				if isNil(x) {
					failf("%s cannot take %s of %s", name, r.str(arg(a, 1)), describe(x))
				}
				return truthy(r.member(x, arg(a, 1))) == (name == "selectattr")
			})
		}
	case "sort":
		return sortFilter
	case "sum":
		return func(r *run, a []any) any {
			var items []any
			if attr := arg(a, 1); truthy(attr) {
				items = r.attributes(a[0], attr, name)
			} else {
				items = mustList(a[0], name).items
			}
			total := any(0.0)
			for _, x := range items {
				r.spend(1)
				total = r.add(total, x)
			}
			start := any(0.0)
			if s := arg(a, 2); s != any(undefined{}) {
				start = s
			}
			return r.add(start, total)
		}
	case "batch":
		return batchFilter
	case "slice":
		return sliceFilter
	}
	return nil
}

func (r *run) filtered(items []any, keep func(x any) bool) any {
	out := &array{[]any{}}
	for _, x := range items {
		r.spend(1)
		if keep(x) {
			out.items = append(out.items, x)
		}
	}
	return out
}

func sortFilter(r *run, args []any) any {
	a, kw := spread([]string{"value", "reverse", "case_sensitive", "attribute"}, nil, args)
	for i, n := range []string{"value", "reverse", "case_sensitive", "attribute"} {
		if v, ok := kw.Get(n); ok && a[i] == any(undefined{}) {
			a[i] = v
		}
	}
	up := 1
	if truthy(a[1]) {
		up = -1
	}
	key := func(x any) any {
		if truthy(a[3]) {
			x = r.path(x, a[3])
		}
		return x
	}
	return &array{r.sorted(mapped(a[0]), func(x, y any) int {
		x, y = key(x), key(y)
		s, ok1 := x.(string)
		t, ok2 := y.(string)
		if ok1 && ok2 && !truthy(a[2]) {
			x, y = lower(s), lower(t)
		}
		if less, _ := r.less(x, y); less {
			return -up
		}
		if less, _ := r.less(y, x); less {
			return up
		}
		return 0
	})}
}

// batchFilter cuts a list into rows of a length.
func batchFilter(r *run, a []any) any {
	width := r.num(arg(a, 1))
	out := &array{[]any{}}
	var row []any
	for i, x := range elements(a[0], "batch") {
		if math.Mod(float64(i), width) == 0 && len(row) > 0 {
			out.items = append(out.items, &array{row})
			row = nil
		}
		row = append(row, x)
	}
	if len(row) == 0 {
		return out
	}
	if fill := arg(a, 2); truthy(fill) {
		for float64(len(row)) < width {
			r.spend(1)
			row = append(row, fill)
		}
	}
	out.items = append(out.items, &array{row})
	return out
}

// sliceFilter cuts a list into a number of columns.
func sliceFilter(r *run, a []any) any {
	if isNil(a[0]) {
		failf("slice takes a list, not %s", describe(a[0]))
	}
	slicesWanted := r.num(arg(a, 1))
	out := &array{[]any{}}
	if !(slicesWanted > 0) {
		return out
	}
	s, isText := asText(a[0])
	if !isText {
		mustList(a[0], "slice")
	}
	n := len(mapped(a[0]))
	each, extra := int(math.Floor(float64(n)/slicesWanted)), math.Mod(float64(n), slicesWanted)
	offset := 0
	for i := 0; float64(i) < slicesWanted; i++ {
		r.spend(1)
		start := offset + i*each
		if float64(i) < extra {
			offset++
		}
		end := offset + (i+1)*each
		fill := truthy(arg(a, 2)) && float64(i) >= extra
		if isText {
			if fill {
				failf("slice cannot fill up a string")
			}
			out.items = append(out.items, cut(s, min(start, n), min(end, n)))
			continue
		}
		column := slices.Clone(a[0].(*array).items[min(start, n):min(end, n)])
		if fill {
			column = append(column, arg(a, 2))
		}
		out.items = append(out.items, &array{column})
	}
	return out
}
