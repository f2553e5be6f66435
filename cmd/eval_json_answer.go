package cmd

import "github.com/promptgit/promptgit/eval"

// answerJSON is what a provider tells of an answer; each is null where it does
// not.
type answerJSON struct {
	FinishReason *string      `json:"finish_reason"`
	Tokens       *eval.Tokens `json:"tokens"`
	CostUSD      *float64     `json:"cost_usd"`
	FirstTokenMS *int64       `json:"first_token_ms"` // until the first part of a streamed output came
}

func newAnswerJSON(a *eval.Answer) answerJSON {
	out := answerJSON{CostUSD: a.Cost, FirstTokenMS: firstTokenMS(a)}
	if a.FinishReason != "" {
		out.FinishReason = &a.FinishReason
	}
	if a.Tokens != (eval.Tokens{}) {
		out.Tokens = &a.Tokens
	}
	return out
}

// firstTokenMS is nil for an output that was not streamed.
func firstTokenMS(a *eval.Answer) *int64 {
	if a.FirstToken == 0 {
		return nil
	}
	return new(a.FirstToken.Milliseconds())
}
