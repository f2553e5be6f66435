package cmd

import (
	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/config"
)

// prices are what the configuration says that models cost.
func prices(c *config.Config) map[string]eval.Price {
	list := make(map[string]eval.Price, len(c.Prices))
	for model, p := range c.Prices {
		list[model] = eval.Price{Input: *p.Input, Output: *p.Output, Cached: p.Cached}
	}
	return list
}
