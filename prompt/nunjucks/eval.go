package nunjucks

import (
	"math"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

func (r *run) eval(x expr) any {
	r.spend(1)
	r.enter()
	v := x.eval(r)
	r.leave()
	return v
}

func (x *literal) eval(*run) any { return x.v }

func (x *pattern) eval(*run) any { return x.re }

func (x *name) eval(r *run) any { return r.lookup(x.name) }

func (x *member) eval(r *run) any { return r.member(r.eval(x.x), r.eval(x.key)) }

func (x *list) eval(r *run) any { return &array{r.evalAll(x.items)} }

func (r *run) evalAll(xs []expr) []any {
	out := make([]any, len(xs))
	for i, x := range xs {
		out[i] = r.eval(x)
	}
	return out
}

func (x *dict) eval(r *run) any {
	o := &value.Object{}
	for i, k := range x.keys {
		o.Set(k, r.eval(x.values[i]))
	}
	if x.keyword {
		o.Set(keywords, true)
	}
	return o
}

func (x *sequence) eval(r *run) any {
	all := r.evalAll(x.items)
	return all[len(all)-1]
}

func (x *unary) eval(r *run) any {
	v := r.eval(x.x)
	switch x.op {
	case "!":
		return !truthy(v)
	case "-":
		return -r.num(v)
	}
	return r.num(v)
}

func (x *binary) eval(r *run) any { return r.compute(x.op, r.eval(x.l), r.eval(x.r)) }

func (x *logic) eval(r *run) any {
	l := r.eval(x.l)
	if truthy(l) == x.or {
		return l
	}
	return r.eval(x.r)
}

func (x *choice) eval(r *run) any {
	switch {
	case truthy(r.eval(x.cond)):
		return r.eval(x.yes)
	case x.no != nil:
		return r.eval(x.no)
	}
	return ""
}

func (x *contains) eval(r *run) any {
	key := r.eval(x.key)
	switch in := r.eval(x.in).(type) {
	case *array:
		for _, v := range in.items {
			r.spend(1)
			if identical(v, key) {
				return true
			}
		}
		return false
	case string:
		return strings.Contains(in, r.str(key))
	case *value.Object:
		_, ok := in.Get(r.str(key))
		return ok
	case *safe:
		return r.str(key) == "length" || r.str(key) == "val"
	default:
		failf(`cannot look for "%s" in %s`, r.str(key), describe(in))
		return nil
	}
}

func (x *floor) eval(r *run) any { return math.Floor(r.num(r.eval(x.x))) }

func (x *power) eval(r *run) any { return pow(r.num(r.eval(x.x)), r.num(r.eval(x.y))) }

func (x *condition) eval(r *run) any {
	outer := r.move(x.pos)
	test := findTest(x.name)
	v, arg := r.eval(x.x), any(undefined{})
	if x.arg != nil {
		arg = r.eval(x.arg)
	}
	out := test(r, v, arg)
	r.at = outer
	return out
}

func (x *filter) eval(r *run) any {
	outer := r.move(x.pos)
	var out any
	if own := r.opts.Filters[x.name]; own != nil {
		out = r.own(own, x.name, r.evalAll(x.args))
	} else {
		f := findFilter(x.name)
		out = f(r, r.evalAll(x.args))
	}
	r.at = outer
	return out
}

func (x *call) eval(r *run) any {
	outer := r.move(x.pos)
	fn, ok := r.eval(x.fn).(*function)
	if !ok {
		failf("%s is not a function", x.label)
	}
	out := fn.call(r, r.evalAll(x.args))
	r.at = outer
	return out
}

func (x *capture) eval(r *run) any {
	return r.captured(func() { r.exec(x.body) })
}

// describe names a value in a message.
func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case undefined:
		return "an undefined value"
	case bool:
		return "a boolean"
	case float64:
		return "the number " + value.JSNumber(v)
	case string, *safe:
		return "a string"
	case *array:
		return "a list"
	case *function:
		return "a function"
	}
	return "an object"
}
