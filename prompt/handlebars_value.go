package prompt

import (
	"encoding/json"
	"strings"

	"github.com/mailgun/raymond/v2"

	"github.com/promptgit/promptgit/internal/value"
)

// keyOrder is the key under which an object keeps the order of its others. No
// template can name it.
const keyOrder = "\x00order"

// handlebarsList prints its items with commas, as JavaScript does.
type handlebarsList []any

// String joins the items.
func (l handlebarsList) String() string {
	texts := make([]string, len(l))
	for i, x := range l {
		texts[i] = raymond.Str(x)
	}
	return strings.Join(texts, ",")
}

// handlebarsValue turns a value into what the library takes. Texts are marked
// as safe: a prompt is no HTML.
func handlebarsValue(v any) any {
	switch v := v.(type) {
	case string:
		return raymond.SafeString(strings.ReplaceAll(v, "\x00", "\ufffd"))
	case []any:
		list := make(handlebarsList, len(v))
		for i, x := range v {
			list[i] = handlebarsValue(x)
		}
		return list
	case *value.Object:
		o := make(map[string]any, v.Len()+1)
		keys := []string{}
		for k, x := range v.All() {
			o[k] = handlebarsValue(x)
			keys = append(keys, k)
		}
		o[keyOrder] = keys
		return o
	case int64:
		return int(v)
	}
	return v
}

// handlebarsJSON writes a value as JSON.stringify does.
func handlebarsJSON(v any, indent int) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if indent > 0 {
		enc.SetIndent("", strings.Repeat(" ", min(indent, 10)))
	}
	if err := enc.Encode(plainValue(v)); err != nil {
		return "null" // infinities and NaN, as in JavaScript
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// plainValue is the way back from [handlebarsValue].
func plainValue(v any) any {
	switch v := v.(type) {
	case raymond.SafeString:
		return string(v)
	case handlebarsList:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = plainValue(x)
		}
		return list
	case map[string]any:
		o := &value.Object{}
		order, _ := v[keyOrder].([]string)
		for _, k := range order {
			o.Set(k, plainValue(v[k]))
		}
		return o
	}
	return v
}
