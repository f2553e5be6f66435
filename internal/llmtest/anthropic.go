package llmtest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// readMessages reads a question of the Messages API: system and turns as
// messages, each with the texts of its blocks and of the results in them.
func readMessages(_ string, body []byte) (chat Chat, ok bool) {
	var in struct {
		Model     string `json:"model"`
		MaxTokens int    `json:"max_tokens"`
		Stream    bool   `json:"stream"`
		System    blocks `json:"system"`
		Messages  []struct {
			Role    string `json:"role"`
			Content blocks `json:"content"`
		} `json:"messages"`
	}
	if json.Unmarshal(body, &in) != nil || in.Model == "" || in.MaxTokens < 1 || len(in.Messages) == 0 {
		return chat, false
	}
	chat = Chat{Model: in.Model, Stream: in.Stream}
	if in.System != nil {
		chat.Messages = append(chat.Messages, Message{"system", in.System.text()})
	}
	for i, m := range in.Messages {
		if m.Role != "user" && m.Role != "assistant" || i > 0 && m.Role == in.Messages[i-1].Role {
			return chat, false // the provider is to merge them
		}
		chat.Messages = append(chat.Messages, Message{m.Role, m.Content.text()})
	}
	return chat, true
}

// blocks are the content of a message.
type blocks []struct {
	Text    string `json:"text"`
	Content blocks `json:"content"` // of the result of a tool
}

func (b blocks) text() string {
	var texts []string
	for _, block := range b {
		if text := block.Text + block.Content.text(); text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "\n")
}

// message answers in the Messages API, with events where they were asked for.
func message(rule *Rule, chat Chat, text string) []byte {
	tokens := rule.Tokens
	if tokens == [2]int{} {
		tokens = [2]int{chat.words(), len(strings.Fields(text))}
	}
	finish := cmp.Or(rule.Finish, "end_turn")
	content := []any{map[string]any{"type": "text", "text": text}}
	out := map[string]any{
		"id": "msg_test", "type": "message", "role": "assistant", "model": cmp.Or(rule.As, chat.Model),
		"content": content, "stop_reason": finish, "stop_sequence": nil,
	}
	used := map[string]any{
		"input_tokens": tokens[0], "output_tokens": tokens[1],
		"cache_read_input_tokens": 0, "cache_creation_input_tokens": nil,
	}
	if rule.Refusal != "" {
		out["content"], out["stop_reason"] = []any{}, "refusal"
		out["stop_details"] = map[string]any{"type": "refusal", "category": nil, "explanation": rule.Refusal}
	}
	if rule.NoUsage {
		used = nil
	} else {
		out["usage"] = used
	}
	if !chat.Stream {
		return encode(out)
	}
	return messageEvents(out, text, used)
}

// messageEvents is the same message as a stream, its text word by word.
func messageEvents(out map[string]any, text string, used map[string]any) []byte {
	end := map[string]any{"stop_reason": out["stop_reason"], "stop_sequence": nil}
	if details, ok := out["stop_details"]; ok {
		end["stop_details"] = details
		text = ""
	}
	out["content"], out["stop_reason"], out["stop_details"] = []any{}, nil, nil
	parts := [][]byte{
		event("message_start", map[string]any{"type": "message_start", "message": out}),
		event("ping", map[string]any{"type": "ping"}),
	}
	if text != "" {
		parts = append(parts, event("content_block_start", map[string]any{
			"type": "content_block_start", "index": 0, "content_block": map[string]any{"type": "text", "text": ""},
		}))
		for _, word := range strings.SplitAfter(text, " ") {
			parts = append(parts, event("content_block_delta", map[string]any{
				"type": "content_block_delta", "index": 0, "delta": map[string]any{"type": "text_delta", "text": word},
			}))
		}
		parts = append(parts, event("content_block_stop", map[string]any{"type": "content_block_stop", "index": 0}))
	}
	last := map[string]any{"type": "message_delta", "delta": end}
	if used != nil {
		last["usage"] = used
	}
	parts = append(parts,
		event("message_delta", last),
		event("message_stop", map[string]any{"type": "message_stop"}))
	return slices.Concat(parts...)
}

// anthropicProblem is an error as the Messages API writes it.
func anthropicProblem(status int, message string) []byte {
	kind := map[int]string{
		http.StatusUnauthorized: "authentication_error", http.StatusForbidden: "permission_error", http.StatusNotFound: "not_found_error",
		http.StatusTooManyRequests: "rate_limit_error", http.StatusInternalServerError: "api_error", 529: "overloaded_error",
	}[status]
	return encode(map[string]any{
		"type": "error", "request_id": "req_test",
		"error": map[string]any{"type": cmp.Or(kind, "invalid_request_error"), "message": message},
	})
}
