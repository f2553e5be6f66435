package provider_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/llmtest"
)

// responded is a response whose output is a list of items.
func responded(status, output, more string) string {
	return `{"object":"response","model":"m-1","status":"` + status + `","error":null,"output":[` + output + `]` + more + `}`
}

func TestAResponseIsReadAsACompletionIs(t *testing.T) {
	t.Parallel()
	const (
		text = `{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hel","logprobs":[{"logprob":-0.5}]},{"type":"output_text","text":"lo"}]}`
		mind = `{"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"hm"}],"name":7}`
		call = `{"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{\"a\": 1}","status":"completed"}`
		used = `,"usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":8},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":15}`
	)
	yes := true
	tokens := eval.Tokens{Prompt: 10, Completion: 5, Total: 15, Cached: 8, Reasoning: 4}
	shown := `[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}}]`
	for name, c := range map[string]struct {
		body string
		want eval.Answer
	}{
		"text":         {responded("completed", mind+","+text, used), eval.Answer{Output: "Hello", FinishReason: "stop", LogProbs: []float64{-0.5}, Tokens: tokens}},
		"two messages": {responded("completed", text+","+text, ""), eval.Answer{Output: "HelloHello", FinishReason: "stop", LogProbs: []float64{-0.5, -0.5}}},
		"nothing":      {responded("completed", "", ""), eval.Answer{FinishReason: "stop"}},
		"too long":     {responded("incomplete", text, `,"incomplete_details":{"reason":"max_output_tokens"}`), eval.Answer{Output: "Hello", FinishReason: "length", LogProbs: []float64{-0.5}}},
		"filtered":     {responded("incomplete", text, `,"incomplete_details":{"reason":"content_filter"}`), eval.Answer{Output: "Hello", FinishReason: "content_filter", LogProbs: []float64{-0.5}, Refusal: true, Flagged: &yes}},
		"a refusal":    {responded("completed", `{"type":"message","content":[{"type":"refusal","refusal":"No"}]}`, ""), eval.Answer{Output: "No", FinishReason: "stop", Refusal: true, Flagged: &yes}},
		"a call":       {responded("completed", mind+","+call, ""), eval.Answer{Output: shown, FinishReason: "tool_calls", Structured: true}},
		"words and a call": {
			responded("completed", text+","+call, ""),
			eval.Answer{Output: `{"role":"assistant","content":"Hello","tool_calls":` + shown + `}`, FinishReason: "tool_calls", Structured: true, LogProbs: []float64{-0.5}},
		},
		"other items":     {responded("completed", `{"type":"web_search_call","action":{"query":"x"}},{"type":"mcp_call","arguments":{},"content":"x"},`+text, ""), eval.Answer{Output: "Hello", FinishReason: "stop", LogProbs: []float64{-0.5}}},
		"null everywhere": {`{"status":"completed","output":[{"type":"message","content":null}],"incomplete_details":null,"usage":null,"error":null,"model":"m-1"}`, eval.Answer{FinishReason: "stop"}},
		"no status":       {`{"output":[` + text + `],"model":"m-1"}`, eval.Answer{Output: "Hello", FinishReason: "stop", LogProbs: []float64{-0.5}}},
		"its cost":        {responded("completed", "", `,"usage":{"input_tokens":1,"output_tokens":2,"cost":0.5}`), eval.Answer{FinishReason: "stop", Tokens: eval.Tokens{Prompt: 1, Completion: 2, Total: 3}, Cost: new(0.5)}},
	} {
		c.want.Model = "m-1"
		for _, stream := range []bool{false, true} {
			rule := llmtest.Rule{Body: c.body}
			if stream {
				rule.Headers = eventStream
				rule.Body = "event: response.created\n" + chunks(`{"type":"response.created","response":{"status":"in_progress"}}`, `{"type":"response.completed","response":`+c.body+`}`)
			}
			w := newWorld(t, rule)
			got, err := w.openOptions(t, "responses:m", "stream", stream).Caller.Complete(t.Context(), ask("x"))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s, streamed %v: want -, got +:\n%s", name, stream, diff)
			}
		}
	}
}

func TestAResponseThatIsNoneSaysWhy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   string
		stream bool
		want   eval.CallError
		text   string
	}{
		"failed":             {`{"status":"failed","error":{"code":"server_error","message":"oops"}}`, false, eval.CallError{Sent: true, Retry: true}, "the model failed: oops"},
		"failed for good":    {`{"status":"failed","error":{"code":"invalid_prompt","message":"no"}}`, false, eval.CallError{Sent: true}, "no"},
		"failed, no reason":  {`{"status":"failed","error":null}`, false, eval.CallError{Sent: true}, "no reason is given"},
		"queued":             {`{"status":"queued","output":[]}`, false, eval.CallError{Sent: true}, "the response is queued"},
		"an error":           {`{"error":{"message":"busy","code":503}}`, false, eval.CallError{Status: 503, Retry: true}, "busy"},
		"a chat completion":  {`{"choices":[{"message":{"content":"x"}}]}`, false, eval.CallError{Sent: true}, "none of the responses API"},
		"another output":     {`{"status":"completed","output":[{"type":"message","content":"x"}]}`, false, eval.CallError{Sent: true}, "none of the responses API"},
		"no JSON":            {`<html>`, false, eval.CallError{Sent: true}, "none of the responses API"},
		"a stream cut short": {chunks(`{"type":"response.created"}`, `{"type":"response.output_text.delta","delta":"Hel"}`), true, eval.CallError{Sent: true, Retry: true}, "ended before the answer did"},
		"a stream that ends": {chunks(`{"type":"response.output_text.done"}`, `[DONE]`), true, eval.CallError{Sent: true, Retry: true}, "ended before the answer did"},
		"an error in it":     {chunks(`{"type":"error","code":"server_error","message":"oops"}`), true, eval.CallError{Sent: true, Retry: true}, "broke the stream off: oops"},
		"a failure in it":    {chunks(`{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"slow down"}}}`), true, eval.CallError{Sent: true, Retry: true}, "slow down"},
		"an event of none":   {chunks(`{"type":`), true, eval.CallError{Sent: true, Retry: true}, "no JSON of the API"},
	} {
		rule := llmtest.Rule{Body: c.body}
		if c.stream {
			rule.Headers = eventStream
		}
		w := newWorld(t, rule)
		_, err := w.openOptions(t, "m", "api", "responses", "stream", c.stream).Caller.Complete(t.Context(), ask("x"))
		got := callError(t, err)
		bare := eval.CallError{Status: got.Status, Retry: got.Retry, Fatal: got.Fatal, Sent: got.Sent}
		if diff := cmp.Diff(c.want, bare); diff != "" || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v: want %q, -, got +:\n%s", name, err, c.text, diff)
		}
	}
}
