package grade

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"github.com/promptgit/promptgit/internal/value"
)

// lower is JavaScript's toLowerCase: full mappings, so that "İ" becomes two
// code points and a final "Σ" becomes "ς".
func lower(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return cases.Lower(language.Und).String(s)
		}
	}
	return strings.ToLower(s)
}

// text is JavaScript's String(v).
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int:
		return value.JSNumber(float64(v))
	case int64:
		return value.JSNumber(float64(v))
	case float64:
		return value.JSNumber(v)
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			if item != nil {
				items[i] = text(item)
			}
		}
		return strings.Join(items, ",")
	}
	return "[object Object]"
}

// truthy is JavaScript's idea of it, for the values that YAML can hold.
func truthy(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case string:
		return v != ""
	case bool:
		return v
	case int64:
		return v != 0
	case float64:
		return v != 0 && !math.IsNaN(v)
	}
	return true
}
