package llmtest

import (
	"encoding/json"
	"strings"
)

// UnmarshalJSON reads a request of any of the paths: the input of the responses
// API may be a list of messages.
func (c *Chat) UnmarshalJSON(raw []byte) error {
	var in struct {
		Model    string
		Messages []Message
		Input    json.RawMessage
		Stream   bool
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	*c = Chat{Model: in.Model, Messages: in.Messages, Stream: in.Stream}
	if len(in.Input) > 0 && in.Input[0] == '[' {
		return json.Unmarshal(in.Input, &c.Messages)
	}
	if len(in.Input) > 0 {
		return json.Unmarshal(in.Input, &c.Input)
	}
	return nil
}

// UnmarshalJSON reads a message whose content is a text, nothing, or a list of
// parts, of which it takes the texts.
func (m *Message) UnmarshalJSON(raw []byte) error {
	var in struct {
		Role    string
		Content json.RawMessage
		Output  json.RawMessage // of a tool, in the responses API
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	if in.Content == nil {
		in.Content = in.Output
	}
	m.Role = in.Role
	if len(in.Content) == 0 || in.Content[0] != '[' {
		m.Content = ""
		if len(in.Content) == 0 {
			return nil
		}
		return json.Unmarshal(in.Content, &m.Content)
	}
	var parts []struct{ Text string }
	if err := json.Unmarshal(in.Content, &parts); err != nil {
		return err
	}
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.Text
	}
	m.Content = strings.TrimSpace(strings.Join(texts, "\n"))
	return nil
}
