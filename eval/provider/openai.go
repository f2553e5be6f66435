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
	keys := endpointKeys()
	return Type{
		Name:    "openai",
		Doc:     "the chat completions of OpenAI and of every server that speaks them: Ollama, vLLM, llama.cpp, OpenRouter, Azure",
		Env:     []string{"OPENAI_API_KEY", "OPENAI_BASE_URL"},
		Example: "openai:gpt-4.1-mini",
		Keys:    keys,
		New:     func(s Spec, d Deps) (eval.Target, error) { return newOpenAI(s, s.read(keys), d) },
	}
}

// openai calls one server with one key. Requests and answers have the library's
// types, but the one POST is made here: the library leaves out a temperature of
// 0, refuses model names by guesses, reads bodies without a bound and hides
// Retry-After where the status is an error.
type openai struct{ *endpoint }

func openaiDialect() dialect {
	return dialect{
		home: openaiURL, baseEnv: "OPENAI_BASE_URL", keyEnv: "OPENAI_API_KEY",
		kind: "an OpenAI-compatible API", advice: "most end in /v1",
		authorize: func(h http.Header, key string) { h.Set("Authorization", "Bearer "+key) },
	}
}

func newOpenAI(s Spec, o *options, d Deps) (eval.Target, error) {
	model := cmp.Or(s.Model, o.text("model"))
	for _, kind := range []string{"chat:", "embedding:", "embeddings:", "moderation:"} { // as promptfoo writes it
		model = strings.TrimPrefix(model, kind)
	}
	if model == "" {
		o.errs.Add(s.Pos, fmt.Sprintf("no model is named for the provider %q", s.Name), "write "+s.Name+":MODEL")
	}
	e := openEndpoint(openaiDialect(), s, o, d)
	if err := o.errs.Err(); err != nil {
		return eval.Target{}, err
	}
	if e.price == nil {
		e.price = price(model)
	}
	return eval.Target{
		Provider: s.Name, Model: model, Endpoint: e.identity(), Caller: &openai{e}, Price: e.price,
		Runs: e.runs("/chat/completions"),
	}, nil
}
