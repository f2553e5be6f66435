package grade

import (
	"math"
	"slices"
	"unicode/utf16"

	"github.com/promptgit/promptgit/internal/value"
)

// jsNumber is JavaScript's Number(v), for the values that YAML can hold.
func jsNumber(v any) float64 {
	switch v := v.(type) {
	case nil:
		return 0
	case bool:
		if v {
			return 1
		}
		return 0
	case int64:
		return float64(v)
	case float64:
		return v
	case string:
		return value.ParseJSNumber(v)
	case []any:
		return value.ParseJSNumber(text(v))
	}
	return math.NaN()
}

// atMost is JavaScript's a <= b: two texts are compared by their code units,
// everything else as numbers.
func atMost(a, b any) bool {
	if s, ok := jsText(a); ok {
		if t, ok := jsText(b); ok {
			return slices.Compare(utf16.Encode([]rune(s)), utf16.Encode([]rune(t))) <= 0
		}
	}
	return jsNumber(a) <= jsNumber(b)
}

// jsText is the text that a value stands for where it is compared; numbers,
// booleans and null stand for none.
func jsText(v any) (string, bool) {
	switch v.(type) {
	case string, []any, *value.Object:
		return text(v), true
	}
	return "", false
}
