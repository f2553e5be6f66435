package provider

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// tool is a tool that a prompt declares. One that is no function, such as the
// search of a vendor's server, is sent as it is declared.
type tool struct {
	function *value.Object // name, description, parameters and whatever else is said of it, nil for what is no function
	declared *value.Object
	wrapped  bool // declared as {type: function, function: {…}}
}

// toolsOf reads what a prompt declares as tools: a list, or one tool, each in one
// of the forms in use:
//
//	{type: function, function: {name, description, parameters}}  the chat completions of OpenAI
//	{type: function, name, description, parameters}              its responses
//	{name, description, parameters}                              bare
//	{name, description, input_schema}                            Anthropic
//	{name, description, inputSchema}                             MCP, dotprompt
//	{functionDeclarations: [{name, description, parameters}]}    Google
func toolsOf(declared any) ([]tool, error) {
	list, ok := declared.([]any)
	if !ok && declared != nil {
		list = []any{declared}
	}
	tools := make([]tool, 0, len(list))
	for i, x := range list {
		o, ok := x.(*value.Object)
		if !ok {
			return nil, noTool(i, fmt.Sprintf("it is %s and no definition", value.Canonical(x)), "write {name: …, description: …, parameters: …}, where the parameters are a JSON schema")
		}
		if several, isGoogle := declarations(o); isGoogle {
			tools = append(tools, several...)
			continue
		}
		one, err := toolOf(i, o)
		if err != nil {
			return nil, err
		}
		tools = append(tools, one)
	}
	return tools, nil
}

func toolOf(i int, o *value.Object) (tool, error) {
	if kind, ok := o.Get("kind"); ok { // Prompty's; its functions were made into plain ones
		return tool{}, noTool(i, fmt.Sprintf("tools of kind %v are not supported", kind), "declare it as a function: {name: …, description: …, parameters: …}")
	}
	if inner, ok := o.Get("function"); ok {
		if function, isObject := inner.(*value.Object); isObject {
			return tool{function, o, true}, nil
		}
		return tool{}, noTool(i, "its function is no mapping", "write {type: function, function: {name: …, parameters: …}}")
	}
	name, _ := o.Get("name")
	_, named := name.(string)
	kind, typed := o.Get("type")
	_, anthropic := o.Get("input_schema")
	if !named || typed && kind != "function" && (kind != "custom" || !anthropic) {
		return tool{declared: o}, nil
	}
	function := &value.Object{}
	for key, v := range o.All() {
		switch key {
		case "type":
		case "input_schema", "inputSchema":
			function.Set("parameters", v)
		default:
			function.Set(key, v)
		}
	}
	return tool{function: function, declared: o}, nil
}

// declarations are the functions of a tool of Google's, whose schemas may name
// types in capitals.
func declarations(o *value.Object) ([]tool, bool) {
	v, ok := o.Get("functionDeclarations")
	if !ok {
		v, ok = o.Get("function_declarations")
	}
	list, isList := v.([]any)
	if !ok || !isList || o.Len() != 1 {
		return nil, false
	}
	var tools []tool
	for _, x := range list {
		one, isObject := x.(*value.Object)
		if !isObject {
			return nil, false
		}
		function := &value.Object{}
		for key, schema := range one.All() {
			if key == "parametersJsonSchema" {
				key = "parameters"
			}
			if key == "parameters" {
				schema = lowerTypes(schema)
			}
			function.Set(key, schema)
		}
		tools = append(tools, tool{function: function, declared: one})
	}
	return tools, true
}

// lowerTypes writes the types of a schema as JSON Schema does.
func lowerTypes(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = lowerTypes(x)
		}
		return out
	case *value.Object:
		out := &value.Object{}
		for key, x := range v.All() {
			if text, ok := x.(string); ok && key == "type" {
				out.Set(key, strings.ToLower(text))
				continue
			}
			out.Set(key, lowerTypes(x))
		}
		return out
	}
	return v
}

func noTool(i int, problem, hint string) error {
	return &eval.CallError{Fatal: true, Err: fmt.Errorf("tool %d cannot be sent: %s", i+1, problem), Hint: hint}
}
