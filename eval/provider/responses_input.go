package provider

import (
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// responsesItems are what a message is in the input of the responses: itself,
// and each call of a tool and each result apart.
func responsesItems(m prompt.Message) ([]any, error) {
	if m.Name != "" && m.Role != "tool" {
		return nil, &eval.CallError{
			Fatal: true, Err: fmt.Errorf("the message of %q cannot be sent: the responses API has no names of speakers", m.Name),
			Hint: "leave the name out, or use the chat completions: api: chat",
		}
	}
	switch m.Role {
	case "tool":
		output, err := responsesContent(m)
		return []any{value.NewObject("type", "function_call_output", "call_id", callID(m.CallID, m.Name), "output", output)}, err
	case "function":
		return nil, &eval.CallError{
			Fatal: true, Err: fmt.Errorf("a message of role %s cannot be sent: the responses API has none", m.Role),
			Hint: "write role tool with a tool_call_id, or use the chat completions: api: chat",
		}
	}
	var items []any
	if m.Text != "" || len(m.Parts) > 0 || len(m.Calls) == 0 {
		content, err := responsesContent(m)
		if err != nil {
			return nil, err
		}
		items = append(items, value.NewObject("role", m.Role, "content", content))
	}
	for _, c := range m.Calls {
		items = append(items, value.NewObject("type", "function_call", "call_id", callID(c.ID, c.Name), "name", c.Name, "arguments", arguments(c)))
	}
	return items, nil
}

// responsesContent is what a message or a tool says: a text, or a list of parts.
func responsesContent(m prompt.Message) (any, error) {
	if len(m.Parts) == 0 {
		return m.Text, nil
	}
	parts := make([]any, len(m.Parts))
	for i, p := range m.Parts {
		if m.Role == "assistant" {
			if !p.IsText() {
				return nil, noPart(p, "what a model said has only texts in the responses API", "leave it out")
			}
			parts[i] = value.NewObject("type", "output_text", "text", p.Text)
			continue
		}
		part, err := responsesPart(p)
		if err != nil {
			return nil, err
		}
		parts[i] = part
	}
	return parts, nil
}
