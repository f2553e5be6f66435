package provider

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

// completion is the body of a response with status 200.
type completion struct {
	Model   string          `json:"model"`
	Choices []choice        `json:"choices"`
	Usage   json.RawMessage `json:"usage"`
	Error   json.RawMessage `json:"error"`
}

type choice struct {
	Message      json.RawMessage `json:"message"`
	FinishReason string          `json:"finish_reason"`
	LogProbs     logprobs        `json:"logprobs"`
	Error        json.RawMessage `json:"error"` // OpenRouter's, of the server behind it
}

type logprobs struct {
	Content []struct {
		LogProb float64 `json:"logprob"`
	} `json:"content"`
}

func (l logprobs) list() (out []float64) {
	for _, token := range l.Content {
		out = append(out, token.LogProb)
	}
	return out
}

// answer reads a response with status 200.
func (c *openai) answer(r reply) (eval.Answer, error) {
	var out completion
	if err := json.Unmarshal(r.Body, &out); err != nil {
		return eval.Answer{}, c.unreadable(r, "no chat completion", err)
	}
	if err := c.reported(r, out.Error); err != nil {
		return eval.Answer{}, err
	}
	if len(out.Choices) == 0 {
		return eval.Answer{}, &eval.CallError{Sent: true, Err: errors.New("the response has no choices")}
	}
	first := out.Choices[0]
	if err := c.reported(r, first.Error); err != nil {
		return eval.Answer{}, err
	}
	if err := givenUp(first.FinishReason); err != nil {
		return eval.Answer{}, err
	}
	a, err := first.answer()
	if err != nil {
		return eval.Answer{}, c.unreadable(r, "no chat completion", err)
	}
	a.Model = out.Model
	c.charge(&a, out.Usage, r.Header)
	return a, nil
}

// reported is the error in a response with status 200, nil where there is none:
// some gateways report what happened behind them so.
func (c *openai) reported(r reply, raw json.RawMessage) error {
	if blank(raw) {
		return nil
	}
	said := c.reason(raw)
	if said.status() != 0 {
		r.Status = said.status()
	}
	r.Body = raw
	err := c.refused(r)
	var failed *eval.CallError
	if errors.As(err, &failed) && r.Status < http.StatusBadRequest {
		failed.Sent, failed.Retry = true, said.passes()
	}
	return err
}

// givenUp is the error of an answer that ended by one, as OpenRouter says it.
func givenUp(finish string) error {
	if finish != "error" {
		return nil
	}
	return &eval.CallError{Sent: true, Retry: true, Err: errors.New("the server gave up in the middle of the answer: its finish_reason is error")}
}

// blank tells the values by which servers say that there is nothing.
func blank(raw json.RawMessage) bool {
	switch string(raw) {
	case "", "null", `""`, "{}", "[]", "false":
		return true
	}
	return false
}

// answer is what a choice says: the text of a refusal; the calls of tools as
// JSON, or the whole message as JSON where it holds text too; else its text.
func (c *choice) answer() (eval.Answer, error) {
	a := eval.Answer{FinishReason: finishReason(c.FinishReason), LogProbs: c.LogProbs.list()}
	if blank(c.Message) {
		return a, errors.New("the choice has no message")
	}
	var m message
	if err := json.Unmarshal(c.Message, &m); err != nil {
		return a, err
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

// charge notes what a call used and what it cost: as the server tells, by the
// price else.
func (c *openai) charge(a *eval.Answer, raw json.RawMessage, h http.Header) {
	used, ok := readUsage(raw)
	if ok {
		a.Tokens = used.Tokens
		c.endpoint.charge(a)
	}
	if used.Cost != nil {
		a.Cost = used.Cost
	}
	if cost, err := strconv.ParseFloat(h.Get("X-Litellm-Response-Cost"), 64); err == nil && cost >= 0 {
		a.Cost = &cost
	}
}
