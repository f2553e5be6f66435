package config

import (
	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// Price is what a model costs in US dollars per million tokens.
type Price struct {
	Input, Output *float64
	Cached        *float64 // nil where cached input costs what other input does
}

func priceKeys(p *Price) []key {
	return []key{
		{"input", "US dollars per million tokens of input", required(number(&p.Input, 0))},
		{"output", "US dollars per million tokens of output", required(number(&p.Output, 0))},
		{"cached", "US dollars per million tokens of input that the server had in its cache", number(&p.Cached, 0)},
	}
}

// prices is a mapping from models to prices.
func prices(p *map[string]Price) kind {
	one := objectSchema(priceKeys(new(Price)))
	schema := value.NewObject("type", "object", "additionalProperties", one)
	return kind{schema: schema, read: func(r *reader, n *yaml.Node, name string) {
		n = follow(n)
		if n.Kind != yaml.MappingNode {
			r.reject(n, "write MODEL: {input: 0.4, output: 1.6}, US dollars per million tokens", "%s must be a mapping", name)
			return
		}
		*p = map[string]Price{}
		r.pairs(n, func(model string, _, val *yaml.Node) {
			var price Price
			r.mapping(val, "the price of "+model, priceKeys(&price))
			(*p)[model] = price
		})
	}}
}
