package provider

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// response is the body of a response with status 200 of the responses API.
type response struct {
	Object     string            `json:"object"`
	Model      string            `json:"model"`
	Status     string            `json:"status"` // completed, incomplete, failed, cancelled, in_progress, queued
	Output     []json.RawMessage `json:"output"`
	Error      json.RawMessage   `json:"error"`
	Incomplete struct {
		Reason string `json:"reason"` // max_output_tokens, content_filter
	} `json:"incomplete_details"`
	Usage json.RawMessage `json:"usage"`
}

// outputItem is one thing that the model did: said a message or called a
// function. What it thought or searched is no part of an answer, and has fields
// of these names with other kinds of values.
type outputItem struct {
	Content   []outputPart `json:"content"`
	ID        string       `json:"id"`
	CallID    string       `json:"call_id"`
	Name      string       `json:"name"`
	Arguments string       `json:"arguments"`
}

type outputPart struct {
	Type     string `json:"type"` // output_text, refusal
	Text     string `json:"text"`
	Refusal  string `json:"refusal"`
	LogProbs []struct {
		LogProb float64 `json:"logprob"`
	} `json:"logprobs"`
}

// response reads a response with status 200. What the model says and calls is
// given as that of the chat completions is.
func (c *openai) response(r reply) (eval.Answer, error) {
	var out response
	if err := json.Unmarshal(r.Body, &out); err != nil {
		return eval.Answer{}, c.unreadable(r, "none of the responses API", err)
	}
	if err := c.unfinished(r, &out); err != nil {
		return eval.Answer{}, err
	}
	said := choice{FinishReason: cmp.Or(map[string]string{"max_output_tokens": "length"}[out.Incomplete.Reason], out.Incomplete.Reason)}
	m, logged, err := out.message()
	if err != nil {
		return eval.Answer{}, c.unreadable(r, "none of the responses API", err)
	}
	if said.FinishReason == "" {
		said.FinishReason = "stop"
		if _, calls := m.Get("tool_calls"); calls {
			said.FinishReason = "tool_calls"
		}
	}
	raw, err := m.MarshalJSON()
	if err != nil {
		return eval.Answer{}, fmt.Errorf("read the response: %w", err)
	}
	said.Message = raw
	a, err := said.answer()
	if err != nil {
		return eval.Answer{}, c.unreadable(r, "none of the responses API", err)
	}
	a.Model, a.LogProbs = out.Model, logged
	c.charge(&a, out.Usage, r.Header)
	return a, nil
}

// unfinished is the error of a response that holds no answer, nil for one that
// does.
func (c *openai) unfinished(r reply, out *response) error {
	switch out.Status {
	case "completed", "incomplete":
		return nil
	case "failed":
		var said trouble
		if !blank(out.Error) {
			said = c.reason(out.Error)
		}
		return &eval.CallError{Sent: true, Retry: said.passes(), Err: errors.New("the model failed: " + cmp.Or(said.message, "no reason is given"))}
	case "queued", "in_progress", "cancelled":
		return &eval.CallError{Sent: true, Err: fmt.Errorf("the response is %s and not completed", out.Status), Hint: "leave out background"}
	}
	if err := c.reported(r, out.Error); err != nil {
		return err
	}
	if out.Status == "" && out.Output != nil { // of servers that tell no status
		return nil
	}
	return c.unreadable(r, "none of the responses API", fmt.Errorf("its status is %q", out.Status))
}

// message is what the model says and calls, in the form of the chat completions.
func (out *response) message() (m *value.Object, logged []float64, err error) {
	var text, refusal strings.Builder
	var calls []any
	for _, raw := range out.Output {
		var kind struct{ Type string }
		var item outputItem
		err = json.Unmarshal(raw, &kind)
		if err == nil && (kind.Type == "message" || kind.Type == "function_call") {
			err = json.Unmarshal(raw, &item)
		}
		if err != nil {
			return nil, nil, err
		}
		if kind.Type == "function_call" {
			calls = append(calls, value.NewObject("id", cmp.Or(item.CallID, item.ID), "type", "function",
				"function", value.NewObject("name", item.Name, "arguments", item.Arguments)))
			continue
		}
		for _, part := range item.Content {
			refusal.WriteString(part.Refusal)
			if part.Type == "output_text" {
				text.WriteString(part.Text)
			}
			for _, token := range part.LogProbs {
				logged = append(logged, token.LogProb)
			}
		}
	}
	m = value.NewObject("role", "assistant", "content", text.String())
	if refusal.Len() > 0 {
		m.Set("refusal", refusal.String())
	}
	if calls != nil {
		m.Set("tool_calls", calls)
	}
	return m, logged, nil
}
