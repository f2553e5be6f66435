package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

func TestAnAnswerOfAnthropicTellsTextCallsReasonAndUsage(t *testing.T) {
	t.Parallel()
	message := func(match, rest string) llmtest.Rule {
		return llmtest.Rule{Match: "^" + match + "$", Body: `{"type":"message","role":"assistant","model":"claude-haiku-4-5-20251001",` + rest + `}`}
	}
	call := `{"type":"tool_use","id":"t1","name":"weather","input":{"b":1,"a":"<x>"}}`
	w := newVendors(t,
		llmtest.Rule{Match: "^plain$", Answer: "hello there", As: "claude-haiku-4-5", Tokens: [2]int{1000, 500}},
		message("texts", `"content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"one"},{"type":"server_tool_use","id":"s1"},{"type":"text","text":"two"}],"stop_reason":"stop_sequence"`),
		message("call", `"content":[`+call+`],"stop_reason":"tool_use"`),
		message("say and call", `"content":[{"type":"text","text":"I look."},`+call+`],"stop_reason":"tool_use"`),
		message("cut", `"content":[{"type":"text","text":"half"}],"stop_reason":"max_tokens"`),
		message("nothing", `"content":[],"stop_reason":"end_turn"`),
		message("paused", `"content":[{"type":"text","text":"x"}],"stop_reason":"pause_turn"`),
		message("refused", `"content":[],"stop_reason":"refusal","stop_details":{"type":"refusal","category":"bio","explanation":"no"}`),
		message("bare refusal", `"content":null,"stop_reason":"refusal"`),
		message("cached", `"content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":10,"output_tokens":40,`+
			`"cache_read_input_tokens":1000,"cache_creation_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":0},"output_tokens_details":{"thinking_tokens":30}}`),
		message("long cache", `"content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":100}`),
		message("fast", `"content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1,"speed":"fast"}`),
		message("searched", `"content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":0,"output_tokens":100,"inference_geo":"us","server_tool_use":{"web_search_requests":2}}`),
		message("odd usage", `"content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":"7"}`),
		message("negative", `"content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":-7,"output_tokens":2}`),
	)
	const dated = "claude-haiku-4-5-20251001"
	money := func(usd float64) *float64 { return &usd }
	for text, want := range map[string]eval.Answer{
		"plain":        {Output: "hello there", Model: "claude-haiku-4-5", FinishReason: "stop", Tokens: eval.Tokens{Prompt: 1000, Completion: 500, Total: 1500}, Cost: money((1000*1 + 500*5) / 1e6)},
		"texts":        {Output: "one\n\ntwo", Model: dated, FinishReason: "stop"},
		"call":         {Output: call, Model: dated, FinishReason: "tool_calls", Structured: true},
		"say and call": {Output: `[{"type":"text","text":"I look."},` + call + "]", Model: dated, FinishReason: "tool_calls", Structured: true},
		"cut":          {Output: "half", Model: dated, FinishReason: "length"},
		"nothing":      {Model: dated, FinishReason: "stop"},
		"paused":       {Output: "x", Model: dated, FinishReason: "pause_turn"},
		"refused":      {Output: "refused by the provider (bio): no", Model: dated, FinishReason: "content_filter", Refusal: true, Flagged: new(true)},
		"bare refusal": {Output: "refused by the provider", Model: dated, FinishReason: "content_filter", Refusal: true, Flagged: new(true)},
		"cached": {
			Output: "x", Model: dated, FinishReason: "stop",
			Tokens: eval.Tokens{Prompt: 1110, Completion: 40, Total: 1150, Cached: 1000, Reasoning: 30},
			Cost:   money((10*1 + 1000*0.10 + 100*1.25 + 40*5) / 1e6),
		},
		"long cache": {Output: "x", Model: dated, FinishReason: "stop", Tokens: eval.Tokens{Prompt: 100, Total: 100}, Cost: money(100 * 2 / 1e6)},
		"fast":       {Output: "x", Model: dated, FinishReason: "stop", Tokens: eval.Tokens{Prompt: 1, Completion: 1, Total: 2}},
		"odd usage":  {Output: "x", Model: dated, FinishReason: "stop"},
		"negative":   {Output: "x", Model: dated, FinishReason: "stop", Tokens: eval.Tokens{Completion: 2, Total: 2}, Cost: money(2 * 5 / 1e6)},
		"searched":   {Output: "x", Model: dated, FinishReason: "stop", Tokens: eval.Tokens{Completion: 100, Total: 100}, Cost: money(100*5*1.1/1e6 + 0.02)},
	} {
		got, err := w.open(t, "anthropic:claude-haiku-4-5").Caller.Complete(t.Context(), ask(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got, nearly()); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", text, diff)
		}
	}
}

// nearly compares sums of prices.
func nearly() cmp.Option {
	return cmp.Comparer(func(a, b float64) bool { return a-b < 1e-12 && b-a < 1e-12 })
}

func TestEachFailureOfAnthropicSaysWhetherToTryAgainAndWhatToDo(t *testing.T) {
	t.Parallel()
	problem := func(match string, status int, kind, message, details string) llmtest.Rule {
		return llmtest.Rule{Match: "^" + match + "$", Status: status, Body: `{"type":"error","error":{"type":"` + kind + `","message":"` + message + `"` + details + `},"request_id":"req_1"}`}
	}
	limited := problem("limited", 429, "rate_limit_error", "slow down", "")
	limited.Headers = map[string]string{"Retry-After": "7", "Request-Id": "req_2"}
	final := problem("final", 429, "rate_limit_error", "never", "")
	final.Headers = map[string]string{"X-Should-Retry": "false"}
	w := newVendors(t,
		limited, final,
		problem("overloaded", 529, "overloaded_error", "Overloaded", ""),
		problem("no key", 401, "authentication_error", "invalid x-api-key "+recorderKey, ""),
		problem("no model", 404, "not_found_error", "model: claude-x", ""),
		problem("no credit", 400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", ""),
		problem("billing", 402, "billing_error", "pay", ""),
		problem("spent", 429, "rate_limit_error", "limit", `,"details":{"error_code":"contract_spend_limit_reached"}`),
		problem("wrong", 400, "invalid_request_error", "seed: Extra inputs are not permitted", ""),
		problem("large", 413, "request_too_large", "too large", ""),
		problem("broken", 500, "api_error", "oh", ""),
		problem("within", 200, "overloaded_error", "Overloaded", ""),
		llmtest.Rule{Match: "^a page$", Headers: map[string]string{"Content-Type": "text/html"}, Body: "<html>"},
		llmtest.Rule{Match: "^another API$", Body: `{"choices":[]}`},
		llmtest.Rule{Match: "^drop$", Fault: llmtest.Drop},
		llmtest.Rule{Match: "^reset$", Answer: strings.Repeat("long ", 50), Fault: llmtest.Cut},
		llmtest.Rule{Match: "^endless$", Fault: llmtest.Endless},
	)
	fails(t, w, "anthropic:claude-haiku-4-5", map[string]failure{
		"limited":     {eval.CallError{Status: 429, Retry: true, After: 7 * time.Second}, "slow down (request req_2)", "requests_per_minute"},
		"final":       {eval.CallError{Status: 429}, "never", "requests_per_minute"},
		"overloaded":  {eval.CallError{Status: 529, Retry: true}, "Overloaded (request req_1)", ""},
		"no key":      {eval.CallError{Status: 401, Fatal: true}, "invalid x-api-key [redacted]", "ANTHROPIC_API_KEY"},
		"no model":    {eval.CallError{Status: 404, Fatal: true}, "model: claude-x", "/v1/messages"},
		"no credit":   {eval.CallError{Status: 400, Fatal: true}, "credit balance", "billing"},
		"billing":     {eval.CallError{Status: 402, Fatal: true}, "pay", "billing"},
		"spent":       {eval.CallError{Status: 429, Fatal: true}, "limit", "spending limit"},
		"wrong":       {eval.CallError{Status: 400}, "seed: Extra inputs", ""},
		"large":       {eval.CallError{Status: 413}, "too large", ""},
		"broken":      {eval.CallError{Status: 500, Retry: true}, "oh", ""},
		"within":      {eval.CallError{Status: 529, Retry: true, Sent: true}, "Overloaded", ""},
		"a page":      {eval.CallError{Sent: true}, "text/html", "base URL"},
		"another API": {eval.CallError{Sent: true}, "no message", "base URL"},
		"drop":        {eval.CallError{Retry: true, Sent: true}, "POST " + w.server.Root, ""},
		"reset":       {eval.CallError{Retry: true, Sent: true}, "unexpected EOF", ""},
		"endless":     {eval.CallError{Sent: true}, "larger than 32 MiB", ""},
	})
}

func TestWhatAnthropicCannotBeSentIsRefusedBeforeACall(t *testing.T) {
	t.Parallel()
	w := newVendors(t)
	file := func(kind, url string) prompt.Message {
		p := prompt.Part{Type: kind, URL: url}
		if url == "" {
			p.Data = []byte{0xff}
		}
		return prompt.Message{Role: "user", Parts: []prompt.Part{p}}
	}
	refuses(t, w, "anthropic:m", map[string]eval.Request{
		"message 2: the result of a tool names no call":          {Messages: []prompt.Message{says("user", "x"), says("tool", "sunny")}},
		`message 1: the API has no place for "Ada", the name of`: {Messages: []prompt.Message{{Role: "user", Text: "x", Name: "Ada"}}},
		"the API has no place for detail: low":                   {Messages: []prompt.Message{holds(prompt.Part{Type: "image/png", Data: onePixel, Detail: "low"})}},
		`message 1: the API has no role "narrator"`:              {Messages: []prompt.Message{says("narrator", "x")}},
		"a file of type audio/wav cannot be sent":                {Messages: []prompt.Message{file("audio/wav", "")}},
		"a file of type text/plain cannot be sent":               {Messages: []prompt.Message{file("text/plain", "")}},
		"an address of audio/wav cannot be sent":                 {Messages: []prompt.Message{file("audio/wav", "https://x.example/a")}},
		"a data: URL must be base64":                             {Messages: []prompt.Message{file("image", "data:image/png,x")}},
		"a data: URL is not base64":                              {Messages: []prompt.Message{file("image", "data:image/png;base64,?")}},
		"the arguments of the call of f are no JSON object":      {Messages: []prompt.Message{{Role: "assistant", Calls: []prompt.Call{{ID: "1", Name: "f", Arguments: "[1"}}}}},
		"tool 1 cannot be sent":                                  {Tools: "file://tools.json"},
		`the Messages API has no response_format "json_object"`:  {Params: value.NewObject("response_format", value.NewObject("type", "json_object"))},
		"system is a part of the prompt":                         {Params: value.NewObject("system", "x")},
		"metadata must be a mapping":                             {Params: value.NewObject("metadata", "x")},
		"parallel_tool_calls cannot be maybe":                    {Params: value.NewObject("parallel_tool_calls", "maybe")},
		"a provider of type anthropic cannot embed":              {Task: eval.Embed},
	})
}

func TestANativeParameterOfAnthropicGoesAsItIsWritten(t *testing.T) {
	t.Parallel()
	w := newVendors(t, llmtest.Rule{Status: 418})
	for want, in := range map[string]vendorInput{
		`"tool_choice":{"type":"auto","x":1}`:                     {params: value.NewObject("tool_choice", data(t, `{"type":"auto","x":1}`))},
		`"tool_choice":{"mode":"new"}`:                            {params: value.NewObject("tool_choice", data(t, `{"mode":"new"}`))},
		`"stop_sequences":["a"]`:                                  {params: value.NewObject("stop_sequences", []any{"a"})},
		`"output_config":{"effort":"low","new":1}`:                {params: value.NewObject("output_config", data(t, `{"new":1,"effort":"low"}`))},
		`"container":"c1"`:                                        {params: value.NewObject("container", "c1")},
		`"thinking":{"budget_tokens":9,"type":"enabled"}`:         {params: value.NewObject("thinking", data(t, `{"type":"enabled","budget_tokens":9}`), "seed", nil)},
		`"tools":[{"input_schema":{"type":"object"},"name":"f"}]`: {params: value.NewObject("tools", data(t, `[{"type":"custom","name":"f","input_schema":{"type":"object"}}]`))},
		`"tools":[{"google":1}]`:                                  {tools: data(t, `{"google":1}`)},
	} {
		in.model = "m"
		if got := string(w.sent(t, "anthropic", in).Body); !strings.Contains(canonical(t, []byte(got)), want) {
			t.Errorf("want %s in %s", want, got)
		}
	}
}

func TestAnthropicIsAskedUnderEitherFormOfABaseURL(t *testing.T) {
	t.Parallel()
	w := newVendors(t)
	for _, base := range []string{w.server.Root, w.server.Root + "/", w.server.URL} {
		w.env["ANTHROPIC_BASE_URL"] = base
		got, err := w.open(t, "anthropic:messages:claude-x").Caller.Complete(t.Context(), ask("echo"))
		if err != nil || got.Output != "echo" {
			t.Errorf("%s: got %q, %v", base, got.Output, err)
		}
	}
}

func TestACallWithoutAnIDIsAnsweredByTheNameOfItsTool(t *testing.T) {
	t.Parallel()
	w := newVendors(t, llmtest.Rule{Status: 418})
	talk := []prompt.Message{says("user", "x"), calls("", ""), {Role: "tool", Name: "weather", Text: "sunny"}}
	for vendor, want := range map[string][]string{
		"anthropic": {`"id":"call_weather"`, `"tool_use_id":"call_weather"`},
		"google":    {`{"functionCall":{"args":{"city":"Rome"},"name":"weather"}}`, `{"functionResponse":{"name":"weather","response":{"output":"sunny"}}}`},
	} {
		got := canonical(t, w.sent(t, vendor, vendorInput{model: "gemini-2.5-pro", messages: talk}).Body)
		for _, part := range want {
			if !strings.Contains(got, part) {
				t.Errorf("%s: want %s in %s", vendor, part, got)
			}
		}
	}
}

func TestABoundOnTheOutputThatAnthropicNeedsIsKnownBeforeTheCall(t *testing.T) {
	t.Parallel()
	w := newVendors(t)
	target := w.open(t, "anthropic:claude-x")
	if _, err := target.Caller.Complete(t.Context(), ask("echo")); err != nil {
		t.Fatal(err)
	}
	body := string(w.server.Requests()[0].Body)
	if want := fmt.Sprintf(`"max_tokens":%d`, target.MaxOutput); target.MaxOutput == 0 || !strings.Contains(body, want) {
		t.Errorf("want %s in %s", want, body)
	}
}
