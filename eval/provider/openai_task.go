package provider

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// form is how a task is asked for and answered.
type form struct {
	path   string
	body   func(eval.Request) (*value.Object, error)
	answer func(reply) (eval.Answer, error)
	fold   func() fold // of a stream, nil for what is never streamed
}

// The paths of the two APIs that answer messages.
const (
	chatPath      = "/chat/completions"
	responsesPath = "/responses"
)

func (c *openai) form(t eval.Task) (form, error) {
	switch t {
	case eval.Chat:
		if c.responses {
			return form{responsesPath, responsesBody, c.response, func() fold { return &responsesFold{c: c} }}, nil
		}
		return form{chatPath, chatBody, c.answer, func() fold { return &chatFold{c: c} }}, nil
	case eval.Embed:
		return form{"/embeddings", inputBody, c.embedding, nil}, nil
	case eval.Moderate:
		return form{"/moderations", inputBody, c.moderation, nil}, nil
	case eval.Classify:
	}
	return form{}, cannot("openai", t)
}

// inputBody asks about one text. Parameters go along, such as the dimensions of
// an embedding.
func inputBody(req eval.Request) (*value.Object, error) {
	body := value.NewObject("model", req.Model, "input", req.Rendered)
	for name, v := range req.Params.All() {
		body.Set(name, v)
	}
	return body, nil
}

// embedding reads a list of numbers.
func (c *openai) embedding(r reply) (eval.Answer, error) {
	var out struct {
		Data []struct {
			Embedding json.RawMessage `json:"embedding"`
		} `json:"data"`
		Model string          `json:"model"`
		Usage json.RawMessage `json:"usage"`
		Error json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(r.Body, &out); err != nil {
		return eval.Answer{}, c.unreadable(r, "no list of embeddings", err)
	}
	if err := c.reported(r, out.Error); err != nil {
		return eval.Answer{}, err
	}
	var numbers []float64
	switch {
	case len(out.Data) != 1:
		return eval.Answer{}, &eval.CallError{Sent: true, Err: fmt.Errorf("the response has %d embeddings of one text", len(out.Data))}
	case json.Unmarshal(out.Data[0].Embedding, &numbers) != nil || len(numbers) == 0:
		return eval.Answer{}, &eval.CallError{Sent: true, Err: errors.New("the embedding is no list of numbers"), Hint: "leave out encoding_format"}
	}
	a := eval.Answer{Output: string(value.Canonical(numbers)), Model: out.Model}
	c.charge(&a, out.Usage, r.Header)
	return a, nil
}

// moderation reads the categories that are violated.
func (c *openai) moderation(r reply) (eval.Answer, error) {
	var out struct {
		Results []struct {
			Categories map[string]bool `json:"categories"`
		} `json:"results"`
		Model string          `json:"model"`
		Error json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(r.Body, &out); err != nil {
		return eval.Answer{}, c.unreadable(r, "no moderation", err)
	}
	if err := c.reported(r, out.Error); err != nil {
		return eval.Answer{}, err
	}
	if len(out.Results) == 0 || out.Results[0].Categories == nil {
		return eval.Answer{}, &eval.CallError{Sent: true, Err: errors.New("the response has no categories")}
	}
	violated := map[string]bool{}
	for _, r := range out.Results {
		for name, yes := range r.Categories {
			if yes {
				violated[name] = true
			}
		}
	}
	names := append([]string{}, slices.Sorted(maps.Keys(violated))...)
	a := eval.Answer{Output: string(value.Canonical(names)), Model: out.Model}
	c.endpoint.charge(&a)
	return a, nil
}
