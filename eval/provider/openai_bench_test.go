package provider

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// answerOf is an answer of n tokens, whole or streamed as OpenAI does, with the
// fields that its events have.
func answerOf(n int, stream bool) (string, http.Header) {
	const used = `{"prompt_tokens":100,"completion_tokens":200,"total_tokens":300,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}}`
	if !stream {
		return `{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"` +
			strings.Repeat("token ", n) + `","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":` + used + `}`, http.Header{"Content-Type": {"application/json"}}
	}
	var b strings.Builder
	event := `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","service_tier":"default","system_fingerprint":"fp_1","choices":[%s],"usage":%s,"obfuscation":"aB3dE5"}` + "\n\n"
	for range n {
		fmt.Fprintf(&b, event, `{"index":0,"delta":{"content":"token "},"logprobs":null,"finish_reason":null}`, "null")
	}
	fmt.Fprintf(&b, event, `{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}`, "null")
	fmt.Fprintf(&b, event, "", used)
	b.WriteString("data: [DONE]\n\n")
	return b.String(), http.Header{"Content-Type": {"text/event-stream"}}
}

// BenchmarkAnAnswerOf200TokensIsRead is what reading costs, without a network.
func BenchmarkAnAnswerOf200TokensIsRead(b *testing.B) {
	for _, stream := range []bool{false, true} {
		b.Run(fmt.Sprintf("stream=%v", stream), func(b *testing.B) {
			text, h := answerOf(200, stream)
			c := &openai{endpoint: &endpoint{now: time.Now}, stream: streamOff}
			f, err := c.form("")
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				resp := &http.Response{StatusCode: http.StatusOK, Header: h, Body: io.NopCloser(strings.NewReader(text))}
				a, err := c.follow(b.Context(), func() {}, f, resp, time.Time{}, false)
				if err != nil || len(a.Output) != 1200 || a.Tokens.Total != 300 {
					b.Fatal(a, err)
				}
			}
		})
	}
}
