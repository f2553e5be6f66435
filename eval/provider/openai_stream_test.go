package provider_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/value"
)

// openOptions opens a provider of type openai with options of its own.
func (w *world) openOptions(t *testing.T, model string, options ...any) eval.Target {
	t.Helper()
	w.Now = time.Now
	spec := provider.Spec{Type: "openai", Options: value.NewObject(append([]any{"base_url", w.server.URL}, options...)...)}
	target, err := provider.Open("x", model, map[string]provider.Spec{"x": spec}, w.Deps)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

var eventStream = map[string]string{"Content-Type": "text/event-stream; charset=utf-8"}

// chunks are data lines of a stream, with a blank line after each.
func chunks(list ...string) string {
	var b strings.Builder
	for _, c := range list {
		b.WriteString("data: " + c + "\n\n")
	}
	return b.String()
}

const (
	hello  = `{"model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}`
	lo     = `{"model":"m-1","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":null}]}`
	stop   = `{"model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`
	spent  = `{"model":"m-1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}`
	theEnd = `[DONE]`
)

func TestAStreamGivesWhatAWholeAnswerGives(t *testing.T) {
	t.Parallel()
	tokens, yes := eval.Tokens{Prompt: 3, Completion: 2, Total: 5}, true
	for name, c := range map[string]struct {
		stream string
		want   eval.Answer
	}{
		"as OpenAI sends it":             {chunks(hello, lo, stop, spent, theEnd), eval.Answer{Output: "Hello", Model: "m-1", FinishReason: "stop", Tokens: tokens}},
		"with CRLF":                      {strings.ReplaceAll(chunks(hello, lo, stop, spent, theEnd), "\n", "\r\n"), eval.Answer{Output: "Hello", Model: "m-1", FinishReason: "stop", Tokens: tokens}},
		"without [DONE]":                 {chunks(hello, lo, stop, spent), eval.Answer{Output: "Hello", Model: "m-1", FinishReason: "stop", Tokens: tokens}},
		"without usage":                  {chunks(hello, lo, stop, theEnd), eval.Answer{Output: "Hello", Model: "m-1", FinishReason: "stop"}},
		"without a reason":               {chunks(hello, lo, theEnd), eval.Answer{Output: "Hello", Model: "m-1"}},
		"Azure's first event":            {chunks(`{"choices":[],"prompt_filter_results":[{}]}`, hello, lo, stop, theEnd), eval.Answer{Output: "Hello", Model: "m-1", FinishReason: "stop"}},
		"comments between":               {": PROCESSING\n\n" + chunks(hello) + ": PROCESSING\n\n" + chunks(lo, stop, theEnd), eval.Answer{Output: "Hello", Model: "m-1", FinishReason: "stop"}},
		"usage in every event":           {chunks(`{"choices":[{"delta":{"content":"Hello"}}],"usage":{"prompt_tokens":3,"completion_tokens":1}}`, stop, spent, theEnd), eval.Answer{Output: "Hello", Model: "m-1", FinishReason: "stop", Tokens: tokens}},
		"thoughts, then words":           {chunks(`{"choices":[{"delta":{"content":null,"reasoning_content":"hm"}}]}`, hello, lo, stop, theEnd), eval.Answer{Output: "Hello", Model: "m-1", FinishReason: "stop"}},
		"a second choice":                {chunks(hello, `{"choices":[{"index":1,"delta":{"content":"no"}}]}`, lo, stop, theEnd), eval.Answer{Output: "Hello", Model: "m-1", FinishReason: "stop"}},
		"a refusal":                      {chunks(`{"choices":[{"delta":{"refusal":"I can"}}]}`, `{"choices":[{"delta":{"refusal":"not"}}]}`, stop, theEnd), eval.Answer{Output: "I cannot", Model: "m-1", FinishReason: "stop", Refusal: true, Flagged: &yes}},
		"log probabilities":              {chunks(`{"choices":[{"delta":{"content":"a"},"logprobs":{"content":[{"logprob":-0.5}]}}]}`, `{"choices":[{"delta":{"content":"b"},"logprobs":{"content":[{"logprob":-0.25}]}}]}`, stop, theEnd), eval.Answer{Output: "ab", Model: "m-1", FinishReason: "stop", LogProbs: []float64{-0.5, -0.25}}},
		"nothing to say":                 {chunks(`{"choices":[{"delta":{"role":"assistant"},"finish_reason":"length"}]}`, theEnd), eval.Answer{FinishReason: "length"}},
		"half an event after the reason": {chunks(hello, lo, stop) + "data: {\"cho", eval.Answer{Output: "Hello", Model: "m-1", FinishReason: "stop"}},
		"calls by index": {
			chunks(`{"choices":[{"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]}}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":"}},{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]}}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}}]}`,
				`{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}`, theEnd),
			eval.Answer{Output: `[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},{"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]`, FinishReason: "tool_calls", Structured: true},
		},
		"calls without an index, whole": {
			chunks(`{"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":{"x":1}}}]}}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"id":"b","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}`),
			eval.Answer{Output: `[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]`, FinishReason: "tool_calls", Structured: true},
		},
		"calls that all have index 0": {
			chunks(`{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}},{"index":0,"id":"b","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"stop"}]}`),
			eval.Answer{Output: `[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]`, FinishReason: "stop", Structured: true},
		},
		"a call of the older form": {
			chunks(`{"choices":[{"delta":{"function_call":{"name":"f","arguments":"{"}}}]}`, `{"choices":[{"delta":{"function_call":{"arguments":"}"}},"finish_reason":"function_call"}]}`),
			eval.Answer{Output: `{"name":"f","arguments":"{}"}`, FinishReason: "tool_calls", Structured: true},
		},
	} {
		w := newWorld(t, llmtest.Rule{Headers: eventStream, Body: c.stream})
		got, err := w.openOptions(t, "m", "stream", true).Caller.Complete(t.Context(), ask("x"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if (got.FirstToken > 0) != (got.Output != "") {
			t.Errorf("%s: the first token came after %v", name, got.FirstToken)
		}
		got.FirstToken = 0
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", name, diff)
		}
	}
}

func TestABrokenStreamIsNoAnswer(t *testing.T) {
	t.Parallel()
	long := chunks(`{"choices":[{"index":0,"delta":{"content":"` + strings.Repeat("long ", 50) + `"}}]}`)
	again, never := eval.CallError{Sent: true, Retry: true}, eval.CallError{Sent: true}
	for name, c := range map[string]struct {
		rule llmtest.Rule
		want eval.CallError
		text string
	}{
		"it ends too early":     {llmtest.Rule{Body: chunks(hello, lo)}, again, "ended before the answer did"},
		"it never begins":       {llmtest.Rule{Body: ": ping\n\n"}, again, "ended before the answer did"},
		"it is cut":             {llmtest.Rule{Body: long + long, Fault: llmtest.Cut}, again, "unexpected EOF"},
		"it ends in an event":   {llmtest.Rule{Body: chunks(hello) + `data: {"choices":[{"del`}, again, "no JSON"},
		"an error in it":        {llmtest.Rule{Body: chunks(hello, `{"error":{"message":"busy","code":503}}`)}, again, "broke the stream off: busy"},
		"an error as text":      {llmtest.Rule{Body: chunks(hello, `{"error":"busy"}`)}, again, "busy"},
		"an error of its own":   {llmtest.Rule{Body: chunks(hello) + "event: error\ndata: {\"message\":\"busy\",\"code\":429}\n\n"}, again, "busy"},
		"an error for good":     {llmtest.Rule{Body: chunks(`{"error":{"message":"bad","type":"invalid_request_error"}}`)}, never, "bad"},
		"an error of a choice":  {llmtest.Rule{Body: chunks(hello, `{"choices":[{"delta":{"content":""},"finish_reason":"error","error":{"code":502,"message":"busy"}}]}`)}, again, "busy"},
		"only its reason":       {llmtest.Rule{Body: chunks(hello, `{"choices":[{"delta":{},"finish_reason":"error"}]}`)}, again, "gave up"},
		"no JSON":               {llmtest.Rule{Body: chunks(hello, `<html>`)}, never, "no JSON of the API"},
		"other JSON":            {llmtest.Rule{Body: chunks(`{"choices":"x"}`)}, never, "no JSON of the API"},
		"no choices":            {llmtest.Rule{Body: chunks(spent, theEnd)}, never, "no choices"},
		"only its end":          {llmtest.Rule{Body: chunks(theEnd)}, never, "no choices"},
		"it never ends":         {llmtest.Rule{Body: "data: x", Fault: llmtest.Endless}, never, "larger than"},
		"the key comes back":    {llmtest.Rule{Body: chunks(`{"error":{"message":"key ` + secret + `","code":500}}`)}, again, "[redacted]"},
		"whole, and no JSON":    {llmtest.Rule{Body: `<html>`, Headers: map[string]string{"Content-Type": "text/html"}}, never, "no chat completion"},
		"a refusal of the call": {llmtest.Rule{Status: 429}, eval.CallError{Status: 429, Retry: true}, "Too Many"},
	} {
		if c.rule.Headers == nil && c.rule.Status == 0 {
			c.rule.Headers = eventStream
		}
		w := newWorld(t, c.rule)
		w.env["THE_KEY"] = secret
		_, err := w.openOptions(t, "m", "stream", true, "api_key_env", "THE_KEY").Caller.Complete(t.Context(), ask("x"))
		got := callError(t, err)
		bare := eval.CallError{Status: got.Status, Retry: got.Retry, Fatal: got.Fatal, Sent: got.Sent}
		if diff := cmp.Diff(c.want, bare); diff != "" || !strings.Contains(err.Error(), c.text) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v: want %q, -, got +:\n%s", name, err, c.text, diff)
		}
	}
}

func TestAServerDecidesWhetherItStreams(t *testing.T) {
	t.Parallel()
	whole := `{"model":"m-1","choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}]}`
	for name, c := range map[string]struct {
		stream bool
		kind   string
		body   string
		first  bool
	}{
		"asked and streamed":              {true, "text/event-stream", chunks(hello, lo, stop), true},
		"asked and streamed as text":      {true, "text/plain", ": hi\n\n" + chunks(hello, lo, stop), true},
		"asked and streamed as JSON":      {true, "application/json", chunks(hello, lo, stop), true},
		"asked and answered whole":        {true, "application/json", whole, false},
		"asked and answered without kind": {true, "text/plain", " " + whole, false},
		"unasked and streamed":            {false, "Text/Event-Stream", chunks(hello, lo, stop), true},
		"unasked and answered whole":      {false, "application/json", whole, false},
	} {
		w := newWorld(t, llmtest.Rule{Headers: map[string]string{"Content-Type": c.kind}, Body: c.body})
		a, err := w.openOptions(t, "m", "stream", c.stream).Caller.Complete(t.Context(), ask("x"))
		if err != nil || a.Output != "Hello" || a.FinishReason != "stop" || a.Model != "m-1" || (a.FirstToken > 0) != c.first {
			t.Errorf("%s: got %+v, %v", name, a, err)
		}
	}
}

func TestTheFirstTokenComesBeforeTheLast(t *testing.T) {
	t.Parallel()
	for _, api := range []string{"chat", "responses"} {
		w := newWorld(t, llmtest.Rule{Answer: "one two three four five", Pause: 10 * time.Millisecond})
		target := w.openOptions(t, "m", "stream", true, "api", api)
		begun := time.Now()
		a, err := target.Caller.Complete(t.Context(), ask("x"))
		took := time.Since(begun)
		if err != nil || a.Output != "one two three four five" || a.FirstToken <= 0 || a.FirstToken > took-30*time.Millisecond || a.Tokens.Total != 6 {
			t.Errorf("%s: %+v, %v; it took %v", api, a, err, took)
		}
	}
}

func TestAStreamIsLeftWithItsContextAtOnce(t *testing.T) {
	t.Parallel()
	for _, api := range []string{"chat", "responses"} {
		w := newWorld(t, llmtest.Rule{Answer: "one two three", Pause: time.Hour})
		caller := w.openOptions(t, "m", "stream", true, "api", api).Caller
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			_, err := caller.Complete(ctx, ask("x"))
			done <- err
		}()
		w.server.Wait(t.Context(), 1)
		cancel()
		select {
		case err := <-done:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: want %v, got %v", api, context.Canceled, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: the call goes on", api)
		}
	}
}

func TestAConnectionIsUsedAgainAfterAStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	caller := w.openOptions(t, "m", "stream", true).Caller
	for range 20 {
		if a, err := caller.Complete(t.Context(), ask("hello there")); err != nil || a.Output != "hello there" {
			t.Fatal(a, err)
		}
	}
	if n := w.server.Connections(); n != 1 {
		t.Errorf("20 calls one after the other took %d connections", n)
	}
}
