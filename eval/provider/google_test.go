package provider_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

func TestAnAnswerOfGoogleTellsTextCallsReasonAndUsage(t *testing.T) {
	t.Parallel()
	parts := func(match, list, rest string) llmtest.Rule {
		return llmtest.Rule{Match: "^" + match + "$", Body: `{"candidates":[{"content":{"role":"model","parts":[` + list + `]}` + rest + `}],"modelVersion":"gemini-2.5-flash-001"}`}
	}
	call := `{"functionCall":{"name":"weather","args":{"b":1,"a":"<x>"}},"thoughtSignature":"s"}`
	const rated = `"safetyRatings":[{"category":"A","probability":"NEGLIGIBLE"},{"category":"B","probability":"HIGH"}]`
	w := newVendors(t,
		llmtest.Rule{Match: "^plain$", Answer: "hello there", As: "gemini-2.5-flash", Tokens: [2]int{1000, 500}},
		parts("texts", `{"text":"hm","thought":true},{"text":"one "},{"text":"two","thoughtSignature":"s"}`, `,"finishReason":"STOP"`),
		parts("call", call, `,"finishReason":"STOP"`),
		parts("say and call", `{"text":"I look."},`+call, `,"finishReason":"STOP"`),
		parts("cut", `{"text":"half"}`, `,"finishReason":"MAX_TOKENS"`),
		parts("all thought", ``, `,"finishReason":"MAX_TOKENS"`),
		parts("unsafe", `{"text":"half"}`, `,"finishReason":"SAFETY"`),
		parts("recited", ``, `,"finishReason":"RECITATION","finishMessage":"too near"`),
		parts("malformed", ``, `,"finishReason":"MALFORMED_FUNCTION_CALL","finishMessage":"weather(("`),
		parts("foreign", `{"text":"x"}`, `,"finishReason":"LANGUAGE"`),
		llmtest.Rule{Match: "^no error$", Body: `{"error":null,"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}]}`},
		parts("rated", `{"text":"x"}`, `,"finishReason":"STOP",`+rated),
		parts("probable", `{"text":"x"}`, `,"finishReason":"STOP","logprobsResult":{"chosenCandidates":[{"token":"x","logProbability":-0.5},{"logProbability":-1e-9}]}`),
		llmtest.Rule{Match: "^blocked$", Refusal: "not that"},
		llmtest.Rule{Match: "^counted$", Body: `{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1000,` +
			`"candidatesTokenCount":10,"thoughtsTokenCount":30,"toolUsePromptTokenCount":5,"cachedContentTokenCount":900,"totalTokenCount":1045}}`},
	)
	const dated = "gemini-2.5-flash-001"
	money := func(usd float64) *float64 { return &usd }
	for text, want := range map[string]eval.Answer{
		"plain":        {Output: "hello there", Model: "gemini-2.5-flash", FinishReason: "stop", Tokens: eval.Tokens{Prompt: 1000, Completion: 500, Total: 1500}, Cost: money((1000*0.30 + 500*2.50) / 1e6)},
		"texts":        {Output: "one two", Model: dated, FinishReason: "stop"},
		"call":         {Output: "[" + call + "]", Model: dated, FinishReason: "tool_calls", Structured: true},
		"say and call": {Output: `[{"text":"I look."},` + call + "]", Model: dated, FinishReason: "tool_calls", Structured: true},
		"cut":          {Output: "half", Model: dated, FinishReason: "length"},
		"all thought":  {Model: dated, FinishReason: "length"},
		"unsafe":       {Output: "half", Model: dated, FinishReason: "content_filter", Refusal: true, Flagged: new(true)},
		"recited":      {Output: "the answer was blocked (RECITATION): too near", Model: dated, FinishReason: "content_filter", Refusal: true, Flagged: new(true)},
		"malformed":    {Output: "weather((", Model: dated, FinishReason: "malformed_function_call"},
		"foreign":      {Output: "x", Model: dated, FinishReason: "language"},
		"no error":     {Output: "x", FinishReason: "stop"},
		"rated":        {Output: "x", Model: dated, FinishReason: "stop", Flagged: new(true)},
		"probable":     {Output: "x", Model: dated, FinishReason: "stop", LogProbs: []float64{-0.5, -1e-9}},
		"blocked":      {Output: "the prompt was blocked (SAFETY): not that", Model: "m", FinishReason: "content_filter", Refusal: true, Flagged: new(true), Tokens: eval.Tokens{Prompt: 1, Total: 1}, Cost: money(0.30 / 1e6)},
		"counted": {
			Output: "x", FinishReason: "stop",
			Tokens: eval.Tokens{Prompt: 1005, Completion: 40, Total: 1045, Cached: 900, Reasoning: 30},
			Cost:   money((105*0.30 + 900*0.03 + 40*2.50) / 1e6),
		},
	} {
		got, err := w.open(t, "google:gemini-2.5-flash").Caller.Complete(t.Context(), ask(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got, nearly()); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", text, diff)
		}
	}
}

func TestEachFailureOfGoogleSaysWhetherToTryAgainAndWhatToDo(t *testing.T) {
	t.Parallel()
	problem := func(match string, code int, status, message, details string) llmtest.Rule {
		body := `{"error":{"code":` + value.Number(float64(code)) + `,"message":"` + message + `","status":"` + status + `","details":[` + details + `]}}`
		return llmtest.Rule{Match: "^" + match + "$", Status: code, Body: body}
	}
	info := func(reason string) string {
		return `{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"` + reason + `","domain":"googleapis.com"}`
	}
	retry := `{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"37.5s"}`
	quota := func(id string) string {
		return `{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"` + id + `"}]}`
	}
	within := problem("within", 503, "UNAVAILABLE", "busy", "")
	within.Status = 0
	listed := problem("listed", 429, "RESOURCE_EXHAUSTED", "slow down", retry)
	listed.Body = "[" + listed.Body + "\n]"
	w := newVendors(t,
		problem("bad key", 400, "INVALID_ARGUMENT", "API key not valid: "+recorderKey, info("API_KEY_INVALID")),
		problem("bad body", 400, "INVALID_ARGUMENT", "Unknown name", ""),
		problem("not there", 400, "FAILED_PRECONDITION", "User location is not supported", ""),
		problem("off", 403, "PERMISSION_DENIED", "has not been used", info("SERVICE_DISABLED")),
		problem("forbidden", 403, "PERMISSION_DENIED", "no", ""),
		problem("no model", 404, "NOT_FOUND", "models/x is not found", ""),
		problem("minute", 429, "RESOURCE_EXHAUSTED", "quota", quota("GenerateRequestsPerMinutePerProjectPerModel")+","+retry),
		problem("day", 429, "RESOURCE_EXHAUSTED", "quota", quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier")+","+retry),
		problem("busy", 503, "UNAVAILABLE", "overloaded", ""),
		problem("internal", 500, "INTERNAL", "oh", ""),
		within, listed,
		llmtest.Rule{Match: "^page$", Status: 404, Headers: map[string]string{"Content-Type": "text/html"}, Body: "<!DOCTYPE html>\n<title>Error 404</title>"},
		llmtest.Rule{Match: "^no JSON$", Body: `{"candidates":[{`},
		llmtest.Rule{Match: "^nothing$", Body: `{"promptFeedback":{}}`},
		llmtest.Rule{Match: "^other$", Body: `{"candidates":[{"content":{},"finishReason":"OTHER"}]}`},
		llmtest.Rule{Match: "^drop$", Fault: llmtest.Drop},
		llmtest.Rule{Match: "^reset$", Answer: strings.Repeat("long ", 50), Fault: llmtest.Cut},
		llmtest.Rule{Match: "^endless$", Fault: llmtest.Endless},
	)
	pause := 37500 * time.Millisecond
	fails(t, w, "google:gemini-2.5-flash", map[string]failure{
		"bad key":   {eval.CallError{Status: 400, Fatal: true}, "API key not valid: [redacted]", "GEMINI_API_KEY"},
		"bad body":  {eval.CallError{Status: 400}, "Unknown name", ""},
		"not there": {eval.CallError{Status: 400, Fatal: true}, "User location", "region"},
		"off":       {eval.CallError{Status: 403, Fatal: true}, "has not been used", "enable it"},
		"forbidden": {eval.CallError{Status: 403, Fatal: true}, "no", "may not use"},
		"no model":  {eval.CallError{Status: 404, Fatal: true}, "models/x", "name of the model"},
		"minute":    {eval.CallError{Status: 429, Retry: true, After: pause}, "quota", "requests_per_minute"},
		"day":       {eval.CallError{Status: 429, Fatal: true, After: pause}, "quota", "of the day"},
		"listed":    {eval.CallError{Status: 429, Retry: true, After: pause}, "slow down", "requests_per_minute"},
		"busy":      {eval.CallError{Status: 503, Retry: true}, "overloaded", ""},
		"internal":  {eval.CallError{Status: 500, Retry: true}, "oh", ""},
		"within":    {eval.CallError{Status: 503, Retry: true, Sent: true}, "busy", ""},
		"page":      {eval.CallError{Status: 404, Fatal: true}, "Error 404", "base URL"},
		"no JSON":   {eval.CallError{Sent: true}, "no generated content", "base URL"},
		"nothing":   {eval.CallError{Sent: true}, "no candidates", ""},
		"other":     {eval.CallError{Sent: true}, "without content (OTHER)", ""},
		"drop":      {eval.CallError{Retry: true, Sent: true}, "POST " + w.server.Root, ""},
		"reset":     {eval.CallError{Retry: true, Sent: true}, "unexpected EOF", ""},
		"endless":   {eval.CallError{Sent: true}, "larger than 32 MiB", ""},
	})
}

func TestWhatGoogleCannotBeSentIsRefusedBeforeACall(t *testing.T) {
	t.Parallel()
	w := newVendors(t)
	refuses(t, w, "google:m", map[string]eval.Request{
		"message 2: the result of a tool answers no call":        {Messages: []prompt.Message{says("user", "x"), gives("c9", "sunny")}},
		`message 1: the API has no place for "Ada", the name of`: {Messages: []prompt.Message{{Role: "user", Text: "x", Name: "Ada"}}},
		"the API has no place for detail: low":                   {Messages: []prompt.Message{holds(prompt.Part{Type: "image/png", Data: onePixel, Detail: "low"})}},
		`message 1: the API has no role "narrator"`:              {Messages: []prompt.Message{says("narrator", "x")}},
		"the arguments of the call of f":                         {Messages: []prompt.Message{{Role: "assistant", Calls: []prompt.Call{{ID: "1", Name: "f", Arguments: "{"}}}}},
		"tool 1 cannot be sent":                                  {Tools: []any{"weather"}},
		"contents is a part of the prompt":                       {Params: value.NewObject("contents", []any{})},
		"generationConfig must be a mapping":                     {Params: value.NewObject("generation_config", "x")},
		"no parallel_tool_calls false":                           {Params: value.NewObject("parallel_tool_calls", false)},
		`no response_format "grammar"`:                           {Params: value.NewObject("response_format", value.NewObject("type", "grammar"))},
		"a provider of type google cannot moderate":              {Task: eval.Moderate},
		"a data: URL must be base64":                             {Messages: []prompt.Message{holds(prompt.Part{Type: "image", URL: "data:,x"})}},
	})
}

func TestTheKeyOfGoogleIsInAHeaderAndNeverInTheURL(t *testing.T) {
	t.Parallel()
	w := newVendors(t)
	w.env["GOOGLE_API_KEY"] = "other" // Google's SDK takes it before the other
	last := func(spec string) llmtest.Request {
		t.Helper()
		named := map[string]provider.Spec{"vertex": {Type: "google", Options: value.NewObject("base_url", w.server.Root+"/v1/projects/p/locations/l/publishers/google", "api_key_env", "TOKEN")}}
		target, err := provider.Resolve(spec, named, "", w.Deps)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := target.Caller.Complete(t.Context(), eval.Request{Messages: []prompt.Message{says("user", "x")}, Model: target.Model}); err != nil {
			t.Fatal(err)
		}
		return w.server.Requests()[w.server.Count()-1]
	}
	if got := last("google:models/gemini-2.5-pro"); got.Header.Get("X-Goog-Api-Key") != "other" || got.Query != "" || got.Path != "/v1beta/models/gemini-2.5-pro:generateContent" {
		t.Errorf("got %s?%s with %v", got.Path, got.Query, got.Header)
	}
	if got := last("google:a/../b?key=1"); got.Path != "/v1beta/models/a/../b?key=1:generateContent" || got.Query != "" {
		t.Errorf("got %s?%s", got.Path, got.Query)
	}
	w.env["TOKEN"] = "ya29.secret"
	got := last("vertex:gemini-2.5-pro")
	if got.Header.Get("Authorization") != "Bearer ya29.secret" || got.Header.Get("X-Goog-Api-Key") != "" ||
		got.Path != "/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:generateContent" {
		t.Errorf("got %s with %v", got.Path, got.Header)
	}
}

func TestGoogleEmbedsATextAsNumbers(t *testing.T) {
	t.Parallel()
	w := newVendors(t, llmtest.Rule{Match: "two", Answer: "[0.5,-1]"}, llmtest.Rule{Match: "none", Body: `{"embeddings":[]}`},
		llmtest.Rule{Match: "wrong", Body: `{"error":{"code":429,"message":"slow"}}`}, llmtest.Rule{Match: "page", Body: "<html>"})
	target := w.open(t, "google:embedding:gemini-embedding-001")
	embed := func(text string) (eval.Answer, error) {
		return target.Caller.Complete(t.Context(), eval.Request{Task: eval.Embed, Rendered: text, Model: target.Model})
	}
	got, err := embed("two words")
	want := eval.Answer{Output: "[0.5,-1]", Tokens: eval.Tokens{Prompt: 2}, Cost: new(2 * 0.15 / 1e6)}
	if diff := cmp.Diff(want, got, nearly()); err != nil || diff != "" {
		t.Errorf("%v, want -, got +:\n%s", err, diff)
	}
	for text, want := range map[string]failure{
		"none":  {eval.CallError{Sent: true}, "not the embedding of one text", ""},
		"wrong": {eval.CallError{Status: 429, Retry: true, Sent: true}, "slow", "requests_per_minute"},
		"page":  {eval.CallError{Sent: true}, "no list of embeddings", "base URL"},
	} {
		_, err := embed(text)
		checkFailure(t, text, err, want)
	}
}
