package provider

import (
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// Recording is a call and its answer, or its error, as one line that a replay
// answers from. What is zero is left out.
func Recording(t eval.Target, req eval.Request, a eval.Answer, failed error) ([]byte, error) {
	o := value.NewObject("case", req.Case)
	if req.CaseID != "" {
		o.Set("id", req.CaseID)
	}
	o.Set("index", int64(req.Row))
	o.Set("sample", int64(req.Sample))
	if req.Task != eval.Chat {
		o.Set("task", string(req.Task))
	}
	o.Set("provider", t.Provider)
	o.Set("model", req.Model)
	o.Set("rendered", req.Rendered)
	if failed != nil {
		o.Set("error", failed.Error())
	} else {
		o.Set("output", a.Output)
	}
	for _, f := range []struct {
		name string
		v    any
		zero bool
	}{
		{"structured", true, !a.Structured},
		{"finish_reason", a.FinishReason, a.FinishReason == ""},
		{"answered_model", a.Model, a.Model == ""},
		{"tokens", a.Tokens, a.Tokens == eval.Tokens{}},
		{"cost_usd", a.Cost, a.Cost == nil},
		{"latency_ms", a.Latency.Milliseconds(), a.Latency == 0},
		{"refusal", true, !a.Refusal},
		{"flagged", a.Flagged, a.Flagged == nil},
		{"logprobs", a.LogProbs, a.LogProbs == nil},
	} {
		if !f.zero {
			o.Set(f.name, f.v)
		}
	}
	raw, err := o.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("encode a recording: %w", err)
	}
	return append(raw, '\n'), nil
}
