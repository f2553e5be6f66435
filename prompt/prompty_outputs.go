package prompt

import (
	"github.com/promptgit/promptgit/internal/value"
)

// readPromptyOutputs reads declared outputs. Those of version 2 are sent as a
// JSON schema; those of version 1 only describe.
func (r *reader) readPromptyOutputs(e entry) {
	r.output, r.schemaOut = value.NewObject("outputs", e.value), e.line
	properties, required := &value.Object{}, []any{}
	add := func(name string, o *value.Object) {
		kind, ok := o.Get("kind")
		if !ok || name == "" {
			return
		}
		property := value.NewObject("type", jsonType(display(kind)))
		if text, ok := o.Get("description"); ok {
			property.Set("description", text)
		}
		if list, ok := o.Get("enumValues"); ok {
			property.Set("enum", list)
		}
		properties.Set(name, property)
		if needed, ok := o.Get("required"); !ok || needed == true {
			required = append(required, name)
		}
	}
	switch v := r.referenced(e.value, e).(type) {
	case []any:
		for _, x := range v {
			o, _ := x.(*value.Object)
			name, _ := o.Get("name")
			text, _ := name.(string)
			add(text, o)
		}
	case *value.Object:
		for name, x := range v.All() {
			o, _ := x.(*value.Object)
			add(name, o)
		}
	}
	if properties.Len() > 0 {
		r.p.Schema.Output = value.NewObject("type", "object", "properties", properties, "required", required, "additionalProperties", false)
	}
}

// jsonType is the type of JSON Schema for a kind of Prompty.
func jsonType(kind string) string {
	if kind == "float" {
		return "number"
	}
	return kind
}
