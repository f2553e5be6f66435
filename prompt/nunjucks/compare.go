package nunjucks

import "math"

// equal is ==.
func (r *run) equal(a, b any) bool {
	if isNil(a) || isNil(b) {
		return isNil(a) && isNil(b)
	}
	ta, tb := typeOf(a), typeOf(b)
	switch {
	case ta == tb:
		return identical(a, b)
	case isObject(ta) && isObject(tb):
		return false
	case isObject(ta):
		return r.equal(r.str(a), b)
	case isObject(tb):
		return r.equal(a, r.str(b))
	}
	return r.num(a) == r.num(b)
}

func isObject(typ string) bool { return typ == "object" || typ == "function" }

// identical is ===; lists and objects are only identical to themselves.
func identical(a, b any) bool { return a == b }

// less is a < b; ordered is false where one side is not a number, so that
// neither < nor >= holds.
func (r *run) less(a, b any) (less, ordered bool) {
	a, b = r.primitive(a), r.primitive(b)
	s, ok1 := a.(string)
	t, ok2 := b.(string)
	if ok1 && ok2 {
		return lessText(s, t), true
	}
	x, y := r.num(a), r.num(b)
	return x < y, !math.IsNaN(x) && !math.IsNaN(y)
}

// primitive turns lists, objects and functions into their text.
func (r *run) primitive(v any) any {
	if v != nil && isObject(typeOf(v)) {
		return r.str(v)
	}
	return v
}

// lessText compares by UTF-16 units: a pair of surrogates sorts before U+E000.
func lessText(s, t string) bool {
	if ascii(s) && ascii(t) {
		return s < t
	}
	a, b := units(s), units(t)
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return len(a) < len(b)
}

// add is +.
func (r *run) add(a, b any) any {
	a, b = r.primitive(a), r.primitive(b)
	_, s := a.(string)
	_, t := b.(string)
	if !s && !t {
		return r.num(a) + r.num(b)
	}
	out := r.str(a) + r.str(b)
	r.size(len(out))
	r.spend(len(out) / 64)
	return out
}

func (r *run) compute(op string, a, b any) any {
	switch op {
	case "+":
		return r.add(a, b)
	case "-":
		return r.num(a) - r.num(b)
	case "*":
		return r.num(a) * r.num(b)
	case "/":
		return r.num(a) / r.num(b)
	case "%":
		return math.Mod(r.num(a), r.num(b))
	case "==":
		return r.equal(a, b)
	case "!=":
		return !r.equal(a, b)
	case "===":
		return identical(a, b)
	case "!==":
		return !identical(a, b)
	case "<":
		less, _ := r.less(a, b)
		return less
	case ">":
		less, _ := r.less(b, a)
		return less
	case "<=":
		less, ordered := r.less(b, a)
		return ordered && !less
	default: // ">="
		less, ordered := r.less(a, b)
		return ordered && !less
	}
}

// pow is Math.pow, which unlike Go's has no value for 1 ** NaN and (±1) ** ±Inf.
func pow(x, y float64) float64 {
	if math.IsNaN(y) || math.Abs(x) == 1 && math.IsInf(y, 0) {
		return math.NaN()
	}
	return math.Pow(x, y)
}
