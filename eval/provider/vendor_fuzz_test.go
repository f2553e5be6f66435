package provider_test

import (
	"context"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// FuzzAnthropicAnswer reads any body as an answer, whole and as a stream.
func FuzzAnthropicAnswer(f *testing.F) {
	f.Add(anthropicCalls())
	f.Add(stream(messageStart, blockStart, blockDelta, messageEnd, messageStop))
	f.Add(`{"type":"message","content":[{"type":"text","text":"x"},{"type":"tool_use","input":{}}],"stop_reason":"refusal","usage":{"input_tokens":1}}`)
	f.Add(`{"type":"message","usage":{"input_tokens":-5,"output_tokens":9223372036854775807,"cache_creation_input_tokens":9e99}}`)
	f.Add(`{"type":"error","error":{"type":"overloaded_error","message":"x"}}`)
	f.Fuzz(func(t *testing.T, body string) { answers(t, "anthropic", "claude-haiku-4-5", body) })
}

// FuzzGoogleAnswer reads any body as an answer, whole and as a stream.
func FuzzGoogleAnswer(f *testing.F) {
	f.Add(`{"candidates":[{"content":{"parts":[{"text":"x"},{"functionCall":{}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}`)
	f.Add(stream(`{"candidates":[{"content":{"parts":[{"text":"x"}]}}]}`, `{"candidates":[{"finishReason":"STOP"}]}`))
	f.Add(`{"promptFeedback":{"blockReason":"SAFETY"}}`)
	f.Add(`[{"error":{"code":429,"message":"x","details":[{"retryDelay":"-1s"}]}}]`)
	f.Fuzz(func(t *testing.T, body string) { answers(t, "google", "gemini-2.5-pro", body) })
}

// constant answers every request with one body.
type constant struct{ kind, body string }

func (c constant) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {c.kind}}, Body: io.NopCloser(strings.NewReader(c.body)),
	}, nil
}

// answers holds that a body is an answer or a CallError, and that what it counts
// is sound.
func answers(t *testing.T, kind, model, body string) {
	t.Helper()
	for _, media := range []string{"application/json", "text/event-stream"} {
		named := map[string]provider.Spec{"x": {Type: kind, Options: value.NewObject("base_url", "http://127.0.0.1:1", "stream", media != "application/json")}}
		target, err := provider.Open("x", model, named, provider.Deps{
			HTTP: &http.Client{Transport: constant{media, body}}, Getenv: func(string) string { return "" },
		})
		if err != nil {
			t.Fatal(err)
		}
		a, err := target.Caller.Complete(context.Background(), eval.Request{Messages: []prompt.Message{{Role: "user", Text: "x"}}, Model: model})
		if err != nil {
			if failed := callError(t, err); failed.Err == nil {
				t.Errorf("an error without a cause: %+v", failed)
			}
			continue
		}
		if a.Cost != nil && (*a.Cost < 0 || math.IsNaN(*a.Cost) || math.IsInf(*a.Cost, 0)) {
			t.Errorf("costs %v", *a.Cost)
		}
		if a.Structured {
			if _, err := value.DecodeJSON([]byte(a.Output)); err != nil {
				t.Errorf("structured, and no JSON: %q", a.Output)
			}
		}
	}
}
