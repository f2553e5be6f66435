package provider

import (
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// googleTools are tools in the form of the Gemini API: all functions in one, and
// the others, such as {googleSearch: {}}, as they are. The API has no word for
// strict: it is left out.
func googleTools(declared any) ([]any, error) {
	list, isList := declared.([]any)
	if !isList {
		list = []any{declared}
	}
	var own, rest []any
	for _, x := range list {
		o, _ := x.(*value.Object)
		if _, native := o.Get("functionDeclarations"); native {
			own = append(own, x)
		} else {
			rest = append(rest, x)
		}
	}
	tools, err := toolsOf(rest)
	if err != nil {
		return nil, err
	}
	var functions []any
	for _, one := range tools {
		if one.function == nil {
			own = append(own, one.declared)
			continue
		}
		out := one.function.Clone()
		schema, _ := out.Get("parameters")
		out.Delete("parameters")
		out.Delete("strict")
		if schema != nil {
			out.Set(schemaKey(schema), schema)
		}
		functions = append(functions, out)
	}
	if functions == nil {
		return own, nil
	}
	return append([]any{value.NewObject("functionDeclarations", functions)}, own...), nil
}

// schemaKey is where the schema of a function's parameters goes: JSON Schema has
// another place than the API's own form, which writes types in capitals.
func schemaKey(schema any) string {
	o, _ := schema.(*value.Object)
	kind, _ := o.Get("type")
	if name, _ := kind.(string); name != "" && name == strings.ToUpper(name) {
		return "parameters"
	}
	return "parametersJsonSchema"
}

// googleChoice is which tool is to be called, in the form of the Gemini API.
// Another form than OpenAI's and Anthropic's goes as it is written.
func googleChoice(v any) any {
	calling := &value.Object{}
	switch word, name := chosen(v); {
	case name != "":
		calling.Set("mode", "ANY")
		calling.Set("allowedFunctionNames", []any{name})
	case word == "required":
		calling.Set("mode", "ANY")
	case word != "":
		calling.Set("mode", strings.ToUpper(word))
	default:
		return v
	}
	return value.NewObject("functionCallingConfig", calling)
}
