package provider

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

const responseLimit = 32 << 20 // bytes

// Complete makes one call: of the chat completions, the embeddings or the
// moderations.
func (c *openai) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	if c.key == "" && c.needed {
		return eval.Answer{}, &eval.CallError{
			Fatal: true,
			Err:   fmt.Errorf("no API key for %s", c.base),
			Hint:  "set the environment variable " + c.keyEnv,
		}
	}
	f, err := c.form(req.Task)
	if err != nil {
		return eval.Answer{}, err
	}
	body, err := f.body(req)
	if err != nil {
		return eval.Answer{}, err
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+f.path, bytes.NewReader(body))
	if err != nil {
		return eval.Answer{}, err
	}
	post.Header.Set("Content-Type", "application/json")
	post.Header.Set("Accept", "application/json")
	if c.key != "" {
		post.Header.Set("Authorization", "Bearer "+c.key)
	}
	for name, v := range c.headers {
		post.Header.Set(name, v)
	}
	resp, err := c.client.Do(post)
	if err != nil {
		return eval.Answer{}, c.broken(ctx, err, false)
	}
	defer func() { _ = resp.Body.Close() }() // everything that matters was read or failed by then
	raw, err := io.ReadAll(io.LimitReader(resp.Body, responseLimit+1))
	switch {
	case err != nil:
		return eval.Answer{}, c.broken(ctx, err, true)
	case len(raw) > responseLimit:
		return eval.Answer{}, &eval.CallError{Sent: true, Err: errors.New("the response is larger than 32 MiB")}
	case resp.StatusCode >= http.StatusMultipleChoices:
		return eval.Answer{}, c.refused(resp, raw)
	}
	return f.answer(resp, raw)
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
