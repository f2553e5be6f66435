package cmd

import (
	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/prompt"
)

// stepJSON is what one prompt of a chain gave.
type stepJSON struct {
	Prompt    string   `json:"prompt"`
	As        string   `json:"as"` // the var that holds the output, "" for a prompt that is no step itself
	Rendered  string   `json:"rendered"`
	Output    string   `json:"output"`
	Model     string   `json:"model"` // that answered
	Tokens    int      `json:"tokens"`
	CostUSD   *float64 `json:"cost_usd"`
	LatencyMS int64    `json:"latency_ms"`
}

func stepsJSON(steps []eval.StepOutput) []stepJSON {
	var list []stepJSON
	for _, s := range steps {
		a := s.Answer
		list = append(list, stepJSON{
			Prompt: s.Path, As: s.As, Rendered: prompt.Flatten(s.Messages), Output: a.Output, Model: a.Model,
			Tokens: a.Tokens.Total, CostUSD: a.Cost, LatencyMS: a.Latency.Milliseconds(),
		})
	}
	return list
}

// atStep says of an assertion which step of a chain it judges.
func atStep(as string) string {
	if as == "" {
		return ""
	}
	return " of step " + as
}
