package llmtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// serve carries out one rule; nil gives the last message back.
func serve(w http.ResponseWriter, r *http.Request, rule *Rule, chat Chat, p protocol) {
	if rule == nil {
		rule = &Rule{}
	}
	if !wait(r, rule.Delay) {
		return
	}
	for name, v := range rule.Headers {
		w.Header().Set(name, v)
	}
	body := []byte(rule.Body)
	status := rule.Status
	switch {
	case rule.Body != "":
	case status >= http.StatusBadRequest:
		body = p.problem(status, http.StatusText(status))
	default:
		text := chat.last()
		if rule.match != nil {
			text = rule.answer(text)
		}
		body = p.reply(rule, chat, text)
		if chat.Stream {
			w.Header().Set("Content-Type", "text/event-stream")
		}
	}
	if status == 0 {
		status = http.StatusOK
	}
	switch rule.Fault {
	case Drop:
		panic(http.ErrAbortHandler)
	case Reset, Head, Short:
		raw(w, rule.Fault, body)
		return
	default:
	}
	if rule.Fault == Cut {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	if rule.Fault != Hang {
		begin(w, status)
	}
	switch rule.Fault {
	default:
		if rule.Pause == 0 || !chat.Stream {
			send(w, body)
			return
		}
		for part := range bytes.SplitAfterSeq(body, []byte("\n\n")) {
			send(w, part)
			flush(w)
			if !wait(r, rule.Pause) {
				return
			}
		}
	case Cut:
		send(w, body[:len(body)/2])
		flush(w)
		panic(http.ErrAbortHandler)
	case Slow:
		for i := range body {
			send(w, body[i:i+1])
			flush(w)
			if !wait(r, rule.Pause) {
				return
			}
		}
	case Hang:
		<-r.Context().Done()
	case Endless:
		filler := bytes.Repeat([]byte(" "), 64<<10)
		for r.Context().Err() == nil {
			send(w, filler)
		}
	}
}

// wait tells whether the client is still there after d.
func wait(r *http.Request, d time.Duration) bool {
	if d == 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// begin sends the head of a response.
func begin(w http.ResponseWriter, status int) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
}

// send writes a part of a body. A client that went away is what some tests are
// about, so that its error is of no interest.
func send(w http.ResponseWriter, body []byte) { _, _ = w.Write(body) }

func flush(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() }

func problem(w http.ResponseWriter, p protocol, status int, message string) {
	begin(w, status)
	send(w, p.problem(status, message))
}

func openaiProblem(_ int, message string) []byte {
	return encode(map[string]any{"error": map[string]any{"message": message, "type": "invalid_request_error", "code": nil}})
}

func completion(rule *Rule, chat Chat, text string) []byte {
	finish, model := rule.Finish, rule.As
	if finish == "" {
		finish = "stop"
	}
	if model == "" {
		model = chat.Model
	}
	message := map[string]any{"role": "assistant", "content": text}
	if rule.Refusal != "" {
		message = map[string]any{"role": "assistant", "content": nil, "refusal": rule.Refusal}
	}
	out := map[string]any{
		"id": "chatcmpl-test", "object": "chat.completion", "created": 1_700_000_000, "model": model,
		"choices": []any{map[string]any{
			"index": 0, "finish_reason": finish,
			"message": message,
		}},
	}
	if !rule.NoUsage {
		out["usage"] = usage(rule.used(chat, text))
	}
	return encode(out)
}

// used are the tokens of a call: as the rule says, or counted in words.
func (r *Rule) used(chat Chat, text string) [2]int {
	if r.Tokens != [2]int{} {
		return r.Tokens
	}
	return [2]int{chat.words(), len(strings.Fields(text))}
}

func usage(tokens [2]int) map[string]any {
	return map[string]any{
		"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": tokens[0] + tokens[1],
	}
}

func encode(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("llmtest: " + err.Error()) // maps of strings and numbers cannot fail
	}
	return raw
}
