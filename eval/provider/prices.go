package provider

import (
	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/memo"
)

// PricesAsOf is the month in which the tables of prices were last checked; those
// of Anthropic and Google are of 2026-10. The configuration overrides them with
// its key "prices" and with a provider's option "price".
const PricesAsOf = "2026-04"

// price gives the list price of a model, nil where it is not known. Discounts
// for cached input or batches are not in it, so that it is an upper bound.
func price(model string) *eval.Price {
	p, ok := map[string]eval.Price{
		"gpt-3.5-turbo": {Input: 0.50, Output: 1.50},
		"gpt-4":         {Input: 30, Output: 60},
		"gpt-4-turbo":   {Input: 10, Output: 30},
		"gpt-4o":        {Input: 2.50, Output: 10},
		"gpt-4o-mini":   {Input: 0.15, Output: 0.60},
		"gpt-4.1":       {Input: 2, Output: 8},
		"gpt-4.1-mini":  {Input: 0.40, Output: 1.60},
		"gpt-4.1-nano":  {Input: 0.10, Output: 0.40},
		"gpt-5":         {Input: 1.25, Output: 10},
		"gpt-5-mini":    {Input: 0.25, Output: 2},
		"gpt-5-nano":    {Input: 0.05, Output: 0.40},
		"gpt-5-pro":     {Input: 15, Output: 120},
		"gpt-5.1":       {Input: 1.25, Output: 10},
		"o1":            {Input: 15, Output: 60},
		"o3":            {Input: 2, Output: 8},
		"o3-mini":       {Input: 1.10, Output: 4.40},
		"o4-mini":       {Input: 1.10, Output: 4.40},

		"text-embedding-3-small": {Input: 0.02},
		"text-embedding-3-large": {Input: 0.13},
		"text-embedding-ada-002": {Input: 0.10},
		"omni-moderation-latest": {}, // free of charge
		"text-moderation-latest": {},
	}[snapshot().ReplaceAllString(model, "")]
	if !ok {
		return nil
	}
	return &p
}

// snapshot is the date at the end of a model's name; dated snapshots cost what
// the model costs.
var snapshot = memo.Regexp(`-20\d\d-\d\d-\d\d$`)
