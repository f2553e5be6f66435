package provider

import (
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// anthropicMaxTokens is sent where the prompt bounds its answer by nothing: the
// API wants a bound. All models take this one.
const anthropicMaxTokens = 4096

// messagesBody is the JSON of a request: messages and tools in the API's form,
// parameters under the API's names. A parameter that the API has no name for
// goes as it is written, so that new ones work and the API refuses the others.
func messagesBody(req eval.Request, stream bool) (*value.Object, error) {
	system, turns, err := messagesOf(req.Messages)
	if err != nil {
		return nil, err
	}
	body := value.NewObject("model", req.Model, "max_tokens", int64(anthropicMaxTokens))
	if system != nil {
		body.Set("system", system)
	}
	body.Set("messages", turns)
	if req.Tools != nil {
		tools, wrong := anthropicTools(req.Tools)
		if wrong != nil {
			return nil, wrong
		}
		body.Set("tools", tools)
	}
	if req.Schema != nil {
		setIn(body, "output_config", "format", schemaFormat(bare(req.Schema)))
	}
	params, err := asked(req)
	if err != nil {
		return nil, err
	}
	for name, v := range params.All() {
		if v == nil {
			continue
		}
		if err := anthropicParam(body, name, v); err != nil {
			return nil, err
		}
	}
	if v, _ := req.Params.Get("parallel_tool_calls"); v == false {
		oneCall(body)
	}
	if stream {
		body.Set("stream", true)
	}
	return body, nil
}

// anthropicParam puts one parameter into a body.
func anthropicParam(body *value.Object, name string, v any) error {
	switch name {
	case "n": // one answer, see asked
	case "messages", "system", "model":
		return reserved(name)
	case "max_completion_tokens", "max_output_tokens":
		body.Set("max_tokens", v)
	case "stop":
		body.Set("stop_sequences", listed(v))
	case "user":
		setIn(body, "metadata", "user_id", v)
	case "tools":
		tools, err := anthropicTools(v)
		if err != nil {
			return err
		}
		body.Set("tools", tools)
	case "tool_choice":
		body.Set("tool_choice", anthropicChoice(v))
	case "parallel_tool_calls":
		if _, ok := v.(bool); !ok {
			return fmt.Errorf("parallel_tool_calls cannot be %v: write true or false", v)
		}
	case "reasoning_effort", "effort":
		setIn(body, "output_config", "effort", v)
	case "thinking_budget":
		body.Set("thinking", budgeted(v))
	case "response_format", "output_format":
		return anthropicFormat(body, name, v)
	case "output_config", "metadata":
		o, ok := v.(*value.Object)
		if !ok {
			return fmt.Errorf("%s must be a mapping", name)
		}
		for key, inner := range o.All() {
			setIn(body, name, key, inner)
		}
	default:
		body.Set(name, v)
	}
	return nil
}

// budgeted is the thinking with a budget in tokens; 0 is none.
func budgeted(v any) *value.Object {
	if v == int64(0) {
		return value.NewObject("type", "disabled")
	}
	return value.NewObject("type", "enabled", "budget_tokens", v)
}

// anthropicFormat asks for JSON of a schema.
func anthropicFormat(body *value.Object, name string, v any) error {
	kind, schema := formatOf(v)
	switch {
	case schema != nil:
		setIn(body, "output_config", "format", schemaFormat(schema))
	case kind == "text":
	default:
		return fmt.Errorf("the Messages API has no %s %q: declare the schema of the output, or leave %s out", name, kind, name)
	}
	return nil
}

func schemaFormat(schema any) *value.Object {
	return value.NewObject("type", "json_schema", "schema", closed(schema, 0))
}

// closed says of every object of a schema that it has no other properties,
// where it says nothing: the API takes no schema that leaves it open.
func closed(v any, depth int) any {
	const deepest = 64
	if depth > deepest {
		return v
	}
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = closed(item, depth+1)
		}
		return list
	case *value.Object:
		o := &value.Object{}
		for key, inner := range v.All() {
			switch key {
			case "enum", "const", "default", "examples", "required":
				o.Set(key, inner) // data, not schemas
			case "properties", "$defs", "definitions":
				o.Set(key, closedEach(inner, depth+1))
			default:
				o.Set(key, closed(inner, depth+1))
			}
		}
		_, says := o.Get("additionalProperties")
		if kind, _ := o.Get("type"); kind == "object" && !says {
			o.Set("additionalProperties", false)
		}
		return o
	}
	return v
}

// closedEach closes the schemas that stand under names.
func closedEach(v any, depth int) any {
	names, ok := v.(*value.Object)
	if !ok {
		return v
	}
	o := &value.Object{}
	for name, schema := range names.All() {
		o.Set(name, closed(schema, depth))
	}
	return o
}
