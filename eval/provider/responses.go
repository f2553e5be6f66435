package provider

import (
	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// responsesBody is the JSON of a request of the responses API of OpenAI.
// Parameters have the names that the chat completions give them, which are
// translated, or the API's own.
func responsesBody(req eval.Request) (*value.Object, error) {
	var input []any
	for _, m := range req.Messages {
		items, err := responsesItems(m)
		if err != nil {
			return nil, err
		}
		input = append(input, items...)
	}
	body := value.NewObject("model", req.Model, "input", input)
	tools, err := responsesTools(req.Tools)
	if err != nil {
		return nil, err
	}
	if tools != nil {
		body.Set("tools", tools)
	}
	if req.Schema != nil {
		format := value.NewObject("type", "json_schema")
		for name, v := range named(req.Schema).All() {
			format.Set(name, v)
		}
		inside(body, "text").Set("format", format)
	}
	params, err := asked(req)
	if err != nil {
		return nil, err
	}
	for name, v := range params.All() {
		if name == "tools" {
			if v, err = responsesTools(v); err != nil {
				return nil, err
			}
			if v == nil {
				continue
			}
		}
		setResponsesParam(body, name, v)
	}
	return body, nil
}

// setResponsesParam sets a parameter where the responses have it.
func setResponsesParam(body *value.Object, name string, v any) {
	switch name {
	case "max_tokens", "max_completion_tokens":
		if _, set := body.Get("max_output_tokens"); !set {
			body.Set("max_output_tokens", v)
		}
	case "reasoning_effort":
		inside(body, "reasoning").Set("effort", v)
	case "verbosity":
		inside(body, "text").Set("verbosity", v)
	case "response_format":
		inside(body, "text").Set("format", responsesFormat(v))
	case "reasoning", "text":
		more, ok := v.(*value.Object)
		if !ok {
			body.Set(name, v)
			return
		}
		for key, x := range more.All() {
			inside(body, name).Set(key, x)
		}
	case "tool_choice":
		body.Set(name, responsesChoice(v))
	case "logprobs":
		if v == true {
			list, _ := body.Get("include")
			given, _ := list.([]any)
			body.Set("include", append(given[:len(given):len(given)], "message.output_text.logprobs"))
		}
	case "include":
		list, _ := body.Get("include")
		given, _ := list.([]any)
		if more, ok := v.([]any); ok && len(given) > 0 {
			v = append(given[:len(given):len(given)], more...)
		}
		body.Set(name, v)
	default:
		body.Set(name, v)
	}
}

// inside is the mapping under a key, made where there is none. One that a prompt
// wrote is not changed.
func inside(body *value.Object, key string) *value.Object {
	v, _ := body.Get(key)
	o, ok := v.(*value.Object)
	if !ok {
		o = &value.Object{}
		body.Set(key, o)
	}
	return o
}

// responsesFormat takes the form of an answer out of its wrapping in the chat
// completions.
func responsesFormat(v any) any {
	o, _ := v.(*value.Object)
	wrapped, _ := o.Get("json_schema")
	schema, ok := wrapped.(*value.Object)
	if !ok {
		return v
	}
	format := value.NewObject("type", "json_schema")
	for key, x := range schema.All() {
		format.Set(key, x)
	}
	return format
}
