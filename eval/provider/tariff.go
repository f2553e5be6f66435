package provider

import "github.com/promptgit/promptgit/eval"

// tariff is the list price of a model, which may be another for long prompts.
type tariff struct {
	short eval.Price
	over  int // tokens of a prompt above which long holds, 0 for none
	long  eval.Price
}

// flat is the same price for every prompt. Prices are in US dollars per million
// tokens of input, output and cached input.
func flat(input, output, cached float64) tariff {
	return tariff{short: eval.Price{Input: input, Output: output, Cached: &cached}}
}

// above adds what prompts of more tokens cost.
func (t tariff) above(tokens int, input, output, cached float64) tariff {
	t.over, t.long = tokens, eval.Price{Input: input, Output: output, Cached: &cached}
	return t
}

// bound is the highest price, for what is known before a call; nil for no
// tariff.
func (t *tariff) bound() *eval.Price {
	switch {
	case t == nil:
		return nil
	case t.over != 0:
		return &t.long
	}
	return &t.short
}

// of is the price of a call with a prompt of so many tokens.
func (t *tariff) of(prompt int) *eval.Price {
	if t.over != 0 && prompt <= t.over {
		return &t.short
	}
	return t.bound()
}

// priceOf is what the configuration says that a model costs, nil for nothing.
func (d Deps) priceOf(model string) *eval.Price {
	if p, ok := d.Prices[model]; ok {
		return &p
	}
	return nil
}
