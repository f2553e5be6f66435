package provider

import (
	"math"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// usage is what a server reports of a call, under the names of the chat
// completions or of the responses of OpenAI.
type usage struct {
	Tokens eval.Tokens
	Cost   *float64 // US dollars, where the server tells it, as OpenRouter and Perplexity do
}

// readUsage is lenient: an answer is not lost because its usage is odd. It gives
// false where nothing is reported; a server that reports no token at all counts
// none.
func readUsage(raw []byte) (u usage, ok bool) {
	v, err := value.DecodeJSON(raw)
	o, isObject := v.(*value.Object)
	if err != nil || !isObject {
		return u, false
	}
	u.Cost = dollars(o)
	t := &u.Tokens
	t.Prompt, t.Completion = tokens(o, "prompt_tokens", "input_tokens"), tokens(o, "completion_tokens", "output_tokens")
	if t.Total = tokens(o, "total_tokens"); t.Total == 0 {
		t.Total = t.Prompt + t.Completion
	}
	t.Cached = max(tokens(within(o, "prompt_tokens_details", "input_tokens_details"), "cached_tokens"), tokens(o, "prompt_cache_hit_tokens"))
	t.Reasoning = tokens(within(o, "completion_tokens_details", "output_tokens_details"), "reasoning_tokens")
	return u, t.Total > 0 || u.Cost != nil
}

// within is the first mapping that is there under one of the names.
func within(o *value.Object, names ...string) *value.Object {
	for _, name := range names {
		v, _ := o.Get(name)
		if inner, ok := v.(*value.Object); ok {
			return inner
		}
	}
	return nil
}

// tokens is the first number under one of the names, which some servers write as
// a decimal; 0 for none.
func tokens(o *value.Object, names ...string) int {
	for _, name := range names {
		v, _ := o.Get(name)
		if f, ok := amount(v); ok {
			return int(min(max(0, math.Round(f)), math.MaxInt32))
		}
	}
	return 0
}

func dollars(o *value.Object) *float64 {
	v, _ := o.Get("cost")
	if parts, ok := v.(*value.Object); ok {
		v, _ = parts.Get("total_cost")
	}
	if f, ok := amount(v); ok && f >= 0 {
		return &f
	}
	return nil
}

// amount is a number of JSON; false for any other value.
func amount(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}
