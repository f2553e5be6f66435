package provider

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

// anthropicMessage is the body of a response with status 200.
type anthropicMessage struct {
	Type       string            `json:"type"`
	Model      string            `json:"model"`
	Content    []json.RawMessage `json:"content"`
	StopReason string            `json:"stop_reason"`
	Details    *struct {
		Category    string `json:"category"`
		Explanation string `json:"explanation"`
	} `json:"stop_details"`
	Usage anthropicUsage `json:"usage"`
}

// answer reads a response with status 200.
func (c *anthropic) answer(r reply) (eval.Answer, error) {
	var m anthropicMessage
	if err := json.Unmarshal(r.Body, &m); err != nil {
		return eval.Answer{}, c.unreadable(r, "no message", err)
	}
	if m.Type == "error" { // as a gateway may pass it on
		return eval.Answer{}, c.failed(r)
	}
	if m.Type != "message" {
		return eval.Answer{}, c.unreadable(r, "no message", errors.New("its type is not message"))
	}
	a, err := m.answer()
	if err != nil {
		return eval.Answer{}, c.unreadable(r, "no message", err)
	}
	c.bill(&a, &m.Usage)
	return a, nil
}

// answer is what a message says: its texts, with an empty line between as
// promptfoo has it; of one that calls tools the call as JSON, or a list of its
// texts and calls. What the model thought and what the server did by itself are
// left out; what it thought before a call is kept beside, since the API takes no
// call of a model that thinks without it.
func (m *anthropicMessage) answer() (eval.Answer, error) {
	a := eval.Answer{Model: m.Model, FinishReason: finishReason(m.StopReason)}
	var said []string
	var shown, thought []json.RawMessage
	for _, raw := range m.Content {
		var block struct {
			Type string `json:"type"`
			Text string `json:"text"`
		}
		if err := json.Unmarshal(raw, &block); err != nil {
			return a, err
		}
		switch block.Type {
		case "text":
			said = append(said, block.Text)
			shown = append(shown, raw)
		case "tool_use":
			shown = append(shown, raw)
		case "thinking", "redacted_thinking":
			if shown == nil {
				thought = append(thought, raw)
			}
		}
	}
	a.Output = strings.Join(said, "\n\n")
	if m.StopReason == "refusal" {
		a.Refusal, a.Flagged = true, new(true)
		if a.Output == "" {
			a.Output = m.refusal()
		}
		return a, nil
	}
	if len(shown) == len(said) {
		return a, nil
	}
	a.Structured = true
	raw := shown[0]
	var err error
	if thought != nil {
		all, failed := json.Marshal(thought)
		if failed != nil {
			return a, failed
		}
		a.Thoughts = string(all)
	}
	if len(shown) > 1 {
		if raw, err = json.Marshal(shown); err != nil {
			return a, err
		}
	}
	a.Output, err = asShown(raw)
	return a, err
}

// refusal is the text of a refusal that came without one.
func (m *anthropicMessage) refusal() string {
	text := "refused by the provider"
	if m.Details == nil {
		return text
	}
	if m.Details.Category != "" {
		text += " (" + m.Details.Category + ")"
	}
	if m.Details.Explanation != "" {
		text += ": " + m.Details.Explanation
	}
	return text
}
