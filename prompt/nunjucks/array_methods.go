package nunjucks

import (
	"math"
	"slices"
)

// arrayMethod gives the method of a list by its name, nil for none.
func arrayMethod(name string) method {
	f := listMethod(name)
	if f == nil {
		f = changeMethod(name)
	}
	if f == nil {
		return nil
	}
	return func(r *run, this any, args []any) any {
		a := this.(*array)
		r.spend(1 + len(a.items)/16)
		return f(r, a, args)
	}
}

// listMethod lists the methods that leave the list as it is.
func listMethod(name string) func(r *run, a *array, args []any) any {
	switch name {
	case "join":
		return func(r *run, a *array, args []any) any {
			if len(args) == 0 || args[0] == any(undefined{}) {
				return r.join(a.items, ",")
			}
			return r.join(a.items, r.str(args[0]))
		}
	case "toString":
		return func(r *run, a *array, _ []any) any { return r.str(a) }
	case "slice":
		return func(r *run, a *array, args []any) any {
			n := len(a.items)
			start, end := r.bound(args, 0, n, 0), r.bound(args, 1, n, n)
			return &array{slices.Clone(a.items[start:max(start, end)])}
		}
	case "concat":
		return func(r *run, a *array, args []any) any {
			out := slices.Clone(a.items)
			for _, x := range args {
				if more, ok := x.(*array); ok {
					r.spend(len(more.items))
					out = append(out, more.items...)
				} else {
					out = append(out, x)
				}
			}
			return &array{out}
		}
	case "indexOf":
		return func(r *run, a *array, args []any) any {
			start := r.bound(args, 1, len(a.items), 0)
			if i := slices.Index(a.items[start:], arg(args, 0)); i >= 0 {
				return float64(start + i)
			}
			return -1.0
		}
	case "lastIndexOf":
		return func(_ *run, a *array, args []any) any {
			for i, x := range slices.Backward(a.items) {
				if x == arg(args, 0) {
					return float64(i)
				}
			}
			return -1.0
		}
	case "includes":
		return func(_ *run, a *array, args []any) any {
			f, nan := arg(args, 0).(float64)
			nan = nan && math.IsNaN(f)
			return slices.ContainsFunc(a.items, func(x any) bool {
				g, ok := x.(float64)
				return x == arg(args, 0) || nan && ok && math.IsNaN(g)
			})
		}
	case "at":
		return func(r *run, a *array, args []any) any {
			i := r.integer(arg(args, 0))
			if i < 0 {
				i += float64(len(a.items))
			}
			if i < 0 || i >= float64(len(a.items)) {
				return undefined{}
			}
			return a.items[int(i)]
		}
	case "flat":
		return func(r *run, a *array, args []any) any {
			depth := 1.0
			if arg(args, 0) != any(undefined{}) {
				depth = r.integer(args[0])
			}
			return &array{r.flatten(a.items, depth)}
		}
	}
	return nil
}

func (r *run) flatten(items []any, depth float64) []any {
	r.enter()
	defer r.leave()
	out := []any{}
	for _, x := range items {
		r.spend(1)
		if inner, ok := x.(*array); ok && depth >= 1 {
			out = append(out, r.flatten(inner.items, depth-1)...)
		} else {
			out = append(out, x)
		}
	}
	return out
}

// changeMethod lists the methods that change the list in place.
func changeMethod(name string) func(r *run, a *array, args []any) any {
	switch name {
	case "push":
		return func(_ *run, a *array, args []any) any {
			a.items = append(a.items, args...)
			return float64(len(a.items))
		}
	case "unshift":
		return func(_ *run, a *array, args []any) any {
			a.items = append(slices.Clone(args), a.items...)
			return float64(len(a.items))
		}
	case "pop":
		return func(_ *run, a *array, _ []any) any { return a.remove(len(a.items) - 1) }
	case "shift":
		return func(_ *run, a *array, _ []any) any { return a.remove(0) }
	case "reverse":
		return func(_ *run, a *array, _ []any) any {
			slices.Reverse(a.items)
			return a
		}
	case "fill":
		return func(r *run, a *array, args []any) any {
			n := len(a.items)
			for i := r.bound(args, 1, n, 0); i < r.bound(args, 2, n, n); i++ {
				a.items[i] = arg(args, 0)
			}
			return a
		}
	case "sort":
		return func(r *run, a *array, args []any) any {
			if len(args) > 0 && args[0] != any(undefined{}) {
				failf("sort takes no function here")
			}
			a.items = r.sorted(a.items, func(x, y any) int {
				s, t := r.str(x), r.str(y)
				switch {
				case lessText(s, t):
					return -1
				case s == t:
					return 0
				}
				return 1
			})
			return a
		}
	case "splice":
		return func(r *run, a *array, args []any) any {
			n := len(a.items)
			start := r.bound(args, 0, n, 0)
			count := 0
			if len(args) > 0 {
				count = n - start
			}
			if len(args) > 1 {
				count = int(max(0, min(r.integer(args[1]), float64(n-start))))
			}
			removed := slices.Clone(a.items[start : start+count])
			var insert []any
			if len(args) > 2 {
				insert = args[2:]
			}
			a.items = slices.Replace(a.items, start, start+count, insert...)
			return &array{removed}
		}
	}
	return nil
}

func (a *array) remove(i int) any {
	if len(a.items) == 0 {
		return undefined{}
	}
	x := a.items[i]
	a.items = slices.Delete(a.items, i, i+1)
	return x
}
