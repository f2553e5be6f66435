package provider

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/value"
)

// message is what a model says. Calls of tools stay as they came; what the model
// thought before (reasoning, reasoning_content) is no part of an output.
type message struct {
	Content      content         `json:"content"`
	Refusal      string          `json:"refusal"`
	ToolCalls    json.RawMessage `json:"tool_calls"`
	FunctionCall json.RawMessage `json:"function_call"`
}

// content is a text, or the texts of parts. Parts of another type, such as the
// thinking of Mistral's models, are none of it.
type content string

// UnmarshalJSON reads both forms, and null as nothing.
func (c *content) UnmarshalJSON(raw []byte) error {
	if len(raw) > 1 && raw[0] == '"' && bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw) { // most of a stream
		*c = content(raw[1 : len(raw)-1])
		return nil
	}
	if raw[0] != '[' {
		return json.Unmarshal(raw, (*string)(c))
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(raw, &parts); err != nil {
		return err
	}
	var b strings.Builder
	for _, part := range parts {
		if part.Type == "" || part.Type == "text" || part.Type == "output_text" {
			b.WriteString(part.Text)
		}
	}
	*c = content(b.String())
	return nil
}

// calls are the one call of the older form, or else a list of calls, nil where
// there is none.
func (m *message) calls() json.RawMessage {
	for _, raw := range []json.RawMessage{m.FunctionCall, m.ToolCalls} {
		if len(raw) > 0 && string(raw) != "null" && string(bytes.Join(bytes.Fields(raw), nil)) != "[]" {
			return raw
		}
	}
	return nil
}

// asShown is JSON on one line, in its order and with numbers as JavaScript
// writes them.
func asShown(raw json.RawMessage) (string, error) {
	v, err := value.DecodeJSON(raw)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
