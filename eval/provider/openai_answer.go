package provider

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	api "github.com/sashabaranov/go-openai"

	"github.com/promptgit/promptgit/eval"
)

// completion is the body of a response with status 200.
type completion struct {
	Model   string        `json:"model"`
	Choices []choice      `json:"choices"`
	Usage   *api.Usage    `json:"usage"`
	Error   *api.APIError `json:"error"`
}

type choice struct {
	Message      json.RawMessage `json:"message"`
	FinishReason string          `json:"finish_reason"`
	LogProbs     struct {
		Content []struct {
			LogProb float64 `json:"logprob"`
		} `json:"content"`
	} `json:"logprobs"`
}

// answer reads a response with status 200.
func (c *openai) answer(r reply) (eval.Answer, error) {
	var out completion
	if err := json.Unmarshal(r.Body, &out); err != nil {
		return eval.Answer{}, c.unreadable(r, "no chat completion", err)
	}
	if out.Error != nil { // some gateways report what happened behind them so
		if code, ok := out.Error.Code.(int); ok && code >= http.StatusBadRequest {
			r.Status = code
		}
		return eval.Answer{}, c.refused(r)
	}
	if len(out.Choices) == 0 {
		return eval.Answer{}, &eval.CallError{Sent: true, Err: errors.New("the response has no choices")}
	}
	first := out.Choices[0]
	a, err := first.answer()
	if err != nil {
		return eval.Answer{}, c.unreadable(r, "no chat completion", err)
	}
	a.Model = out.Model
	c.charge(&a, out.Usage)
	return a, nil
}

// answer is what a choice says: the text of a refusal; the calls of tools as
// JSON, or the whole message as JSON where it holds text too; else its text.
func (c *choice) answer() (eval.Answer, error) {
	a := eval.Answer{FinishReason: finishReason(c.FinishReason)}
	for _, token := range c.LogProbs.Content {
		a.LogProbs = append(a.LogProbs, token.LogProb)
	}
	var m message
	if len(c.Message) > 0 {
		if err := json.Unmarshal(c.Message, &m); err != nil {
			return a, err
		}
	}
	calls := m.calls()
	filtered := a.FinishReason == "content_filter"
	a.Output = string(m.Content)
	switch {
	case m.Refusal != "":
		a.Output, a.Refusal = m.Refusal, true
	case filtered:
		a.Refusal = true
	case calls != nil:
		if a.Output != "" {
			calls = c.Message
		}
		var err error
		if a.Output, err = asShown(calls); err != nil {
			return a, err
		}
		a.Structured = true
	}
	if a.Refusal {
		flagged := true
		a.Flagged = &flagged
	}
	return a, nil
}

// finishReason gives the reasons of other APIs the names that OpenAI's has, as
// promptfoo does.
func finishReason(raw string) string {
	reason := strings.ToLower(strings.TrimSpace(raw))
	switch reason {
	case "end_turn", "stop_sequence":
		return "stop"
	case "max_tokens":
		return "length"
	case "function_call", "tool_use":
		return "tool_calls"
	case "refusal":
		return "content_filter"
	}
	return reason
}
