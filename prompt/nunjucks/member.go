package nunjucks

import (
	"math"
	"strconv"

	"github.com/promptgit/promptgit/internal/value"
)

// method is a function with the value that it belongs to.
type method func(r *run, this any, args []any) any

// member is x[key]: undefined for what is not there, and for x undefined.
func (r *run) member(x, key any) any {
	switch x := x.(type) {
	case nil, undefined:
		return undefined{}
	case *value.Object:
		k := r.str(key)
		if v, ok := x.Get(k); ok {
			return v
		}
		return bind(objectMethod(k), k, x)
	case *array:
		if i, ok := position32(key); ok {
			if i < len(x.items) {
				return x.items[i]
			}
			return undefined{}
		}
		k := r.str(key)
		if k == "length" {
			return float64(len(x.items))
		}
		return bind(arrayMethod(k), k, x)
	case string:
		if i, ok := position32(key); ok {
			if i < length(x) {
				return cut(x, i, i+1)
			}
			return undefined{}
		}
		return r.textMember(x, key)
	case *safe:
		if r.str(key) == "val" {
			return x.s
		}
		return r.textMember(x.s, key)
	case float64:
		k := r.str(key)
		return bind(numberMethod(k), k, x)
	}
	if k := r.str(key); k == "toString" || k == "valueOf" {
		return bind(toString, k, x)
	}
	return undefined{}
}

func (r *run) textMember(s string, key any) any {
	k := r.str(key)
	if k == "length" {
		return float64(length(s))
	}
	return bind(stringMethod(k), k, s)
}

func bind(m method, name string, this any) any {
	if m == nil {
		return undefined{}
	}
	return &function{name: name, call: func(r *run, args []any) any { return m(r, this, args) }}
}

// position32 says whether key is an index: a number or its text.
func position32(key any) (int, bool) {
	var f float64
	switch k := key.(type) {
	case float64:
		f = k
	case string:
		n, err := strconv.ParseUint(k, 10, 31)
		if err != nil || strconv.FormatUint(n, 10) != k {
			return 0, false
		}
		f = float64(n)
	default:
		return 0, false
	}
	return int(f), f == math.Trunc(f) && f >= 0 && f < math.MaxInt32
}

// arg gives an argument, undefined where it is missing.
func arg(args []any, i int) any {
	if i < len(args) {
		return args[i]
	}
	return undefined{}
}

// bound gives argument i as an offset into n: negative ones count from the
// end, missing ones are missing.
func (r *run) bound(args []any, i, n, missing int) int {
	if arg(args, i) == any(undefined{}) {
		return missing
	}
	f := r.integer(args[i])
	if f < 0 {
		return int(max(0, float64(n)+f))
	}
	return int(min(f, float64(n)))
}

// clamp gives argument i as an offset into n, negative ones are 0.
func (r *run) clamp(args []any, i, n, missing int) int {
	if arg(args, i) == any(undefined{}) {
		return missing
	}
	return int(max(0, min(r.integer(args[i]), float64(n))))
}

func toString(r *run, this any, _ []any) any { return r.str(this) }

func self(_ *run, this any, _ []any) any { return this }

func objectMethod(name string) method {
	switch name {
	case "hasOwnProperty":
		return func(r *run, this any, args []any) any {
			_, ok := this.(*value.Object).Get(r.str(arg(args, 0)))
			return ok
		}
	case "toString", "toLocaleString":
		return toString
	case "valueOf":
		return self
	}
	return nil
}
