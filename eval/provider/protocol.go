package provider

import (
	"encoding/base64"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// protocolVersion is that of promptgit's own JSON documents, which exec-json
// writes and http sends where no body is configured: docs/providers.md has them.
const protocolVersion = 1

// document is a request as one JSON object. Every key is always there.
func document(req eval.Request) *value.Object {
	params := req.Params
	if params == nil {
		params = value.NewObject()
	}
	return value.NewObject(
		"version", int64(protocolVersion),
		"task", string(req.Task),
		"model", req.Model,
		"prompt", req.Rendered,
		"messages", messageList(req.Messages),
		"params", params,
		"tools", req.Tools,
		"schema", req.Schema,
		"sample", int64(req.Sample),
		"seed", req.Seed,
		"case", value.NewObject("key", req.Case, "id", req.CaseID, "row", int64(req.Row)),
	)
}

func messageList(messages []prompt.Message) []any {
	list := make([]any, len(messages))
	for i, m := range messages {
		list[i] = messageObject(m)
	}
	return list
}

// messageObject is a message with all that the model gets of it: unlike what is
// shown to people it holds the bytes of files, in base64.
func messageObject(m prompt.Message) *value.Object {
	o := value.NewObject("role", m.Role, "content", m.Text)
	if len(m.Parts) > 0 {
		parts := make([]any, len(m.Parts))
		for i, p := range m.Parts {
			parts[i] = partObject(p)
		}
		o.Set("content", parts)
	}
	if m.Name != "" {
		o.Set("name", m.Name)
	}
	if len(m.Calls) > 0 {
		calls := make([]any, len(m.Calls))
		for i, c := range m.Calls {
			calls[i] = value.NewObject("id", c.ID, "type", "function",
				"function", value.NewObject("name", c.Name, "arguments", c.Arguments))
		}
		o.Set("tool_calls", calls)
	}
	if m.CallID != "" {
		o.Set("tool_call_id", m.CallID)
	}
	return o
}

func partObject(p prompt.Part) *value.Object {
	if p.IsText() {
		return value.NewObject("type", "text", "text", p.Text)
	}
	o := value.NewObject("type", "file", "media_type", p.Type)
	if p.IsImage() {
		o.Set("type", "image")
	}
	if p.URL != "" {
		o.Set("url", p.URL)
	} else {
		o.Set("data", base64.StdEncoding.EncodeToString(p.Data))
	}
	if p.Detail != "" {
		o.Set("detail", p.Detail)
	}
	return o
}
