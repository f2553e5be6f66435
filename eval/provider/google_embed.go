package provider

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// embed asks for the vector of one text, as the official SDK does: by a batch of
// one. Parameters go along in the API's spelling, such as outputDimensionality.
func (c *google) embed(ctx context.Context, req eval.Request) (eval.Answer, error) {
	model := req.Model
	if !strings.Contains(model, "/") {
		model = "models/" + model
	}
	parts := []any{value.NewObject("text", req.Rendered)}
	one := value.NewObject("model", model, "content", value.NewObject("role", "user", "parts", parts))
	for name, v := range req.Params.All() {
		one.Set(camel(name), v)
	}
	raw, err := encoded(value.NewObject("requests", []any{one}))
	if err != nil {
		return eval.Answer{}, err
	}
	r, err := c.post(ctx, c.path(req.Model, "batchEmbedContents"), raw)
	if err != nil {
		return eval.Answer{}, err
	}
	return c.embedding(r)
}

// embedding reads a list of numbers.
func (c *google) embedding(r reply) (eval.Answer, error) {
	var out struct {
		Embeddings []struct {
			Values []float64 `json:"values"`
		} `json:"embeddings"`
		Usage *googleUsage    `json:"usageMetadata"`
		Error json.RawMessage `json:"error"`
	}
	err := json.Unmarshal(r.Body, &out)
	switch {
	case err != nil:
		return eval.Answer{}, c.unreadable(r, "no list of embeddings", err)
	case !blank(out.Error):
		return eval.Answer{}, c.failed(r)
	case len(out.Embeddings) != 1 || len(out.Embeddings[0].Values) == 0:
		return eval.Answer{}, &eval.CallError{Sent: true, Err: errors.New("the response is not the embedding of one text")}
	}
	a := eval.Answer{Output: string(value.Canonical(out.Embeddings[0].Values))}
	c.bill(&a, out.Usage)
	return a, nil
}
