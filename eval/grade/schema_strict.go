package grade

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Keywords of draft-07 as Ajv knows them, by what their values hold.
var (
	schemaKeywords     = strings.Fields("additionalItems additionalProperties contains else if not propertyNames then")
	schemaMapKeywords  = strings.Fields("$defs definitions patternProperties properties")
	schemaListKeywords = strings.Fields("allOf anyOf oneOf")
	plainKeywords      = strings.Fields(`$comment $id $ref $schema $vocabulary const contentEncoding contentMediaType
		contentSchema default deprecated description enum examples exclusiveMaximum exclusiveMinimum format maxItems
		maxLength maxProperties maximum minItems minLength minProperties minimum multipleOf nullable pattern readOnly
		required title type uniqueItems writeOnly`)
)

// strict is a pass over a schema.
type strict struct {
	refs bool // the schema refers to its definitions; without that Ajv never looks at them
}

// schema checks what Ajv's strict mode adds to draft-07 and turns its
// `nullable` into a type. at is a JSON pointer for messages.
func (c strict) schema(v any, at string) (any, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return v, nil // booleans; the compiler refuses the rest
	}
	out := maps.Clone(m)
	for _, name := range slices.Sorted(maps.Keys(m)) {
		var err error
		if out[name], err = c.keyword(name, m[name], at+"/"+name); err != nil {
			return nil, err
		}
	}
	if err := ignoredKeywords(m, at); err != nil {
		return nil, err
	}
	divides(out)
	return nullable(out, at)
}

func (c strict) keyword(name string, v any, at string) (any, error) {
	switch {
	case !c.refs && (name == "$defs" || name == "definitions"):
		return v, nil
	case slices.Contains(schemaKeywords, name):
		return c.schema(v, at)
	case slices.Contains(schemaMapKeywords, name):
		return c.named(v, at)
	case slices.Contains(schemaListKeywords, name):
		return c.list(v, at)
	case name == "items":
		if _, tuple := v.([]any); tuple {
			return c.list(v, at)
		}
		return c.schema(v, at)
	case name == "dependencies":
		return c.named(v, at)
	case name == "$schema":
		if id, _ := v.(string); strings.TrimSuffix(id, "#") != "http://json-schema.org/draft-07/schema" {
			return nil, fmt.Errorf("%s: %v is not supported, only draft-07", at, v)
		}
	case name == "format":
		if id, ok := v.(string); ok && !slices.Contains(formatNames, id) {
			return nil, fmt.Errorf("%s: unknown format %q", at, id)
		}
	case !slices.Contains(plainKeywords, name):
		return nil, fmt.Errorf("%s: unknown keyword %q", at, name)
	}
	return v, nil
}

func (c strict) named(v any, at string) (any, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return v, nil
	}
	out := maps.Clone(m)
	for _, name := range slices.Sorted(maps.Keys(m)) {
		var err error
		if out[name], err = c.schema(m[name], at+"/"+name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c strict) list(v any, at string) (any, error) {
	list, ok := v.([]any)
	if !ok {
		return v, nil
	}
	out := slices.Clone(list)
	for i := range list {
		var err error
		if out[i], err = c.schema(list[i], fmt.Sprintf("%s/%d", at, i)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ignoredKeywords refuses keywords that have no effect where they stand.
func ignoredKeywords(m map[string]any, at string) error {
	has := func(name string) bool { _, ok := m[name]; return ok }
	_, tuple := m["items"].([]any)
	switch {
	case has("additionalItems") && !tuple:
		return fmt.Errorf("%s: additionalItems has no effect without a list of items", at)
	case has("if") && !has("then") && !has("else"):
		return fmt.Errorf("%s: if has no effect without then or else", at)
	case (has("then") || has("else")) && !has("if"):
		return fmt.Errorf("%s: then and else have no effect without if", at)
	}
	return nil
}

func nullable(m map[string]any, at string) (any, error) {
	v, ok := m["nullable"]
	if !ok {
		return m, nil
	}
	types, isList := m["type"].([]any)
	if name, one := m["type"].(string); one {
		types, isList = []any{name}, true
	}
	hasNull := slices.Contains(types, any("null"))
	switch {
	case !isList:
		return nil, fmt.Errorf("%s: nullable has no effect without type", at)
	case v == false && hasNull:
		return nil, fmt.Errorf("%s: the type null contradicts nullable: false", at)
	case v == true && !hasNull:
		m["type"] = append(slices.Clone(types), "null")
	}
	delete(m, "nullable")
	return m, nil
}
