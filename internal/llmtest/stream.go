package llmtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// response writes the body of an answer of the responses API.
func response(rule *Rule, chat Chat, text string) []byte {
	model, status := rule.As, "completed"
	if model == "" {
		model = chat.Model
	}
	part := map[string]any{"type": "output_text", "text": text, "annotations": []any{}}
	if rule.Refusal != "" {
		part = map[string]any{"type": "refusal", "refusal": rule.Refusal}
	}
	out := map[string]any{
		"id": "resp-test", "object": "response", "model": model, "error": nil, "incomplete_details": nil,
		"output": []any{map[string]any{"type": "message", "id": "msg-test", "role": "assistant", "content": []any{part}}},
	}
	if rule.Finish == "length" {
		status = "incomplete"
		out["incomplete_details"] = map[string]any{"reason": "max_output_tokens"}
	}
	out["status"] = status
	if !rule.NoUsage {
		n := rule.used(chat, text)
		out["usage"] = map[string]any{"input_tokens": n[0], "output_tokens": n[1], "total_tokens": n[0] + n[1]}
	}
	return encode(out)
}

// streamed makes events of a whole answer, one for each word of its text.
func streamed(path string, body []byte) []byte {
	if path == responsesPath {
		return streamedResponse(body)
	}
	var whole struct {
		Choices []struct {
			Message struct {
				Content *string
				Refusal string
			}
			Finish string `json:"finish_reason"`
		}
		Model string
		Usage json.RawMessage
	}
	if err := json.Unmarshal(body, &whole); err != nil || len(whole.Choices) == 0 {
		return body // of an API that is never streamed
	}
	var b bytes.Buffer
	put := func(choices []any, usage json.RawMessage) {
		fmt.Fprintf(&b, "data: %s\n\n", encode(map[string]any{
			"id": "chatcmpl-test", "object": "chat.completion.chunk", "model": whole.Model, "choices": choices, "usage": usage,
		}))
	}
	one := func(delta map[string]any, finish any) {
		put([]any{map[string]any{"index": 0, "delta": delta, "finish_reason": finish}}, nil)
	}
	choice := whole.Choices[0]
	one(map[string]any{"role": "assistant", "content": ""}, nil)
	key, text := "refusal", choice.Message.Refusal
	if choice.Message.Content != nil {
		key, text = "content", *choice.Message.Content
	}
	for word := range strings.SplitAfterSeq(text, " ") {
		one(map[string]any{key: word}, nil)
	}
	one(map[string]any{}, choice.Finish)
	if whole.Usage != nil {
		put([]any{}, whole.Usage)
	}
	b.WriteString("data: [DONE]\n\n")
	return b.Bytes()
}

func streamedResponse(body []byte) []byte {
	var whole struct {
		Status string
		Output []struct {
			Content []struct{ Text, Refusal string }
		}
	}
	if err := json.Unmarshal(body, &whole); err != nil {
		panic("llmtest: " + err.Error()) // it was made here
	}
	var b bytes.Buffer
	put := func(kind string, more map[string]any) {
		more["type"] = kind
		fmt.Fprintf(&b, "event: %s\ndata: %s\n\n", kind, encode(more))
	}
	put("response.created", map[string]any{"response": map[string]any{"status": "in_progress"}})
	part := whole.Output[0].Content[0]
	kind, text := "response.output_text.delta", part.Text
	if part.Refusal != "" {
		kind, text = "response.refusal.delta", part.Refusal
	}
	for word := range strings.SplitAfterSeq(text, " ") {
		put(kind, map[string]any{"delta": word})
	}
	put("response."+whole.Status, map[string]any{"response": json.RawMessage(body)})
	return b.Bytes()
}
