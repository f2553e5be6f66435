package provider

import (
	"context"
	"fmt"
	"time"

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
	raw, err := encoded(body)
	if err != nil {
		return eval.Answer{}, err
	}
	var begun time.Time
	if c.now != nil {
		begun = c.now()
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	resp, err := c.send(ctx, f.path, raw) //nolint:bodyclose // follow closes it
	if err != nil {
		return eval.Answer{}, err
	}
	return c.follow(ctx, stop, f, resp, begun)
}

// ask is a call that is answered as a whole.
func (c *openai) ask(ctx context.Context, f form, body *value.Object) (eval.Answer, error) {
	raw, err := encoded(body)
	if err != nil {
		return eval.Answer{}, err
	}
	r, err := c.post(ctx, f.path, raw)
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
