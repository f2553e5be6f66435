package nunjucks

import (
	"math"

	"github.com/promptgit/promptgit/internal/value"
)

// testFunc answers `v is name(arg)`.
type testFunc func(r *run, v, arg any) bool

func findTest(name string) testFunc {
	f := valueTest(name)
	if f == nil {
		f = comparison(name)
	}
	if f == nil {
		failf(`unknown test "%s"`, name)
	}
	return f
}

func valueTest(name string) testFunc {
	switch name {
	case "defined":
		return func(_ *run, v, _ any) bool { return v != any(undefined{}) }
	case "undefined":
		return func(_ *run, v, _ any) bool { return v == any(undefined{}) }
	case "null":
		return func(_ *run, v, _ any) bool { return v == nil }
	case "truthy":
		return func(_ *run, v, _ any) bool { return truthy(v) }
	case "falsy":
		return func(_ *run, v, _ any) bool { return !truthy(v) }
	case "number", "string":
		return func(_ *run, v, _ any) bool { return typeOf(v) == name }
	case "callable":
		return func(_ *run, v, _ any) bool { return typeOf(v) == "function" }
	case "escaped":
		return func(_ *run, v, _ any) bool { return typeName(v) == "safe" }
	case "mapping":
		return func(_ *run, v, _ any) bool {
			_, list := v.(*array)
			return v != nil && typeOf(v) == "object" && !list
		}
	case "iterable":
		return func(_ *run, v, _ any) bool {
			if isNil(v) {
				failf("%s cannot be tested with iterable", describe(v))
			}
			_, text := asText(v)
			_, list := v.(*array)
			return text || list
		}
	case "lower":
		return func(_ *run, v, _ any) bool { return lower(mustText(v, "lower")) == v }
	case "upper":
		return func(_ *run, v, _ any) bool { return upper(mustText(v, "upper")) == v }
	}
	return nil
}

// comparison lists the tests that take an argument, and those of numbers.
func comparison(name string) testFunc {
	switch name {
	case "eq", "equalto", "sameas":
		return func(_ *run, v, arg any) bool { return identical(v, arg) }
	case "ne":
		return func(_ *run, v, arg any) bool { return !identical(v, arg) }
	case "gt", "greaterthan":
		return func(r *run, v, arg any) bool { return r.compute(">", v, arg) == true }
	case "ge":
		return func(r *run, v, arg any) bool { return r.compute(">=", v, arg) == true }
	case "lt", "lessthan":
		return func(r *run, v, arg any) bool { return r.compute("<", v, arg) == true }
	case "le":
		return func(r *run, v, arg any) bool { return r.compute("<=", v, arg) == true }
	case "even":
		return func(r *run, v, _ any) bool { return math.Mod(r.num(v), 2) == 0 }
	case "odd":
		return func(r *run, v, _ any) bool { return math.Mod(r.num(v), 2) == 1 }
	case "divisibleby":
		return func(r *run, v, arg any) bool { return math.Mod(r.num(v), r.num(arg)) == 0 }
	}
	return nil
}

func typeName(v any) string {
	switch v.(type) {
	case *safe:
		return "safe"
	case *array:
		return "array"
	case *value.Object:
		return "object"
	}
	return typeOf(v)
}
