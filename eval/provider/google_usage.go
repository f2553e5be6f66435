package provider

import (
	"encoding/json"

	"github.com/promptgit/promptgit/eval"
)

// googleUsage counts tokens: the prompt with what was cached, the candidates
// without what was thought.
type googleUsage struct {
	Prompt     int `json:"promptTokenCount"`
	ToolPrompt int `json:"toolUsePromptTokenCount"`
	Candidates int `json:"candidatesTokenCount"`
	Thoughts   int `json:"thoughtsTokenCount"`
	Cached     int `json:"cachedContentTokenCount"`
	Total      int `json:"totalTokenCount"`

	told bool
}

// UnmarshalJSON loses no answer because its usage is odd: then it is not known.
func (u *googleUsage) UnmarshalJSON(raw []byte) error {
	type plain googleUsage
	u.told = json.Unmarshal(raw, (*plain)(u)) == nil
	return nil
}

func (u *googleUsage) tokens() eval.Tokens {
	return eval.Tokens{
		Prompt: counted(u.Prompt, u.ToolPrompt), Completion: counted(u.Candidates, u.Thoughts), Total: counted(u.Total),
		Cached: counted(u.Cached), Reasoning: counted(u.Thoughts),
	}
}

// bill notes what a call used, and its cost where the price is known.
func (c *google) bill(a *eval.Answer, u *googleUsage) {
	if u == nil || !u.told {
		return
	}
	a.Tokens = u.tokens()
	c.charge(a)
	if c.tariff != nil {
		a.Cost = new(c.tariff.of(a.Tokens.Prompt).Cost(a.Tokens))
	}
}
