package provider

import (
	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// chatBody is the JSON of a request of the chat completions.
func chatBody(req eval.Request) (*value.Object, error) {
	messages := make([]any, len(req.Messages))
	for i, m := range req.Messages {
		var err error
		if messages[i], err = chatMessage(m); err != nil {
			return nil, err
		}
	}
	body := value.NewObject("model", req.Model, "messages", messages)
	tools, err := chatTools(req.Tools)
	if err != nil {
		return nil, err
	}
	if tools != nil {
		body.Set("tools", tools)
	}
	if req.Schema != nil {
		body.Set("response_format", value.NewObject("type", "json_schema", "json_schema", named(req.Schema)))
	}
	params, err := asked(req)
	if err != nil {
		return nil, err
	}
	_, limited := params.Get("max_completion_tokens")
	for name, v := range params.All() {
		switch {
		case name == "tools":
			if v, err = chatTools(v); err != nil {
				return nil, err
			}
			if v == nil {
				continue
			}
		case name == "tool_choice":
			v = chatChoice(v)
		case name == "max_tokens" && !limited && Reasons(req.Model):
			name = "max_completion_tokens"
		}
		body.Set(name, v)
	}
	return body, nil
}

// named is a schema with the name and the strictness that a prompt may give it,
// as {name, schema, strict}; a bare one has a name of ours.
func named(schema any) *value.Object {
	o, ok := schema.(*value.Object)
	inner, wrapped := o.Get("schema")
	_, isSchema := inner.(*value.Object)
	_, typed := o.Get("type")
	if name, _ := o.Get("name"); ok && wrapped && isSchema && !typed && name != nil {
		return o
	}
	return value.NewObject("name", "output", "schema", schema)
}

func chatMessage(m prompt.Message) (*value.Object, error) {
	o := value.NewObject("role", m.Role, "content", m.Text)
	switch {
	case len(m.Parts) > 0:
		parts := make([]any, len(m.Parts))
		for i, p := range m.Parts {
			var err error
			if parts[i], err = chatPart(p); err != nil {
				return nil, err
			}
		}
		o.Set("content", parts)
	case m.Text == "" && len(m.Calls) > 0:
		o.Set("content", nil)
	}
	if m.Name != "" {
		o.Set("name", m.Name)
	}
	if len(m.Calls) > 0 {
		calls := make([]any, len(m.Calls))
		for i, c := range m.Calls {
			calls[i] = value.NewObject("id", callID(c.ID, c.Name), "type", "function", "function", value.NewObject("name", c.Name, "arguments", arguments(c)))
		}
		o.Set("tool_calls", calls)
	}
	if m.Role == "tool" {
		o.Set("tool_call_id", callID(m.CallID, m.Name))
	}
	return o, nil
}

// callID is the id of a call and of its result, by the name of the tool where the
// prompt gives none.
func callID(id, name string) string {
	if id == "" && name != "" {
		return "call_" + name
	}
	return id
}

// arguments of a call are an object, also where there are none.
func arguments(c prompt.Call) string {
	if c.Arguments == "" {
		return "{}"
	}
	return c.Arguments
}
