package provider

import (
	"context"
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// Complete makes one call: of the chat completions or the responses, the
// embeddings or the moderations.
func (c *openai) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	f, err := c.form(req.Task)
	if err != nil {
		return eval.Answer{}, err
	}
	body, err := f.body(req)
	if err != nil {
		return eval.Answer{}, err
	}
	if f.fold == nil {
		return c.ask(ctx, f, body)
	}
	if c.stream != streamOff {
		body.Set("stream", true)
	}
	if c.stream == streamOn && !c.responses {
		body.Set("stream_options", value.NewObject("include_usage", true))
	}
	return c.converse(ctx, f, body, c.stream != streamOff)
}

// ask is a call that is answered as a whole.
func (e *endpoint) ask(ctx context.Context, f form, body *value.Object) (eval.Answer, error) {
	raw, err := encoded(body)
	if err != nil {
		return eval.Answer{}, err
	}
	r, err := e.post(ctx, f.path, raw)
	if err != nil {
		return eval.Answer{}, err
	}
	return f.answer(r)
}

func encoded(body *value.Object) ([]byte, error) {
	raw, err := body.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("encode the request: %w", err)
	}
	return raw, nil
}
