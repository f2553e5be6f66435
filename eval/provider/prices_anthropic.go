package provider

import (
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

// anthropicTariff is the list price of one of Anthropic's models, nil where it
// is not known.
func anthropicTariff(model string) *tariff {
	name := strings.TrimSuffix(anthropicDate().ReplaceAllString(model, ""), "-latest")
	t, ok := map[string]tariff{
		"claude-fable-5-1": flat(10, 50, 0.25), "claude-mythos-5-1": flat(10, 50, 0.25),
		"claude-fable-5": flat(10, 50, 1), "claude-mythos-5": flat(10, 50, 1),

		"claude-opus-5-5": flat(4, 20, 0.20),
		"claude-opus-5":   flat(5, 25, 0.50), "claude-opus-4-8": flat(5, 25, 0.50), "claude-opus-4-7": flat(5, 25, 0.50),
		"claude-opus-4-6": flat(5, 25, 0.50), "claude-opus-4-5": flat(5, 25, 0.50),
		"claude-opus-4-1": flat(15, 75, 1.50), "claude-opus-4-0": flat(15, 75, 1.50), "claude-opus-4": flat(15, 75, 1.50),
		"claude-3-opus": flat(15, 75, 1.50),

		"claude-sonnet-5-5": flat(2, 10, 0.20), "claude-sonnet-5": flat(2, 10, 0.20),
		"claude-sonnet-4-6": flat(3, 15, 0.30),
		"claude-sonnet-4-5": flat(3, 15, 0.30).above(200_000, 6, 22.50, 0.60), "claude-sonnet-4-0": flat(3, 15, 0.30).above(200_000, 6, 22.50, 0.60),
		"claude-sonnet-4":   flat(3, 15, 0.30).above(200_000, 6, 22.50, 0.60),
		"claude-3-7-sonnet": flat(3, 15, 0.30), "claude-3-5-sonnet": flat(3, 15, 0.30),

		"claude-haiku-5-5": flat(0.10, 0.50, 0.01).above(100_000, 0.50, 2.50, 0.05),
		"claude-haiku-4-5": flat(1, 5, 0.10),
		"claude-3-5-haiku": flat(0.80, 4, 0.08), "claude-3-haiku": flat(0.25, 1.25, 0.03),
	}[name]
	if !ok {
		return nil
	}
	return &t
}

// anthropicDate is the date at the end of a model's name; dated snapshots cost
// what the model costs.
var anthropicDate = memo.Regexp(`-20\d{6}$`)
