package prompt

import (
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

var errCalls = errors.New("calls of tools must be a list of {id, name, arguments}")

// ReadCalls reads calls of tools: a list of {id, name, arguments}, in these words
// or in those of OpenAI ({id, type, function: {name, arguments}}) or Anthropic
// ({type: tool_use, id, name, input}) or Google ({functionCall: {id, name, args},
// thoughtSignature}). One call alone is a list of one.
func ReadCalls(v any) ([]Call, error) {
	list, isList := v.([]any)
	if !isList {
		list = []any{v}
	}
	calls := make([]Call, 0, len(list))
	for _, x := range list {
		o, ok := x.(*value.Object)
		if !ok {
			return nil, errCalls
		}
		call, err := readCall(o)
		if err != nil {
			return nil, err
		}
		calls = append(calls, call)
	}
	return calls, nil
}

func readCall(o *value.Object) (Call, error) {
	var c Call
	if call, isGoogle := o.Get("functionCall"); isGoogle {
		inner, ok := call.(*value.Object)
		if !ok {
			return c, errCalls
		}
		signature, _ := o.Get("thoughtSignature")
		c.Signature, _ = signature.(string)
		o = inner
	}
	id, _ := o.Get("id")
	c.ID, _ = id.(string)
	if callID, _ := o.Get("call_id"); callID != nil { // of the responses API, whose id names the item
		c.ID, _ = callID.(string)
	}
	if function, isFunction := o.Get("function"); isFunction {
		inner, ok := function.(*value.Object)
		if !ok {
			return c, errCalls
		}
		o = inner
	}
	name, _ := o.Get("name")
	c.Name, _ = name.(string)
	if c.Name == "" {
		return c, errCalls
	}
	arguments, given := o.Get("arguments")
	if !given {
		arguments, given = o.Get("input")
	}
	if !given {
		arguments, _ = o.Get("args")
	}
	switch v := arguments.(type) {
	case nil:
		c.Arguments = "{}"
	case string:
		c.Arguments = v
	case *value.Object:
		raw, err := v.MarshalJSON()
		if err != nil {
			return c, fmt.Errorf("arguments of the call of %s: %w", c.Name, err)
		}
		c.Arguments = string(raw)
	default:
		return c, fmt.Errorf("arguments of the call of %s must be a mapping", c.Name)
	}
	return c, nil
}

// Replied is the assistant message that a model's output is. Where it is
// structured, it is the JSON of calls of tools, or of a message with them.
func Replied(output string, structured bool) Message {
	m := Message{Role: "assistant", Text: output}
	if !structured {
		return m
	}
	v, err := value.DecodeJSON([]byte(output))
	if err != nil {
		return m
	}
	var text strings.Builder
	if o, isObject := v.(*value.Object); isObject {
		if calls, has := o.Get("tool_calls"); has {
			content, _ := o.Get("content")
			said, _ := content.(string)
			text.WriteString(said)
			v = calls
		}
	}
	if list, isList := v.([]any); isList { // blocks of text may stand between the calls
		var calls []any
		for _, x := range list {
			o, _ := x.(*value.Object)
			said, says := o.Get("text")
			if kind, typed := o.Get("type"); kind == "text" || says && !typed {
				more, _ := said.(string)
				text.WriteString(more)
				continue
			}
			calls = append(calls, x)
		}
		v = calls
	}
	calls, err := ReadCalls(v)
	if err != nil {
		return m
	}
	m.Text, m.Calls = text.String(), calls
	return m
}
