package provider_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/value"
)

func TestVersionsAndAliasesCostWhatTheModelCosts(t *testing.T) {
	t.Parallel()
	w := newVendors(t)
	price := func(input, output, cached float64) *eval.Price {
		return &eval.Price{Input: input, Output: output, Cached: &cached}
	}
	for spec, want := range map[string]*eval.Price{
		"anthropic:claude-haiku-4-5":            price(1, 5, 0.10),
		"anthropic:claude-haiku-4-5-20251001":   price(1, 5, 0.10),
		"anthropic:claude-3-5-haiku-latest":     price(0.80, 4, 0.08),
		"anthropic:claude-opus-4-1-20250805":    price(15, 75, 1.50),
		"anthropic:claude-sonnet-4-20250514":    price(6, 22.50, 0.60), // what a prompt over 200,000 tokens costs
		"anthropic:claude-haiku-4-5-turbo":      nil,
		"anthropic:gpt-4.1":                     nil,
		"google:gemini-2.5-flash":               price(0.30, 2.50, 0.03),
		"google:models/gemini-2.5-flash-001":    price(0.30, 2.50, 0.03),
		"google:gemini-2.5-flash-preview-09-25": price(0.30, 2.50, 0.03),
		"google:gemini-2.5-pro-preview-05-2025": price(2.50, 15, 0.25),
		"google:gemini-embedding-001":           price(0.15, 0, 0.15),
		"google:gemini-flash-latest":            nil,
		"google:gemini-2.5-flash-image":         nil,
		"openai:gpt-5":                          price(1.25, 10, 0.125),
		"openai:gpt-4.1-mini-2025-04-14":        price(0.40, 1.60, 0.10),
		"openai:gpt-4":                          price(30, 60, 30), // no discount
		"openai:claude-haiku-4-5":               nil,
	} {
		if diff := cmp.Diff(want, w.open(t, spec).Price); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", spec, diff)
		}
	}
}

func TestALongPromptCostsMoreAndTheBoundIsWhatItCosts(t *testing.T) {
	t.Parallel()
	w := newVendors(t,
		llmtest.Rule{Match: "short", Answer: "x", Tokens: [2]int{200_000, 100}},
		llmtest.Rule{Match: "long", Answer: "x", Tokens: [2]int{200_001, 100}},
	)
	for _, c := range []struct {
		spec, text string
		want       float64
	}{
		{"google:gemini-2.5-pro", "short", (200_000*1.25 + 100*10) / 1e6},
		{"google:gemini-2.5-pro", "long", (200_001*2.50 + 100*15) / 1e6},
		{"anthropic:claude-sonnet-4-5", "short", (200_000*3 + 100*15) / 1e6},
		{"anthropic:claude-sonnet-4-5", "long", (200_001*6 + 100*22.50) / 1e6},
	} {
		target := w.open(t, c.spec)
		got, err := target.Caller.Complete(t.Context(), ask(c.text))
		if err != nil || got.Cost == nil {
			t.Fatalf("%s: %v, %v", c.spec, got.Cost, err)
		}
		if diff := cmp.Diff(c.want, *got.Cost, nearly()); diff != "" {
			t.Errorf("%s, %s: want -, got +:\n%s", c.spec, c.text, diff)
		}
		if bound := target.Price.Cost(got.Tokens); *got.Cost > bound+1e-12 {
			t.Errorf("%s, %s costs %v, over the bound %v", c.spec, c.text, *got.Cost, bound)
		}
	}
}

func TestAPriceOfTheConfigurationWinsOverTheTable(t *testing.T) {
	t.Parallel()
	cheap, none := 0.01, 0.0
	for _, kind := range []string{"anthropic:claude-haiku-4-5", "google:gemini-2.5-pro", "openai:gpt-4.1-mini", "openai:llama3"} {
		w := newVendors(t)
		typ, model, _ := strings.Cut(kind, ":")
		w.Prices = map[string]eval.Price{model: {Input: 1, Output: 2, Cached: &cheap}}
		target := w.open(t, kind)
		if diff := cmp.Diff(&eval.Price{Input: 1, Output: 2, Cached: &cheap}, target.Price); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", kind, diff)
		}
		got, err := target.Caller.Complete(t.Context(), ask("a b"))
		if err != nil || got.Cost == nil || *got.Cost != (2*1+2*2)/1e6 {
			t.Errorf("%s: costs %v, %v", kind, got.Cost, err)
		}
		own := value.NewObject("input", int64(3), "output", 0.5, "cached", int64(0))
		named := map[string]provider.Spec{"mine": {Type: typ, Options: value.NewObject("price", own)}}
		target, err = provider.Open("mine", model, named, w.Deps)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&eval.Price{Input: 3, Output: 0.5, Cached: &none}, target.Price); diff != "" {
			t.Errorf("the option of %s: want -, got +:\n%s", kind, diff)
		}
	}
}
