package prompt

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"github.com/mailgun/raymond/v2"

	"github.com/promptgit/promptgit/internal/value"
)

// keyOrder is the key under which a list or an object keeps the order of its
// others. No template can name it.
const keyOrder = "\x00order"

// handlebarsList is a list by the numbers of its items: the library would print
// a slice without commas. handlebarsObject is an object.
type (
	handlebarsList   map[string]any
	handlebarsObject map[string]any
)

// String joins the items with commas, as JavaScript does.
func (l handlebarsList) String() string {
	_, items := itemsOf(l)
	texts := make([]string, len(items))
	for i, x := range items {
		texts[i] = raymond.Str(x)
	}
	return strings.Join(texts, ",")
}

// String is what JavaScript prints.
func (o handlebarsObject) String() string { return "[object Object]" }

// itemsOf gives the items of a list or an object in order, with their keys.
func itemsOf(v any) (keys, items []any) {
	var fields map[string]any
	list := false
	switch v := v.(type) {
	case handlebarsList:
		fields, list = v, true
	case handlebarsObject:
		fields = v
	}
	order, _ := fields[keyOrder].([]string)
	for i, k := range order {
		items = append(items, fields[k])
		if list {
			keys = append(keys, i)
		} else {
			keys = append(keys, k)
		}
	}
	return keys, items
}

// handlebarsValue turns a value into what the library takes. Texts are marked
// as safe: a prompt is no HTML.
func handlebarsValue(v any) any {
	switch v := v.(type) {
	case string:
		return raymond.SafeString(strings.ReplaceAll(v, "\x00", "\ufffd"))
	case []any:
		if len(v) == 0 {
			return handlebarsList{}
		}
		list := handlebarsList{"length": len(v)}
		order := make([]string, len(v))
		for i, x := range v {
			order[i] = strconv.Itoa(i)
			list[order[i]] = handlebarsValue(x)
		}
		list[keyOrder] = order
		return list
	case *value.Object:
		o := make(handlebarsObject, v.Len()+1)
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
		_, list := itemsOf(v)
		for i, x := range list {
			list[i] = plainValue(x)
		}
		return append([]any{}, list...)
	case handlebarsObject:
		o := &value.Object{}
		keys, items := itemsOf(v)
		for i, k := range keys {
			name, _ := k.(string)
			o.Set(name, plainValue(items[i]))
		}
		return o
	}
	return v
}

// sameHandlebars compares as === of JavaScript: a number is no text, and a list
// or an object is only itself.
func sameHandlebars(a, b any) bool {
	switch a.(type) {
	case handlebarsList, handlebarsObject:
		return reflect.TypeOf(a) == reflect.TypeOf(b) && reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer()
	}
	return string(value.Canonical(plainValue(a))) == string(value.Canonical(plainValue(b)))
}
