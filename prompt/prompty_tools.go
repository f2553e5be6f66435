package prompt

import (
	"cmp"

	"github.com/promptgit/promptgit/internal/value"
)

// readPromptyTools reads tools, in place or from a file.
func (r *reader) readPromptyTools(e entry) {
	r.readTools(e)
	r.tools = r.p.Tools
	r.p.Tools = r.referenced(r.p.Tools, e)
	if list, ok := r.p.Tools.([]any); ok {
		sent := make([]any, len(list))
		for i, tool := range list {
			sent[i] = functionTool(tool)
		}
		r.p.Tools = sent
	}
}

// functionTool turns a tool of version 2, {name, kind: function, parameters},
// into the form in which it is sent; any other is sent as it is.
func functionTool(tool any) any {
	o, ok := tool.(*value.Object)
	if kind, _ := o.Get("kind"); !ok || kind != "function" {
		return tool
	}
	function := &value.Object{}
	for _, key := range []string{"name", "description", "parameters", "strict"} {
		if v, ok := o.Get(key); ok {
			function.Set(key, cmp.Or(parameterSchema(key, v), v))
		}
	}
	return value.NewObject("type", "function", "function", function)
}

// parameterSchema makes a JSON schema of parameters that are a list, nil for
// anything else.
func parameterSchema(key string, v any) any {
	list, ok := v.([]any)
	if key != "parameters" || !ok {
		return nil
	}
	properties, required := &value.Object{}, []any{}
	for _, x := range list {
		o, _ := x.(*value.Object)
		name, _ := o.Get("name")
		kind, _ := o.Get("kind")
		text, isText := name.(string)
		if !isText {
			continue
		}
		property := value.NewObject("type", jsonType(display(kind)))
		if about, ok := o.Get("description"); ok {
			property.Set("description", about)
		}
		properties.Set(text, property)
		if needed, _ := o.Get("required"); needed == true {
			required = append(required, text)
		}
	}
	return value.NewObject("type", "object", "properties", properties, "required", required)
}
