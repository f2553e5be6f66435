package eval

import "github.com/promptgit/promptgit/internal/value"

// outputBound is how many tokens of output the parameters allow, 0 for no bound.
// Vendors name it differently, and each takes some of the others' names for its
// own: where several are set, the largest is the one that is safe.
func outputBound(params *value.Object) int {
	bound := 0
	for _, name := range []string{
		"max_completion_tokens", "max_tokens", "max_output_tokens", "maxCompletionTokens", "maxTokens", "maxOutputTokens",
	} {
		v, _ := params.Get(name)
		if n, ok := v.(int64); ok && n > 0 {
			bound = max(bound, int(n))
		}
	}
	for _, name := range []string{"generationConfig", "generation_config"} { // of the Gemini API
		v, _ := params.Get(name)
		if inner, ok := v.(*value.Object); ok {
			bound = max(bound, outputBound(inner))
		}
	}
	return bound
}
