package provider

import "github.com/promptgit/promptgit/internal/value"

// anthropicTools are tools in the form of the Messages API. Those of its own,
// such as {type: web_search_20250305}, stay as they are.
func anthropicTools(declared any) ([]any, error) {
	list, err := toolsOf(declared)
	if err != nil {
		return nil, err
	}
	tools := make([]any, len(list))
	for i, one := range list {
		if one.function == nil {
			tools[i] = one.declared
			continue
		}
		out := one.function.Clone()
		schema, _ := out.Get("parameters")
		if schema == nil {
			schema = value.NewObject("type", "object", "properties", &value.Object{})
		}
		out.Delete("parameters")
		out.Set("input_schema", schema)
		tools[i] = out
	}
	return tools, nil
}

// anthropicChoice is which tool is to be called, in the form of the Messages
// API. Another form than OpenAI's goes as it is written.
func anthropicChoice(v any) any {
	if o, ok := v.(*value.Object); ok {
		if kind, _ := o.Get("type"); kind != "function" {
			return v
		}
	}
	switch word, name := chosen(v); {
	case name != "":
		return value.NewObject("type", "tool", "name", name)
	case word == "required":
		return value.NewObject("type", "any")
	case word != "":
		return value.NewObject("type", word)
	}
	return v
}

// oneCall asks for one call of a tool at most.
func oneCall(body *value.Object) {
	if _, declared := body.Get("tools"); !declared {
		return
	}
	v, given := body.Get("tool_choice")
	if !given {
		v = value.NewObject("type", "auto")
	}
	choice, ok := v.(*value.Object)
	if !ok {
		return
	}
	if kind, _ := choice.Get("type"); kind == "none" {
		return
	}
	setIn(body, "tool_choice", "disable_parallel_tool_use", true)
	if !given {
		setIn(body, "tool_choice", "type", "auto")
	}
}
