package prompt

import (
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// picoschema expands the short form of schemas that dotprompt takes into JSON
// Schema (google/dotprompt, docs/extending/picoschema.md); a JSON schema stays
// as it is. Two spellings of one schema give one value.
func picoschema(v any) any {
	o, ok := v.(*value.Object)
	if !ok {
		if text, isText := v.(string); isText {
			return picoScalar(text)
		}
		return v
	}
	if t, typed := o.Get("type"); typed {
		if name, isText := t.(string); isText && jsonSchemaType(name) {
			return o
		}
	}
	if properties, given := o.Get("properties"); given { // a JSON schema that leaves its type out
		if _, isObject := properties.(*value.Object); isObject {
			schema := value.NewObject("type", "object")
			for k, x := range o.All() {
				schema.Set(k, x)
			}
			return schema
		}
	}
	return picoObject(o)
}

func jsonSchemaType(name string) bool {
	switch name {
	case "object", "array", "string", "number", "integer", "boolean", "null":
		return true
	}
	return false
}

func picoObject(o *value.Object) *value.Object {
	properties, required := &value.Object{}, []any{}
	schema := value.NewObject("type", "object", "properties", properties, "additionalProperties", false)
	for key, v := range o.All() {
		name, kind, about := picoKey(key)
		if name == "(*)" || key == "(*)" {
			schema.Set("additionalProperties", picoschema(v))
			continue
		}
		bare, optional := strings.CutSuffix(name, "?")
		property := picoProperty(kind, v)
		if p, ok := property.(*value.Object); ok {
			if about != "" {
				p.Set("description", about)
			}
			if t, typed := p.Get("type"); optional && typed {
				p.Set("type", []any{t, "null"})
			}
		}
		properties.Set(bare, property)
		if !optional {
			required = append(required, bare)
		}
	}
	if len(required) > 0 {
		schema.Set("required", required)
	}
	return schema
}

// picoKey reads "name?(kind, description)".
func picoKey(key string) (name, kind, about string) {
	name, rest, ok := strings.Cut(key, "(")
	if !ok || name == "" {
		return key, "", ""
	}
	rest = strings.TrimSuffix(strings.TrimSpace(rest), ")")
	kind, about, _ = strings.Cut(rest, ",")
	return strings.TrimSpace(name), strings.TrimSpace(kind), strings.TrimSpace(about)
}

func picoProperty(kind string, v any) any {
	switch kind {
	case "array":
		return value.NewObject("type", "array", "items", picoschema(v))
	case "enum":
		return value.NewObject("enum", v)
	case "object":
		if o, ok := v.(*value.Object); ok {
			return picoObject(o)
		}
	}
	if text, ok := v.(string); ok {
		return picoScalar(text)
	}
	if o, ok := v.(*value.Object); ok {
		return picoObject(o)
	}
	return v
}

// picoScalar reads "type, description".
func picoScalar(text string) any {
	name, about, _ := strings.Cut(text, ",")
	name = strings.TrimSpace(name)
	o := &value.Object{}
	if item, isList := strings.CutSuffix(name, "[]"); isList {
		o.Set("type", "array")
		o.Set("items", picoScalar(item))
	} else if name != "any" {
		o.Set("type", name)
	}
	if about = strings.TrimSpace(about); about != "" {
		o.Set("description", about)
	}
	return o
}

// undescribed is a schema without the descriptions in it.
func undescribed(v any) any {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = undescribed(x)
		}
		return list
	case *value.Object:
		o := &value.Object{}
		for k, x := range v.All() {
			if _, isText := x.(string); isText && k == "description" {
				continue
			}
			o.Set(k, undescribed(x))
		}
		return o
	}
	return v
}
