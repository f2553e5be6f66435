package provider_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

const secret = "sk-test-0123456789"

func TestARequestHoldsWhatThePromptSaysAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.env["OPENAI_API_KEY"] = secret
	target := w.open(t, "openai:chat:gpt-4.1-mini")
	for name, c := range map[string]struct {
		req  func(*eval.Request)
		want string
	}{
		"no parameters": {func(*eval.Request) {}, `{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"a <b> & \"c\""}]}`},
		"zero is sent, text and lists as written, a stream is not asked for": {
			func(r *eval.Request) {
				r.Params = value.NewObject("temperature", int64(0), "top_p", 0.5, "max_completion_tokens", int64(9), "seed", int64(7),
					"stop", []any{"END"}, "reasoning_effort", "low", "stream", true, "top_k", int64(40))
			},
			`{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"a <b> & \"c\""}],"temperature":0,"top_p":0.5,` +
				`"max_completion_tokens":9,"seed":7,"stop":["END"],"reasoning_effort":"low","top_k":40}`,
		},
		"roles, tools and a schema": {
			func(r *eval.Request) {
				r.Messages = []prompt.Message{{Role: "system", Text: "s"}, {Role: "user", Text: ""}}
				r.Tools = []any{value.NewObject("type", "function")}
				r.Schema = value.NewObject("type", "object")
			},
			`{"model":"gpt-4.1-mini","messages":[{"role":"system","content":"s"},{"role":"user","content":""}],"tools":[{"type":"function"}],` +
				`"response_format":{"type":"json_schema","json_schema":{"name":"output","schema":{"type":"object"}}}}`,
		},
	} {
		req := ask(`a <b> & "c"`)
		req.Model = target.Model
		c.req(&req)
		if _, err := target.Caller.Complete(t.Context(), req); err != nil {
			t.Fatal(err)
		}
		got := w.server.Requests()[w.server.Count()-1]
		sent, err := value.DecodeJSON(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		want, err := value.DecodeJSON([]byte(c.want))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(value.Canonical(want)), string(value.Canonical(sent))); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", name, diff)
		}
		if auth := got.Header.Get("Authorization"); auth != "Bearer "+secret {
			t.Errorf("%s: authorization is %q", name, auth)
		}
	}
}

func TestAnAnswerTellsModelUsageCostAndReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t,
		llmtest.Rule{Match: "cut", Answer: "half a", Finish: "length", As: "gpt-4.1-mini-2025-04-14", Tokens: [2]int{1000, 500}},
		llmtest.Rule{Match: "unmetered", Answer: "ok", NoUsage: true},
		llmtest.Rule{Match: "tool", Body: `{"choices":[{"message":{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}`},
		llmtest.Rule{Match: "parts", Body: `{"choices":[{"message":{"content":[{"type":"text","text":"one "},{"type":"text","text":"two"}]}}]}`},
		llmtest.Rule{Match: "no", Body: `{"choices":[{"message":{"content":null,"refusal":"I cannot"}}]}`},
		llmtest.Rule{Match: "filter", Body: `{"choices":[{"message":{"content":"half"},"finish_reason":" Content_Filter"}]}`},
		llmtest.Rule{Match: "say and call", Body: `{"choices":[{"message":{"role":"assistant","content":"a <b>","tool_calls":[ {"x":1.0, "function":{"name":"f","arguments":{"n":2}}} ]},"finish_reason":"tool_use"}]}`},
		llmtest.Rule{Match: "function", Body: `{"choices":[{"message":{"content":"","function_call":{"name":"f","arguments":"{\"a\": 1}"},"tool_calls":[]},"finish_reason":"function_call"}]}`},
		llmtest.Rule{Match: "empty calls", Body: `{"choices":[{"message":{"content":"x","tool_calls":[ ]}}]}`},
		llmtest.Rule{Match: "probabilities", Body: `{"choices":[{"message":{"content":"x"},"logprobs":{"content":[{"token":"x","logprob":-0.5,"bytes":[120]},{"token":"","logprob":-1e-9,"bytes":null}]}}]}`},
		llmtest.Rule{Match: "unlogged", Body: `{"choices":[{"message":{"content":"x"},"logprobs":null}]}`},
	)
	cost, yes := (1000*0.40+500*1.60)/1e6, true
	for text, want := range map[string]eval.Answer{
		"cut": {
			Output: "half a", Model: "gpt-4.1-mini-2025-04-14", FinishReason: "length",
			Tokens: eval.Tokens{Prompt: 1000, Completion: 500, Total: 1500}, Cost: &cost,
		},
		"unmetered": {Output: "ok", Model: "m", FinishReason: "stop"},
		"tool":      {Output: `[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]`, FinishReason: "tool_calls", Structured: true},
		"parts":     {Output: "one two"},
		"no":        {Output: "I cannot", Refusal: true, Flagged: &yes},
		"filter":    {Output: "half", FinishReason: "content_filter", Refusal: true, Flagged: &yes},
		"say and call": {
			Output:       `{"role":"assistant","content":"a <b>","tool_calls":[{"x":1,"function":{"name":"f","arguments":{"n":2}}}]}`,
			FinishReason: "tool_calls", Structured: true,
		},
		"function":      {Output: `{"name":"f","arguments":"{\"a\": 1}"}`, FinishReason: "tool_calls", Structured: true},
		"empty calls":   {Output: "x"},
		"probabilities": {Output: "x", LogProbs: []float64{-0.5, -1e-9}},
		"unlogged":      {Output: "x"},
	} {
		got, err := w.open(t, "openai:gpt-4.1-mini").Caller.Complete(t.Context(), ask(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", text, diff)
		}
	}
}

func TestAnUnknownPriceIsNoPrice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for model, want := range map[string]*eval.Price{
		"llama3": nil, "gpt-4.1-mini-preview": nil,
		"gpt-4.1-mini": {Input: 0.40, Output: 1.60, Cached: new(0.10)}, "gpt-4.1-mini-2025-04-14": {Input: 0.40, Output: 1.60, Cached: new(0.10)},
	} {
		target := w.open(t, "openai:"+model)
		a, err := target.Caller.Complete(t.Context(), ask("x"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, target.Price); diff != "" || (a.Cost == nil) != (want == nil) {
			t.Errorf("%s: cost %v, price want -, got +:\n%s", model, a.Cost, diff)
		}
	}
}

func TestEachFailureSaysWhetherToTryAgainAndWhatToDo(t *testing.T) {
	t.Parallel()
	echoKey := `{"error":{"message":"Incorrect API key provided: ` + secret + `","code":"invalid_api_key"}}`
	date := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	w := newWorld(t,
		llmtest.Rule{Match: "429 plain", Status: 429},
		llmtest.Rule{Match: "429 seconds", Status: 429, Headers: map[string]string{"Retry-After": "7"}},
		llmtest.Rule{Match: "429 date", Status: 429, Headers: map[string]string{
			"Date": date.Format(http.TimeFormat), "Retry-After": date.Add(90 * time.Second).Format(http.TimeFormat),
		}},
		llmtest.Rule{Match: "429 millis", Status: 429, Headers: map[string]string{"Retry-After-Ms": "1500", "Retry-After": "2"}},
		llmtest.Rule{Match: "429 nonsense", Status: 429, Headers: map[string]string{"Retry-After": "-1e999"}},
		llmtest.Rule{Match: "429 quota", Status: 429, Body: `{"error":{"message":"no credit","code":"insufficient_quota"}}`},
		llmtest.Rule{Match: "^408", Status: 408}, llmtest.Rule{Match: "^409", Status: 409},
		llmtest.Rule{Match: "^500", Status: 500}, llmtest.Rule{Match: "^503", Status: 503, Headers: map[string]string{"Content-Type": "text/html"}, Body: "<h1>Busy</h1>\n<p>later"},
		llmtest.Rule{Match: "^400", Status: 400}, llmtest.Rule{Match: "^401", Status: 401, Body: echoKey},
		llmtest.Rule{Match: "^403", Status: 403}, llmtest.Rule{Match: "^404", Status: 404},
		llmtest.Rule{Match: "^drop", Fault: llmtest.Drop},
		llmtest.Rule{Match: "^cut", Answer: strings.Repeat("long ", 50), Fault: llmtest.Cut},
		llmtest.Rule{Match: "^endless", Fault: llmtest.Endless},
		llmtest.Rule{Match: "^no JSON", Body: `{"choices":[{`},
		llmtest.Rule{Match: "^a page", Headers: map[string]string{"Content-Type": "text/html"}, Body: "<html>"},
		llmtest.Rule{Match: "^no choices", Body: `{"choices":[]}`},
		llmtest.Rule{Match: "^gateway", Body: `{"error":{"message":"upstream is busy","code":503}}`},
	)
	w.env["OPENAI_API_KEY"] = secret
	caller := w.open(t, "openai:gpt-4.1-mini").Caller
	for name, want := range map[string]struct {
		eval.CallError
		text, hint string
	}{
		"429 plain":    {eval.CallError{Status: 429, Retry: true}, "Too Many Requests", "requests_per_minute"},
		"429 seconds":  {eval.CallError{Status: 429, Retry: true, After: 7 * time.Second}, "Too Many Requests", "requests_per_minute"},
		"429 date":     {eval.CallError{Status: 429, Retry: true, After: 90 * time.Second}, "Too Many Requests", "requests_per_minute"},
		"429 millis":   {eval.CallError{Status: 429, Retry: true, After: 1500 * time.Millisecond}, "Too Many Requests", "requests_per_minute"},
		"429 nonsense": {eval.CallError{Status: 429, Retry: true}, "Too Many Requests", "requests_per_minute"},
		"429 quota":    {eval.CallError{Status: 429, Fatal: true}, "no credit", "billing"},
		"408":          {eval.CallError{Status: 408, Retry: true}, "Request Timeout", ""},
		"409":          {eval.CallError{Status: 409, Retry: true}, "Conflict", ""},
		"500":          {eval.CallError{Status: 500, Retry: true}, "Internal Server Error", ""},
		"503":          {eval.CallError{Status: 503, Retry: true}, "<h1>Busy</h1> <p>later", ""},
		"400":          {eval.CallError{Status: 400}, "Bad Request", ""},
		"401":          {eval.CallError{Status: 401, Fatal: true}, "Incorrect API key provided: [redacted]", "OPENAI_API_KEY"},
		"403":          {eval.CallError{Status: 403, Fatal: true}, "Forbidden", "may not use"},
		"404":          {eval.CallError{Status: 404, Fatal: true}, "Not Found", w.server.URL},
		"drop":         {eval.CallError{Retry: true, Sent: true}, "POST " + w.server.URL, ""},
		"cut":          {eval.CallError{Retry: true, Sent: true}, "unexpected EOF", ""},
		"endless":      {eval.CallError{Sent: true}, "larger than 32 MiB", ""},
		"no JSON":      {eval.CallError{Sent: true}, "no chat completion", "base URL"},
		"a page":       {eval.CallError{Sent: true}, "text/html", "base URL"},
		"no choices":   {eval.CallError{Sent: true}, "no choices", ""},
		"gateway":      {eval.CallError{Status: 503, Retry: true}, "upstream is busy", ""},
	} {
		_, err := caller.Complete(t.Context(), ask(name))
		got := callError(t, err)
		if !strings.Contains(err.Error(), want.text) || !strings.Contains(got.Hint, want.hint) || (want.hint == "") != (got.Hint == "") {
			t.Errorf("%s: want %q and hint %q, got %q and %q", name, want.text, want.hint, err, got.Hint)
		}
		if strings.Contains(err.Error()+got.Hint, secret) {
			t.Errorf("%s: the key is in the error", name)
		}
		bare := eval.CallError{Status: got.Status, Retry: got.Retry, After: got.After, Fatal: got.Fatal, Sent: got.Sent}
		if diff := cmp.Diff(want.CallError, bare); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", name, diff)
		}
	}
}

func TestAServerThatIsNotThereIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	target := w.open(t, "openai:m")
	w.server.Close()
	_, err := target.Caller.Complete(t.Context(), ask("x"))
	got := callError(t, err)
	if !got.Retry || !got.Fatal || got.Sent || !errors.Is(err, syscall.ECONNREFUSED) || !strings.Contains(got.Hint, w.server.URL) {
		t.Errorf("got %+v: %v", got, err)
	}
}

func TestAKeyIsNeededOnlyWhereItIsKnownToBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	named := map[string]provider.Spec{
		"plain": {Type: "openai", Options: value.NewObject("base_url", w.server.URL)},
		"keyed": {Type: "openai", Options: value.NewObject("base_url", w.server.URL+"/", "api_key_env", "MY_KEY")},
	}
	call := func(spec string) error {
		target, err := provider.Resolve(spec, named, "", w.Deps)
		if err != nil {
			t.Fatal(err)
		}
		_, err = target.Caller.Complete(t.Context(), ask("x"))
		return err
	}
	if err := call("openai:m"); err != nil { // OPENAI_BASE_URL is set, OPENAI_API_KEY is not
		t.Error(err)
	}
	if got := callError(t, call("keyed:m")); !got.Fatal || !strings.Contains(got.Hint, "MY_KEY") {
		t.Errorf("got %+v", got)
	}
	w.env["OPENAI_API_KEY"] = secret
	if err := call("plain:m"); err != nil {
		t.Error(err)
	}
	if auth := w.server.Requests()[w.server.Count()-1].Header.Get("Authorization"); auth != "" {
		t.Errorf("a server of the configuration got the user's key: %q", auth)
	}
	w.env["MY_KEY"] = "mine"
	if err := call("keyed:m"); err != nil {
		t.Error(err)
	}
	if auth := w.server.Requests()[w.server.Count()-1].Header.Get("Authorization"); auth != "Bearer mine" {
		t.Errorf("want the configured key, got %q", auth)
	}
	delete(w.env, "OPENAI_BASE_URL")
	delete(w.env, "OPENAI_API_KEY")
	if got := callError(t, call("openai:m")); !got.Fatal || got.Retry || !strings.Contains(got.Hint, "OPENAI_API_KEY") {
		t.Errorf("got %+v", got)
	}
}

func TestABadBaseURLIsRefusedBeforeACall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, url := range []string{"127.0.0.1:8080", "ftp://x/v1", "http://", "http://u:p@x/v1", "::"} {
		spec := map[string]provider.Spec{"x": {Type: "openai", Options: value.NewObject("base_url", url)}}
		_, err := provider.Resolve("x:m", spec, "", w.Deps)
		if got := problems(t, err); !strings.Contains(got, "base URL") {
			t.Errorf("%s: got %s", url, got)
		}
	}
}

func TestACallEndsWithItsContextAlsoInTheMiddleOfABody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, llmtest.Rule{Match: "hang", Fault: llmtest.Hang}, llmtest.Rule{Match: "slow", Answer: "x", Fault: llmtest.Slow, Pause: time.Hour})
	caller := w.open(t, "openai:m").Caller
	for _, name := range []string{"hang", "slow"} {
		ctx, cancel := context.WithCancel(t.Context())
		before := w.server.Count()
		done := make(chan error, 1)
		go func() {
			_, err := caller.Complete(ctx, ask(name))
			done <- err
		}()
		w.server.Wait(t.Context(), before+1)
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: want %v, got %v", name, context.Canceled, err)
		}
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := newWorld(t)
	w := newWorld(t, llmtest.Rule{Match: "(?s).*", Status: 307, Headers: map[string]string{"Location": elsewhere.server.URL + "/chat/completions"}})
	w.env["OPENAI_API_KEY"] = secret
	_, err := w.open(t, "openai:m").Caller.Complete(t.Context(), ask("private"))
	if failed := callError(t, err); !failed.Fatal || failed.Status != 307 || !strings.Contains(failed.Hint, elsewhere.server.URL) {
		t.Errorf("got %+v", failed)
	}
	if n := elsewhere.server.Count(); n != 0 {
		t.Errorf("the prompt went elsewhere %d times", n)
	}
}
