package llmtest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// post gives the status, the media type and the body of an answer.
func post(t *testing.T, url, body string) (status int, kind, answer string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header.Get("Content-Type"), string(raw)
}

func TestTheAPIsOfVendorsAreSpoken(t *testing.T) {
	t.Parallel()
	s := start(t, llmtest.Rule{Match: "busy", Status: 429}, llmtest.Rule{Match: "say (.*)", Answer: "I say $1"})
	const (
		messages = "/v1/messages"
		gemini   = "/v1beta/models/gem:"
	)
	said := func(text string) string {
		return `{"model":"c","max_tokens":9,"system":[{"type":"text","text":"s"}],"messages":[{"role":"user","content":[{"type":"text","text":"` + text + `"}]}]}`
	}
	asked := func(text string) string { return `{"contents":[{"role":"user","parts":[{"text":"` + text + `"}]}]}` }
	for name, c := range map[string]struct {
		path, body string
		status     int
		kind, part string
	}{
		"an answer of Anthropic":  {messages, said("say hi"), 200, "application/json", `"text":"I say hi"`},
		"a stream of Anthropic":   {messages, strings.Replace(said("say hi you"), `"c"`, `"c","stream":true`, 1), 200, "text/event-stream", `"text":"hi "`},
		"the last of Anthropic":   {messages, strings.Replace(said("say hi you"), `"c"`, `"c","stream":true`, 1), 200, "text/event-stream", `event: message_stop`},
		"an error of Anthropic":   {messages, said("busy"), 429, "application/json", `"type":"rate_limit_error"`},
		"without a bound":         {messages, strings.Replace(said("x"), "9", "0", 1), 400, "application/json", "is no question"},
		"neighbors of one role":   {messages, `{"model":"c","max_tokens":9,"messages":[{"role":"user","content":[]},{"role":"user","content":[]}]}`, 400, "application/json", "invalid_request_error"},
		"an answer of Google":     {gemini + "generateContent", asked("say hi"), 200, "application/json", `"text":"I say hi"`},
		"a stream of Google":      {gemini + "streamGenerateContent?alt=sse", asked("say hi"), 200, "text/event-stream", `"finishReason":"STOP"`},
		"an error of Google":      {gemini + "generateContent", asked("busy"), 429, "application/json", `"status":"RESOURCE_EXHAUSTED"`},
		"a role of another API":   {gemini + "generateContent", strings.Replace(asked("x"), "user", "assistant", 1), 400, "application/json", "INVALID_ARGUMENT"},
		"an embedding of Google":  {gemini + "batchEmbedContents", `{"requests":[{"model":"models/gem","content":{"parts":[{"text":"x"}]}}]}`, 200, "application/json", `"values":[`},
		"an embedding of another": {gemini + "batchEmbedContents", `{"requests":[{"model":"models/else"}]}`, 400, "application/json", "is no question"},
		"what Google does not do": {gemini + "dance", `{}`, 404, "application/json", "no such path"},
	} {
		status, kind, answer := post(t, s.Root+c.path, c.body)
		if status != c.status || kind != c.kind || !strings.Contains(answer, c.part) {
			t.Errorf("%s: want %d of %s with %s, got %d of %s with %s", name, c.status, c.kind, c.part, status, kind, answer)
		}
	}
	before := s.Count()
	post(t, s.Root+messages, `{"model":"c","max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"sunny"}]}]}]}`)
	post(t, s.Root+gemini+"generateContent", `{"systemInstruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"functionResponse":{"response":{"a":1}}}]}]}`)
	got := s.Requests()[before:]
	want := []llmtest.Chat{
		{Model: "c", Messages: []llmtest.Message{{Role: "user", Content: "sunny"}}},
		{Model: "gem", Messages: []llmtest.Message{{Role: "system", Content: "s"}, {Role: "user", Content: `{"a":1}`}}},
	}
	if diff := cmp.Diff(want, []llmtest.Chat{got[0].Chat, got[1].Chat}); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}
