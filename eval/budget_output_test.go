package eval_test

import (
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// TestACallThatMayCostTooMuchIsNotMade wherever the bound of its output is
// written, and where the provider sets it.
func TestACallThatMayCostTooMuchIsNotMade(t *testing.T) {
	t.Parallel()
	thousand := func(name string) *value.Object { return value.NewObject(name, int64(1000)) }
	for name, c := range map[string]struct {
		params *value.Object
		own    int // the bound of the provider
		calls  int
	}{
		"chat":                      {params: thousand("max_tokens")},
		"reasoning":                 {params: thousand("max_completion_tokens")},
		"responses":                 {params: thousand("max_output_tokens")},
		"gemini":                    {params: thousand("maxOutputTokens")},
		"gemini, in its mapping":    {params: value.NewObject("generationConfig", thousand("maxOutputTokens"))},
		"gemini, as other names go": {params: value.NewObject("generation_config", thousand("max_output_tokens"))},
		"the larger one counts":     {params: value.NewObject("max_completion_tokens", int64(1), "max_tokens", int64(1000))},
		"of the provider":           {own: 1000},
		"the prompt's wins":         {params: value.NewObject("max_tokens", int64(10)), own: 1000, calls: 1},
		"no bound":                  {calls: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &model{}
			target := m.target()
			target.Price, target.MaxOutput = &eval.Price{Output: 10}, c.own
			e := newEngine()
			e.MaxCost = new(0.005) // of 500 tokens
			p := ask("case {n}")
			if c.params != nil {
				p = p.Overlay(c.params)
			}
			mustRun(t, e, eval.Column{Prompt: p, Suite: suite(1), Target: target})
			if m.calls != c.calls {
				t.Errorf("%d calls, want %d", m.calls, c.calls)
			}
		})
	}
}
