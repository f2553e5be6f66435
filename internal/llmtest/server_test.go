package llmtest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/llmtest"
)

func start(t *testing.T, rules ...llmtest.Rule) *llmtest.Server {
	t.Helper()
	s, err := llmtest.New(rules...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// ask posts one user message and gives status and body; err is what reading
// the response gave.
func ask(t *testing.T, s *llmtest.Server, text string) (status int, body string, err error) {
	t.Helper()
	payload, err := json.Marshal(llmtest.Chat{Model: "m", Messages: []llmtest.Message{{Role: "user", Content: text}}})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/chat/completions", strings.NewReader(string(payload)))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(raw), err
}

func content(t *testing.T, body string) string {
	t.Helper()
	var out struct {
		Choices []struct {
			Message llmtest.Message `json:"message"`
		} `json:"choices"`
	}
	if err := json.Unmarshal([]byte(body), &out); err != nil || len(out.Choices) != 1 {
		t.Fatalf("no completion: %v in %s", err, body)
	}
	return out.Choices[0].Message.Content
}

func TestTheFirstRuleThatMatchesAnswers(t *testing.T) {
	t.Parallel()
	s := start(t,
		llmtest.Rule{Model: "other", Answer: "never"},
		llmtest.Rule{Match: `capital of (\w+)`, Answer: "the capital of $1"},
		llmtest.Rule{Match: `^one\b`, Times: 1, Answer: "once"},
		llmtest.Rule{Match: `^one\b`, Answer: "again"},
	)
	for _, c := range [][2]string{
		{"what is the capital of France", "the capital of France"},
		{"one", "once"},
		{"one", "again"},
		{"one", "again"},
		{"nothing fits", "nothing fits"},
	} {
		status, body, err := ask(t, s, c[0])
		if status != http.StatusOK || err != nil {
			t.Fatalf("%s: %d, %v", c[0], status, err)
		}
		if got := content(t, body); got != c[1] {
			t.Errorf("%s: want %q, got %q", c[0], c[1], got)
		}
	}
	if s.Count() != 5 || s.Requests()[0].Chat.Messages[0].Content != "what is the capital of France" {
		t.Errorf("requests are not noted: %d", s.Count())
	}
}

func TestBadDays(t *testing.T) {
	t.Parallel()
	s := start(t,
		llmtest.Rule{Match: "busy", Status: 429, Headers: map[string]string{"Retry-After": "7"}},
		llmtest.Rule{Match: "html", Headers: map[string]string{"Content-Type": "text/html"}, Body: "<p>hello</p>"},
		llmtest.Rule{Match: "drop", Fault: llmtest.Drop},
		llmtest.Rule{Match: "cut", Answer: "a long answer", Fault: llmtest.Cut},
		llmtest.Rule{Match: "slow", Answer: "x", Fault: llmtest.Slow, Pause: time.Microsecond},
	)
	for name, c := range map[string]struct {
		status int
		part   string
		fails  bool
	}{
		"busy": {429, "Too Many Requests", false},
		"html": {200, "<p>hello</p>", false},
		"drop": {0, "", true},
		"cut":  {200, `{"choices"`, true},
		"slow": {200, `"content":"x"`, false},
	} {
		status, body, err := ask(t, s, name)
		if status != c.status || !strings.Contains(body, c.part) || (err != nil) != c.fails {
			t.Errorf("%s: want %d with %q, got %d %q, %v", name, c.status, c.part, status, body, err)
		}
	}
}

func TestRulesAreReadFromYAML(t *testing.T) {
	t.Parallel()
	got, err := llmtest.ParseRules(`
- match: hello
  answer: world
  delay: 50ms
  tokens: [3, 4]
- status: 429
  times: 2
  headers: {Retry-After: "1"}
- fault: cut
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []llmtest.Rule{
		{Match: "hello", Answer: "world", Delay: 50 * time.Millisecond, Tokens: [2]int{3, 4}},
		{Status: 429, Times: 2, Headers: map[string]string{"Retry-After": "1"}},
		{Fault: llmtest.Cut},
	}
	unexported := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".match" }, cmp.Ignore())
	if diff := cmp.Diff(want, got, unexported); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	for _, bad := range []string{"- mach: typo", "- match: '('", "- fault: nonsense", "text"} {
		if _, err := llmtest.ParseRules(bad); err == nil {
			t.Errorf("%s: want an error", bad)
		}
	}
}

func TestTheTinyModelIsAlwaysTheSameFile(t *testing.T) {
	t.Parallel()
	one, other := llmtest.TinyModel(), llmtest.TinyModel()
	if !bytes.Equal(one, other) || !bytes.HasPrefix(one, []byte("GGUF\x03\x00\x00\x00")) || len(one) > 400_000 {
		t.Errorf("%d and %d bytes", len(one), len(other))
	}
}

func TestAnAnswerIsStreamedWhereThatIsAskedFor(t *testing.T) {
	t.Parallel()
	s := start(t, llmtest.Rule{Answer: "two words"})
	for path, want := range map[string][]string{
		"/chat/completions": {`"delta":{"content":"two "}`, `"delta":{"content":"words"}`, `"finish_reason":"stop"`, `"total_tokens":3`, "data: [DONE]"},
		"/responses":        {"event: response.created", `"delta":"two "`, `"delta":"words"`, "event: response.completed", `"total_tokens":3`},
	} {
		body := `{"model":"m","stream":true,"messages":[{"role":"user","content":[{"type":"text","text":"x"}]}],"input":[{"role":"user","content":"x"}]}`
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close() // it is read
		at := 0
		for _, part := range want {
			n := strings.Index(string(raw[at:]), part)
			if err != nil || n < 0 {
				t.Fatalf("%s: %v: no %s in %s", path, err, part, raw[at:])
			}
			at += n
		}
	}
}
