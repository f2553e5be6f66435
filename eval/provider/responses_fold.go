package provider

import (
	"bytes"
	"encoding/json"

	"github.com/promptgit/promptgit/eval"
)

// responsesFold gathers a stream of the responses API: its last event holds the
// whole response.
type responsesFold struct {
	c     *openai
	whole json.RawMessage
}

func (f *responsesFold) add(ev event) (said, done bool, err error) {
	data := bytes.TrimSpace(ev.data)
	if len(data) == 0 || string(data) == "[DONE]" {
		return false, len(data) > 0, nil
	}
	var part struct {
		Type     string          `json:"type"`
		Response json.RawMessage `json:"response"`
		Error    json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(data, &part); err != nil {
		return false, false, f.c.garbled(data, err)
	}
	switch part.Type {
	case "response.output_text.delta", "response.refusal.delta", "response.function_call_arguments.delta":
		return true, false, nil
	case "response.completed", "response.incomplete", "response.failed":
		f.whole = bytes.Clone(part.Response)
		return false, true, nil
	case "error":
		if blank(part.Error) {
			part.Error = bytes.Clone(data)
		}
	}
	if !blank(part.Error) {
		return false, false, f.c.brokeOff(part.Error)
	}
	return false, false, nil
}

func (f *responsesFold) answer(r reply) (eval.Answer, bool, error) {
	if f.whole == nil {
		return eval.Answer{}, false, nil
	}
	r.Body = f.whole
	a, err := f.c.response(r)
	return a, err == nil, err
}
