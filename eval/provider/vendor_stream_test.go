package provider_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/llmtest"
)

// stream is a body of events, each one line of JSON.
func stream(events ...string) string { return "data: " + strings.Join(events, "\n\ndata: ") + "\n\n" }

const (
	messageStart = `{"type":"message_start","message":{"type":"message","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":7,"output_tokens":1}}}`
	blockStart   = `{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}`
	blockDelta   = `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}`
	messageEnd   = `{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}`
	messageStop  = `{"type":"message_stop"}`
)

func anthropicCalls() string {
	return stream(
		messageStart, `{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}`,
		`{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}`,
		`{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s"}}`,
		`{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t1","name":"weather","input":{}}}`,
		`{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"city\":"}}`,
		`{"type":"new_kind","index":9}`,
		`{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\"Rome\"}"}}`,
		`{"type":"content_block_stop","index":1}`,
		`{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":5,"input_tokens":null}}`, messageStop,
	)
}

func TestAStreamGivesTheAnswerThatWouldHaveComeWhole(t *testing.T) {
	t.Parallel()
	rules := []llmtest.Rule{
		{Match: "^long$", Answer: strings.Repeat("word ", 500) + "end"},
		{Match: "^refused$", Refusal: "not that"},
		{Match: "^unmetered$", Answer: "é 日本", NoUsage: true},
	}
	for _, vendor := range []string{"anthropic", "google"} {
		w := newVendors(t, rules...)
		ticks := 0
		w.Now = func() time.Time { ticks++; return time.Unix(int64(ticks), 0) }
		for _, text := range []string{"long", "refused", "unmetered", "echo"} {
			whole, err := w.vendor(t, vendor, "m", false).Caller.Complete(t.Context(), ask(text))
			if err != nil {
				t.Fatal(err)
			}
			parts, err := w.vendor(t, vendor, "m", true).Caller.Complete(t.Context(), ask(text))
			if err != nil {
				t.Fatalf("%s, %s: %v", vendor, text, err)
			}
			if diff := cmp.Diff(whole, parts, cmpopts.IgnoreFields(eval.Answer{}, "FirstToken")); diff != "" {
				t.Errorf("%s, %s: whole -, in parts +:\n%s", vendor, text, diff)
			}
			if want := text != "refused"; (parts.FirstToken > 0) != want || whole.FirstToken != 0 {
				t.Errorf("%s, %s: time to the first token is %v in parts and %v whole", vendor, text, parts.FirstToken, whole.FirstToken)
			}
		}
	}
}

func TestCallsOfToolsComeTogetherFromAStream(t *testing.T) {
	t.Parallel()
	const thoughts = `[{"type":"thinking","thinking":"hm","signature":"s"}]`
	w := newVendors(t,
		llmtest.Rule{Match: "^anthropic$", Body: anthropicCalls()},
		llmtest.Rule{Match: "^anthropic cut$", Body: strings.Replace(strings.Replace(anthropicCalls(), `\"Rome\"}`, `\"Ro`, 1), "tool_use\"}", "max_tokens\"}", 1)},
		llmtest.Rule{Match: "^google$", Body: stream(
			`{"candidates":[{"content":{"parts":[{"text":"hm","thought":true}]}}]}`,
			`{"candidates":[{"content":{"parts":[{"text":"I "}]}}]}`,
			`{"candidates":[{"content":{"parts":[{"text":"look."},{"functionCall":{"name":"f","args":{}}}]}}]}`,
			`{"candidates":[{"content":{"parts":[{"text":""}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3},"modelVersion":"m"}`)},
		llmtest.Rule{Match: "^google bare$", Body: stream(
			`{"candidates":[{"content":{"parts":[{"text":"x"}]},"logprobsResult":{"chosenCandidates":[{"logProbability":-1}]}}]}`,
			`{"candidates":[{"finishReason":"STOP","logprobsResult":{"chosenCandidates":[{"logProbability":-2}]},"safetyRatings":[{"probability":"LOW"}]}]}`)},
	)
	for text, want := range map[string]eval.Answer{
		"anthropic":     {Output: `{"type":"tool_use","id":"t1","name":"weather","input":{"city":"Rome"}}`, Model: "m", FinishReason: "tool_calls", Structured: true, Thoughts: thoughts, Tokens: eval.Tokens{Prompt: 7, Completion: 5, Total: 12}},
		"anthropic cut": {Output: `{"type":"tool_use","id":"t1","name":"weather","input":"{\"city\":\"Ro"}`, Model: "m", FinishReason: "length", Structured: true, Thoughts: thoughts, Tokens: eval.Tokens{Prompt: 7, Completion: 5, Total: 12}},
		"google":        {Output: `[{"text":"I look."},{"functionCall":{"name":"f","args":{}}},{"text":""}]`, Model: "m", FinishReason: "tool_calls", Structured: true, Tokens: eval.Tokens{Prompt: 3, Total: 3}},
		"google bare":   {Output: "x", FinishReason: "stop", LogProbs: []float64{-1, -2}, Flagged: new(true)},
	} {
		vendor, _, _ := strings.Cut(text, " ")
		got, err := w.vendor(t, vendor, "m", true).Caller.Complete(t.Context(), ask(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", text, diff)
		}
	}
}

func TestAStreamThatEndsEarlyIsNoAnswer(t *testing.T) {
	t.Parallel()
	const part = `{"candidates":[{"content":{"parts":[{"text":"half"}]}}]}`
	again := eval.CallError{Retry: true, Sent: true}
	for vendor, rules := range map[string][]llmtest.Rule{
		"anthropic": {
			{Match: "^ended$", Body: stream(messageStart, blockStart, blockDelta, messageEnd)},
			{Match: "^no JSON$", Body: stream(messageStart, `{"type":`)},
			{Match: "^no block$", Body: stream(messageStart, `{"type":"content_block_start","index":0,"content_block":7}`)},
			{Match: "^failed$", Body: stream(messageStart, blockStart, blockDelta, `{"type":"error","error":{"type":"overloaded_error","message":"Overloaded `+recorderKey+`"}}`)},
			{Match: "^cut at the end$", Body: stream(messageStart, blockStart, blockDelta, messageEnd) + strings.Repeat(" ", 1000), Fault: llmtest.Cut},
			{Match: "^late key$", Body: stream(messageStart, `{"type":"error","error":{"type":"authentication_error","message":"no"}}`)},
		},
		"google": {
			{Match: "^ended$", Body: stream(part)},
			{Match: "^no JSON$", Body: stream(part, `{"candidates":`)},
			{Match: "^no block$", Body: stream(part, `{"candidates":[{"content":{"parts":[7]},"finishReason":"STOP"}]}`)},
			{Match: "^failed$", Body: stream(part, `{"error":{"code":529,"message":"Overloaded `+recorderKey+`","status":"UNAVAILABLE"}}`)},
			{Match: "^cut at the end$", Body: stream(`{"candidates":[{"content":{"parts":[{"text":"half"}]},"finishReason":"STOP"}]}`) + strings.Repeat(" ", 200), Fault: llmtest.Cut},
			{Match: "^late key$", Body: stream(part, `{"error":{"code":401,"message":"no","status":"UNAUTHENTICATED"}}`)},
		},
	} {
		w := newVendors(t, append(rules,
			llmtest.Rule{Match: "^reset$", Answer: strings.Repeat("long ", 50), Fault: llmtest.Cut},
			llmtest.Rule{Match: "^drop$", Fault: llmtest.Drop},
			llmtest.Rule{Match: "^endless$", Headers: map[string]string{"Content-Type": "text/event-stream"}, Fault: llmtest.Endless},
			llmtest.Rule{Match: "^busy$", Status: 429, Headers: map[string]string{"Retry-After": "3"}},
			llmtest.Rule{Match: "^empty$", Headers: map[string]string{"Content-Type": "text/event-stream"}, Body: ": ping\n\n"},
		)...)
		caller := w.vendor(t, vendor, "m", true).Caller
		for text, want := range map[string]failure{
			"ended":          {again, "the stream ended before the answer did", ""},
			"empty":          {again, "the stream ended before the answer did", ""},
			"no JSON":        {eval.CallError{Sent: true}, "no stream of", "base URL"},
			"no block":       {eval.CallError{Sent: true}, "no stream of", "base URL"},
			"failed":         {eval.CallError{Status: 529, Retry: true, Sent: true}, "Overloaded [redacted]", ""},
			"late key":       {eval.CallError{Status: 401, Fatal: true, Sent: true}, "no", "API_KEY"},
			"cut at the end": {again, "unexpected EOF", ""},
			"reset":          {again, "unexpected EOF", ""},
			"drop":           {again, "POST", ""},
			"endless":        {eval.CallError{Sent: true}, "larger than", ""},
			"busy":           {eval.CallError{Status: 429, Retry: true, After: 3 * time.Second}, "Too Many Requests", "requests_per_minute"},
		} {
			_, err := caller.Complete(t.Context(), ask(text))
			checkFailure(t, vendor+", "+text, err, want)
		}
	}
}

func TestAStreamIsReadToItsEndHoweverItIsSent(t *testing.T) {
	t.Parallel()
	body := stream(messageStart, blockStart, blockDelta, messageEnd, messageStop)
	w := newVendors(t,
		llmtest.Rule{Match: "^slow$", Body: body, Fault: llmtest.Slow, Pause: time.Microsecond},
		llmtest.Rule{Match: "^crlf$", Body: strings.ReplaceAll(body, "\n", "\r\n")},
		llmtest.Rule{Match: "^commented$", Body: "event: message_start\nid: 1\n" + strings.ReplaceAll(body, "\n\n", "\n\n: ping\n\nretry: 1\n\n")},
		llmtest.Rule{Match: "^unended$", Body: strings.TrimRight(body, "\n")},
		llmtest.Rule{Match: "^trailing$", Body: body + stream("{}")},
		llmtest.Rule{Match: "^whole$", Body: `{"type":"message","model":"m","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","usage":{"input_tokens":7,"output_tokens":5}}`},
	)
	want := eval.Answer{Output: "Hello", Model: "m", FinishReason: "stop", Tokens: eval.Tokens{Prompt: 7, Completion: 5, Total: 12}}
	for _, text := range []string{"slow", "crlf", "commented", "unended", "trailing", "whole"} {
		got, err := w.vendor(t, "anthropic", "m", true).Caller.Complete(t.Context(), ask(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", text, diff)
		}
	}
}

func TestAStreamEndsWithItsContext(t *testing.T) {
	t.Parallel()
	for _, vendor := range []string{"anthropic", "google"} {
		w := newVendors(t, llmtest.Rule{Match: "slow", Answer: "x", Fault: llmtest.Slow, Pause: time.Hour})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			_, err := w.vendor(t, vendor, "m", true).Caller.Complete(ctx, ask("slow"))
			done <- err
		}()
		w.server.Wait(t.Context(), 1)
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: want %v, got %v", vendor, context.Canceled, err)
		}
	}
}
