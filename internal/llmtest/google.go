package llmtest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"path"
	"slices"
	"strings"
)

// googlePart is a part of a content: a text, or the result of a function.
type googlePart struct {
	Text     string `json:"text"`
	Response *struct {
		Response json.RawMessage `json:"response"`
	} `json:"functionResponse"`
}

type googleContent struct {
	Role  string       `json:"role"`
	Parts []googlePart `json:"parts"`
}

func (c googleContent) text() string {
	var texts []string
	for _, p := range c.Parts {
		if p.Response != nil {
			p.Text = string(p.Response.Response)
		}
		if p.Text != "" {
			texts = append(texts, p.Text)
		}
	}
	return strings.Join(texts, "\n")
}

// asked is the model that a path names, and what it is to do.
func asked(at string) (model, does string) {
	model, does, _ = strings.Cut(path.Base(at), ":")
	return model, does
}

// readContents reads a question of the Gemini API: system and turns as messages,
// each with the texts of its parts and of the results in them.
func readContents(at string, body []byte) (chat Chat, ok bool) {
	var in struct {
		System   *googleContent  `json:"systemInstruction"`
		Contents []googleContent `json:"contents"`
	}
	if json.Unmarshal(body, &in) != nil || len(in.Contents) == 0 {
		return chat, false
	}
	model, does := asked(at)
	chat = Chat{Model: model, Stream: does == "streamGenerateContent"}
	if in.System != nil {
		chat.Messages = append(chat.Messages, Message{"system", in.System.text()})
	}
	for _, c := range in.Contents {
		if c.Role != "user" && c.Role != "model" {
			return chat, false
		}
		chat.Messages = append(chat.Messages, Message{c.Role, c.text()})
	}
	return chat, true
}

// content answers in the Gemini API, with events where they were asked for.
func content(rule *Rule, chat Chat, text string) []byte {
	out := map[string]any{"modelVersion": cmp.Or(rule.As, chat.Model), "responseId": "test"}
	if rule.Refusal != "" {
		text = "" // nothing was generated
	}
	if !rule.NoUsage {
		tokens := rule.Tokens
		if tokens == [2]int{} {
			tokens = [2]int{chat.words(), len(strings.Fields(text))}
		}
		out["usageMetadata"] = map[string]any{
			"promptTokenCount": tokens[0], "candidatesTokenCount": tokens[1], "totalTokenCount": tokens[0] + tokens[1],
		}
	}
	if rule.Refusal != "" {
		out["promptFeedback"] = map[string]any{"blockReason": "SAFETY", "blockReasonMessage": rule.Refusal}
		return one(chat, out)
	}
	finish := cmp.Or(rule.Finish, "STOP")
	if !chat.Stream {
		out["candidates"] = []any{googleCandidate(text, finish)}
		return encode(out)
	}
	var parts [][]byte
	words := strings.SplitAfter(text, " ")
	for i, word := range words {
		if i == len(words)-1 {
			out["candidates"] = []any{googleCandidate(word, finish)}
			parts = append(parts, event("", out))
			break
		}
		parts = append(parts, event("", map[string]any{"candidates": []any{googleCandidate(word, "")}}))
	}
	return slices.Concat(parts...)
}

func one(chat Chat, out map[string]any) []byte {
	if chat.Stream {
		return event("", out)
	}
	return encode(out)
}

func googleCandidate(text, finish string) map[string]any {
	c := map[string]any{"index": 0, "content": map[string]any{"role": "model", "parts": []any{map[string]any{"text": text}}}}
	if finish != "" {
		c["finishReason"] = finish
	}
	return c
}

// readBatch reads the one text of a batch of embeddings.
func readBatch(at string, body []byte) (chat Chat, ok bool) {
	var in struct {
		Requests []struct {
			Model   string        `json:"model"`
			Content googleContent `json:"content"`
		} `json:"requests"`
	}
	if json.Unmarshal(body, &in) != nil || len(in.Requests) != 1 {
		return chat, false
	}
	model, _ := asked(at)
	return Chat{Model: model, Input: in.Requests[0].Content.text()}, in.Requests[0].Model == "models/"+model
}

// batch gives the vector of the text.
func batch(rule *Rule, chat Chat, text string) []byte {
	var vector []float64
	if rule.Answer == "" || json.Unmarshal([]byte(text), &vector) != nil {
		vector = Vector(chat.Input)
	}
	return encode(map[string]any{
		"embeddings":    []any{map[string]any{"values": vector}},
		"usageMetadata": map[string]any{"promptTokenCount": chat.words()},
	})
}

// googleProblem is an error as the APIs of Google write it.
func googleProblem(status int, message string) []byte {
	kind := map[int]string{
		http.StatusUnauthorized: "UNAUTHENTICATED", http.StatusForbidden: "PERMISSION_DENIED", http.StatusNotFound: "NOT_FOUND",
		http.StatusTooManyRequests: "RESOURCE_EXHAUSTED", http.StatusInternalServerError: "INTERNAL",
		http.StatusServiceUnavailable: "UNAVAILABLE", http.StatusGatewayTimeout: "DEADLINE_EXCEEDED",
	}[status]
	return encode(map[string]any{"error": map[string]any{"code": status, "message": message, "status": cmp.Or(kind, "INVALID_ARGUMENT")}})
}
