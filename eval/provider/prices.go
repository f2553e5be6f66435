package provider

import (
	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/memo"
)

// PricesAsOf is the month in which the tables of prices were last checked; those
// of Anthropic and Google are of 2026-10. The configuration overrides them with
// its key "prices" and with a provider's option "price".
const PricesAsOf = "2026-04"

// price gives the list price of a model of OpenAI, nil where it is not known.
// Discounts for batches are not in it.
func price(model string) *eval.Price {
	t, ok := map[string]tariff{
		"gpt-3.5-turbo": flat(0.50, 1.50, 0.50),
		"gpt-4":         flat(30, 60, 30),
		"gpt-4-turbo":   flat(10, 30, 10),
		"gpt-4o":        flat(2.50, 10, 1.25),
		"gpt-4o-mini":   flat(0.15, 0.60, 0.075),
		"gpt-4.1":       flat(2, 8, 0.50),
		"gpt-4.1-mini":  flat(0.40, 1.60, 0.10),
		"gpt-4.1-nano":  flat(0.10, 0.40, 0.025),
		"gpt-5":         flat(1.25, 10, 0.125),
		"gpt-5-mini":    flat(0.25, 2, 0.025),
		"gpt-5-nano":    flat(0.05, 0.40, 0.005),
		"gpt-5-pro":     flat(15, 120, 15),
		"gpt-5.1":       flat(1.25, 10, 0.125),
		"o1":            flat(15, 60, 7.50),
		"o3":            flat(2, 8, 0.50),
		"o3-mini":       flat(1.10, 4.40, 0.55),
		"o4-mini":       flat(1.10, 4.40, 0.275),

		"text-embedding-3-small": flat(0.02, 0, 0.02),
		"text-embedding-3-large": flat(0.13, 0, 0.13),
		"text-embedding-ada-002": flat(0.10, 0, 0.10),
		"omni-moderation-latest": flat(0, 0, 0), // free of charge
		"text-moderation-latest": flat(0, 0, 0),
	}[snapshot().ReplaceAllString(model, "")]
	if !ok {
		return nil
	}
	return t.bound()
}

// snapshot is the date at the end of a model's name; dated snapshots cost what
// the model costs.
var snapshot = memo.Regexp(`-20\d\d-\d\d-\d\d$`)
