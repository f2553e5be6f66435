package provider

import (
	"context"
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// Complete makes one call: of the chat completions, the embeddings or the
// moderations.
func (c *openai) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	f, err := c.form(req.Task)
	if err != nil {
		return eval.Answer{}, err
	}
	body, err := f.body(req)
	if err != nil {
		return eval.Answer{}, err
	}
	r, err := c.post(ctx, f.path, body)
	if err != nil {
		return eval.Answer{}, err
	}
	return f.answer(r)
}

// chatBody is the JSON of a request. Parameters go as they are written, so that
// a server's own are sent too, and none that was not set.
func chatBody(req eval.Request) ([]byte, error) {
	messages := make([]any, len(req.Messages))
	for i, m := range req.Messages {
		message := value.NewObject("role", m.Role, "content", m.Text)
		if m.Name != "" {
			message.Set("name", m.Name)
		}
		messages[i] = message
	}
	body := value.NewObject("model", req.Model, "messages", messages)
	if req.Tools != nil {
		body.Set("tools", req.Tools)
	}
	if req.Schema != nil {
		body.Set("response_format", value.NewObject("type", "json_schema",
			"json_schema", value.NewObject("name", "output", "schema", req.Schema)))
	}
	for name, v := range req.Params.All() {
		if name == "stream" || name == "stream_options" {
			continue // how the answer is sent, not what it is; a whole one is read here
		}
		body.Set(name, v)
	}
	return encoded(body)
}

func encoded(body *value.Object) ([]byte, error) {
	raw, err := body.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("encode the request: %w", err)
	}
	return raw, nil
}
