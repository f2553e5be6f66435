package provider

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

// anthropicVersion is the version of the Messages API whose bodies are written
// and read here. The next, 2026-10-21, refuses a temperature; the header
// anthropic-version of a configured provider asks for it.
const anthropicVersion = "2023-06-01"

func anthropicType() Type {
	keys := append(endpointKeys(), "stream")
	return Type{
		Name:    "anthropic",
		Doc:     "the Messages API of Anthropic and of every server that speaks it",
		Env:     []string{"ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"},
		Example: "anthropic:claude-haiku-4-5",
		Keys:    keys,
		New:     func(s Spec, d Deps) (eval.Target, error) { return newAnthropic(s, s.read(keys), d) },
	}
}

// anthropic calls one server with one key. The official SDK for Go would do the
// same, but linking it costs 1.8 ms at every start of the program, and 15 MB;
// it is what the bodies are compared with in tests.
type anthropic struct {
	*endpoint
	path   string
	stream bool
	tariff *tariff // of the table, nil where the configuration says the price
}

func anthropicDialect() dialect {
	return dialect{
		home: "https://api.anthropic.com", baseEnv: "ANTHROPIC_BASE_URL", keyEnv: "ANTHROPIC_API_KEY",
		kind: "the Messages API of Anthropic", advice: "it is what stands before /v1/messages",
		authorize: func(h http.Header, key string) { h.Set("X-Api-Key", key) },
		always:    map[string]string{"Anthropic-Version": anthropicVersion},
		refine:    refineAnthropic,
	}
}

func newAnthropic(s Spec, o *options, d Deps) (eval.Target, error) {
	model := strings.TrimPrefix(cmp.Or(s.Model, o.text("model")), "messages:") // as promptfoo writes it
	if model == "" {
		o.errs.Add(s.Pos, fmt.Sprintf("no model is named for the provider %q", s.Name), "write "+s.Name+":MODEL")
	}
	c := &anthropic{endpoint: openEndpoint(anthropicDialect(), s, o, d), path: "/v1/messages", stream: o.choice("stream", streamOff, streamOn) == streamOn}
	if err := o.errs.Err(); err != nil {
		return eval.Target{}, err
	}
	if strings.HasSuffix(c.base, "/v1") {
		c.path = "/messages"
	}
	c.price = cmp.Or(c.price, d.priceOf(model))
	if c.price == nil {
		c.tariff = anthropicTariff(model)
		c.price = c.tariff.bound()
	}
	return eval.Target{
		Provider: s.Name, Model: model, Endpoint: c.identity(), Caller: c, Price: c.price, Runs: c.runs(c.path),
		MaxOutput: anthropicMaxTokens,
	}, nil
}

// Complete makes one call.
func (c *anthropic) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	if err := onlyChat("anthropic", req.Task); err != nil {
		return eval.Answer{}, err
	}
	body, err := messagesBody(req, c.stream)
	if err != nil {
		return eval.Answer{}, unsent(err)
	}
	f := form{path: c.path, answer: c.answer, fold: func() fold { return newAnthropicFold(c) }}
	return c.converse(ctx, f, body, c.stream)
}
