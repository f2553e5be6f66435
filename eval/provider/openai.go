package provider

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

const openaiURL = "https://api.openai.com/v1"

func openaiType() Type {
	keys := append(endpointKeys(), "api", "stream")
	return Type{
		Name: "openai",
		Doc: "the chat completions and the responses of OpenAI and of every server that speaks them: " +
			"Ollama, vLLM, llama.cpp, OpenRouter, LiteLLM, Azure",
		Env:     []string{"OPENAI_API_KEY", "OPENAI_BASE_URL"},
		Example: "openai:gpt-4.1-mini",
		Keys:    keys,
		New:     func(s Spec, d Deps) (eval.Target, error) { return newOpenAI(s, s.read(keys), d) },
	}
}

// openai calls one server with one key. Requests and answers are made and read
// here and not by a library: those leave out a temperature of 0, refuse model
// names by guesses, read bodies without a bound, hide Retry-After where the
// status is an error, and lose an answer whose usage is odd.
type openai struct {
	*endpoint
	responses bool // asks by the responses API, and not by the chat completions
	stream    string
}

// The values of the option stream.
const (
	streamOff   = "false"
	streamOn    = "true"
	streamPlain = "without_usage" // for servers that refuse stream_options
)

func openaiDialect() dialect {
	return dialect{
		home: openaiURL, baseEnv: "OPENAI_BASE_URL", keyEnv: "OPENAI_API_KEY",
		kind: "an OpenAI-compatible API", advice: "most end in /v1",
		authorize: func(h http.Header, key string) { h.Set("Authorization", "Bearer "+key) },
	}
}

func newOpenAI(s Spec, o *options, d Deps) (eval.Target, error) {
	model := cmp.Or(s.Model, o.text("model"))
	api := o.choice("api", "chat", "responses")
	for _, kind := range []string{"chat", "responses", "embedding", "embeddings", "moderation"} { // as promptfoo writes it
		if name, ok := strings.CutPrefix(model, kind+":"); ok {
			if model = name; kind == "chat" || kind == "responses" {
				api = kind
			}
		}
	}
	if model == "" {
		o.errs.Add(s.Pos, fmt.Sprintf("no model is named for the provider %q", s.Name), "write "+s.Name+":MODEL")
	}
	c := &openai{openEndpoint(openaiDialect(), s, o, d), api == "responses", o.choice("stream", streamOff, streamOn, streamPlain)}
	if err := o.errs.Err(); err != nil {
		return eval.Target{}, err
	}
	if c.price == nil {
		c.price = cmp.Or(d.priceOf(model), price(model))
	}
	t := eval.Target{
		Provider: s.Name, Model: model, Endpoint: c.identity(), Caller: c, Price: c.price,
		Runs: c.runs(chatPath),
	}
	if c.responses {
		t.Endpoint, t.Runs = t.Endpoint+" responses", c.runs(responsesPath)
	}
	return t, nil
}
