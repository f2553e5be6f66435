package provider

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/promptgit/promptgit/eval"
)

// FuzzAStreamIsReadOrRefused holds hostile streams and answers to what an answer
// or an error must be, and to be the same however the bytes come.
func FuzzAStreamIsReadOrRefused(f *testing.F) {
	for _, seed := range []string{
		"data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
		"data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":-1,\"function\":{\"arguments\":[]}}]},\"finish_reason\":\"x\"}],\"usage\":{\"cost\":1}}\n\n",
		"event: error\r\ndata: {\"message\":\"busy\"}\r\n\r\n",
		`data: {"type":"response.completed","response":{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"x"}]}]}}`,
		`{"choices":[{"message":{"content":[{"text":"x"}]},"logprobs":{"content":[{}]}}]}`,
		`{"status":"completed","output":[{"type":"function_call","name":"f","arguments":"{}"}],"usage":{"input_tokens":1.5}}`,
		`{"error":[{"error":{"message":1,"code":{}}}]}`,
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, body string, stream bool) {
		for _, responses := range []bool{false, true} {
			c := &openai{endpoint: &endpoint{dialect: openaiDialect(), now: time.Now}, responses: responses, stream: streamOff}
			read := func(from io.Reader) (eval.Answer, error) {
				h := http.Header{"Content-Type": {"application/json"}}
				if stream {
					h.Set("Content-Type", "text/event-stream")
				}
				shape, err := c.form(eval.Chat)
				if err != nil {
					t.Fatal(err)
				}
				a, err := c.follow(t.Context(), func() {}, shape, &http.Response{StatusCode: http.StatusOK, Header: h, Body: io.NopCloser(from)}, time.Now(), false)
				a.FirstToken = 0
				return a, err
			}
			a, err := read(strings.NewReader(body))
			var failed *eval.CallError
			if err != nil && (!errors.As(err, &failed) || !failed.Sent && failed.Status < http.StatusBadRequest) {
				t.Errorf("%+v, %v", failed, err)
			}
			if err == nil && (a.Tokens.Total < 0 || a.Cost != nil && *a.Cost < 0) {
				t.Errorf("%+v", a)
			}
			again, other := read(iotest.OneByteReader(strings.NewReader(body)))
			if (err == nil) != (other == nil) || a.Output != again.Output {
				t.Errorf("at once %q, %v; byte by byte %q, %v", a.Output, err, again.Output, other)
			}
		}
	})
}
