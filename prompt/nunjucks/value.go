package nunjucks

import (
	"fmt"
	"math"

	"github.com/promptgit/promptgit/internal/value"
)

// Inside a render a value is one of: nil (null), undefined, bool, float64,
// string, *safe, *array, *value.Object, *function, *regexValue.
type (
	undefined struct{}

	// safe is the text of a macro or of the safe and escape filters. In
	// Nunjucks it is an object: always true, and no string to `is string`.
	safe struct{ s string }

	// array is a list that methods such as push change in place.
	array struct{ items []any }

	function struct {
		name string
		call func(r *run, args []any) any
	}
)

// keywords marks the object that holds the name=value arguments of a call.
const keywords = "__keywords"

func arrayOf(items ...any) *array { return &array{items} }

// intern copies a value of the outside, so that a template changes only its
// own lists. Whole numbers become doubles, as in JavaScript.
func intern(v any) any {
	switch v := v.(type) {
	case nil, bool, float64, string:
		return v
	case int64:
		return float64(v)
	case int:
		return float64(v)
	case []any:
		out := &array{make([]any, len(v))}
		for i, x := range v {
			out.items[i] = intern(x)
		}
		return out
	case []string:
		out := &array{make([]any, len(v))}
		for i, x := range v {
			out.items[i] = x
		}
		return out
	case *value.Object:
		out := &value.Object{}
		for k, x := range v.All() {
			out.Set(k, intern(x))
		}
		return out
	case map[string]any:
		out := &value.Object{}
		for k, x := range v {
			out.Set(k, intern(x))
		}
		return out
	}
	return fmt.Sprint(v)
}

func isNil(v any) bool { return v == nil || v == undefined{} }

// truthy is JavaScript's Boolean(v): every list and object is true.
func truthy(v any) bool {
	switch v := v.(type) {
	case nil, undefined:
		return false
	case bool:
		return v
	case float64:
		return v != 0 && !math.IsNaN(v)
	case string:
		return v != ""
	}
	return true
}

func typeOf(v any) string {
	switch v.(type) {
	case undefined:
		return "undefined"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case string:
		return "string"
	case *function:
		return "function"
	}
	return "object"
}

// asText gives the text of a string or of a safe string.
func asText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case *safe:
		return v.s, true
	}
	return "", false
}
