package provider

import (
	"github.com/promptgit/promptgit/internal/value"
)

// chatTools are tools as the chat completions take them. One that is declared so
// stays as it is.
func chatTools(declared any) (any, error) {
	tools, err := toolsOf(declared)
	if err != nil || len(tools) == 0 {
		return nil, err
	}
	list := make([]any, len(tools))
	for i, t := range tools {
		_, typed := t.declared.Get("type")
		switch {
		case t.function == nil, t.wrapped && typed:
			list[i] = t.declared
		default:
			list[i] = value.NewObject("type", "function", "function", t.function)
		}
	}
	return list, nil
}

// responsesTools are tools as the responses take them. There a function is strict
// unless it says otherwise, so that one which says nothing says it here: the
// same prompt has the same tools in both APIs.
func responsesTools(declared any) (any, error) {
	tools, err := toolsOf(declared)
	if err != nil || len(tools) == 0 {
		return nil, err
	}
	list := make([]any, len(tools))
	for i, t := range tools {
		if t.function == nil {
			list[i] = t.declared
			continue
		}
		flat := value.NewObject("type", "function")
		for key, v := range t.function.All() {
			flat.Set(key, v)
		}
		if _, said := flat.Get("strict"); !said {
			flat.Set("strict", false)
		}
		list[i] = flat
	}
	return list, nil
}

// chosen is a choice of tools as it is written for one of the vendors: a word
// that all know, or the name of the function to call.
func chosen(v any) (word, name string) {
	if text, ok := v.(string); ok {
		return text, ""
	}
	o, _ := v.(*value.Object)
	kind, _ := o.Get("type")
	inner, wrapped := o.Get("function")
	if function, ok := inner.(*value.Object); wrapped && ok {
		o, kind = function, "function"
	}
	named, _ := o.Get("name")
	name, _ = named.(string)
	switch {
	case (kind == nil || kind == "function" || kind == "tool") && name != "":
		return "", name
	case kind == "any": // Anthropic's
		return "required", ""
	case (kind == "auto" || kind == "none") && o.Len() == 1:
		return kind.(string), ""
	}
	return "", ""
}

// chatChoice is a choice of tools as the chat completions take it.
func chatChoice(v any) any {
	switch word, name := chosen(v); {
	case word != "":
		return word
	case name != "":
		return value.NewObject("type", "function", "function", value.NewObject("name", name))
	}
	return v
}

// responsesChoice is a choice of tools as the responses take it.
func responsesChoice(v any) any {
	switch word, name := chosen(v); {
	case word != "":
		return word
	case name != "":
		return value.NewObject("type", "function", "name", name)
	}
	return v
}
