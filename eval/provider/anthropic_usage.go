package provider

import (
	"encoding/json"
	"math"

	"github.com/promptgit/promptgit/eval"
)

// anthropicUsage counts tokens: input is what was neither read from the cache
// nor written to it, output holds what was thought.
type anthropicUsage struct {
	Input      int `json:"input_tokens"`
	Output     int `json:"output_tokens"`
	CacheRead  int `json:"cache_read_input_tokens"`
	CacheWrite int `json:"cache_creation_input_tokens"`
	Details    *struct {
		Thinking int `json:"thinking_tokens"`
	} `json:"output_tokens_details"`
	Written *struct {
		Short int `json:"ephemeral_5m_input_tokens"`
		Long  int `json:"ephemeral_1h_input_tokens"`
	} `json:"cache_creation"`
	Server *struct {
		Searches int `json:"web_search_requests"`
	} `json:"server_tool_use"`
	Speed  string `json:"speed"`         // "standard", "fast"
	Region string `json:"inference_geo"` // "us", "global"

	told bool
}

// UnmarshalJSON adds what is told to what was told before, as a stream does. An
// answer is not lost because its usage is odd: then it is not known.
func (u *anthropicUsage) UnmarshalJSON(raw []byte) error {
	type plain anthropicUsage
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	u.told = json.Unmarshal(raw, (*plain)(u)) == nil
	return nil
}

func (u *anthropicUsage) tokens() eval.Tokens {
	t := eval.Tokens{Prompt: counted(u.Input, u.CacheRead, u.CacheWrite), Completion: counted(u.Output), Cached: counted(u.CacheRead)}
	t.Total = t.Prompt + t.Completion
	if u.Details != nil {
		t.Reasoning = counted(u.Details.Thinking)
	}
	return t
}

// What Anthropic's list says beside the prices of tokens.
const (
	cacheWriteShort = 0.25       // of the price of input, added for what is kept 5 minutes
	cacheWriteLong  = 1.0        // added for what is kept an hour
	regional        = 1.1        // times the price where the inference stays in the US
	perSearch       = 10.0 / 1e3 // US dollars
)

// bill notes what a call used, and its cost where the price is known. A price of
// the configuration holds for all tokens, but writing into the cache costs more
// than other input under any price, and a search is paid apart.
func (c *anthropic) bill(a *eval.Answer, u *anthropicUsage) {
	if !u.told {
		return
	}
	a.Tokens = u.tokens()
	if c.price == nil || c.tariff != nil && u.Speed == "fast" { // its price is another, and not in the table
		return
	}
	price := c.price
	if c.tariff != nil {
		price = c.tariff.of(a.Tokens.Prompt)
	}
	long := counted(u.CacheWrite) // where the response does not tell, as if for an hour
	short := 0
	if u.Written != nil && counted(u.Written.Short, u.Written.Long) == long {
		short, long = counted(u.Written.Short), counted(u.Written.Long)
	}
	cost := price.Cost(a.Tokens) + (float64(short)*cacheWriteShort+float64(long)*cacheWriteLong)*price.Input/1e6
	if c.tariff != nil && u.Region == "us" {
		cost *= regional
	}
	if u.Server != nil {
		cost += float64(counted(u.Server.Searches)) * perSearch
	}
	a.Cost = &cost
}

// counted is a sum of numbers of tokens, where a server may say anything.
func counted(numbers ...int) int {
	sum := 0
	for _, n := range numbers {
		sum = min(sum+min(max(n, 0), math.MaxInt32), math.MaxInt32)
	}
	return sum
}
