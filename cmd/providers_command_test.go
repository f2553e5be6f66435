package cmd_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/llmtest"
)

type providersDoc struct {
	Schema    string
	Default   string
	Providers []struct {
		Name, Type, Model, Trust, Problem string
		Configured, Default, Free         bool
		Env                               []struct {
			Name string
			Set  bool
		}
		Price *struct{ Input, Output float64 }
		Runs  []string
	}
}

type providersTestDoc struct {
	Schema  string
	Results []struct {
		Provider, Model, Kind, Problem, Hint, Output string
		Answered                                     string   `json:"answered_model"`
		OK                                           bool     `json:"ok"`
		Cost                                         *float64 `json:"cost_usd"`
		Latency                                      *int64   `json:"latency_ms"`
	}
}

func decoded[T any](t *testing.T, text string) (doc T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return doc
}

const someProviders = `provider: local
providers:
  local: {type: openai, base_url: "http://127.0.0.1:1/v1", model: m, api_key_env: LOCAL_KEY, price: {input: 1, output: 2}}
  script: {type: exec, command: ./model.sh}
  bot: {type: http, url: "https://bot.example/{{ env.REGION }}", headers: {K: "${BOT_KEY}"}, output: .a}
  broken: {type: openai, base_ur: x}
`

func TestProvidersAreListedWithWhatTheyNeed(t *testing.T) {
	t.Parallel()
	l := newLab(t).at(".", "LOCAL_KEY="+plantedKey, "OPENAI_API_KEY=")
	l.write("promptgit.yaml", someProviders)
	a := l.want(0, "providers", "--json")
	doc := decoded[providersDoc](t, a.out)
	if doc.Schema != "promptgit.providers/v1" || doc.Default != "local" || strings.Contains(a.out, plantedKey) {
		t.Errorf("got %s", a.out)
	}
	var lines []string
	for _, p := range doc.Providers {
		if !p.Configured {
			continue
		}
		words := []string{p.Name, p.Trust}
		for _, v := range p.Env {
			words = append(words, v.Name+map[bool]string{true: "!"}[v.Set])
		}
		if p.Default {
			words = append(words, "default")
		}
		if p.Price != nil {
			words = append(words, "priced")
		}
		if p.Problem != "" {
			words = append(words, "broken")
		}
		lines = append(lines, strings.Join(words, " "))
	}
	want := []string{"bot needed BOT_KEY REGION", "broken none OPENAI_API_KEY OPENAI_BASE_URL broken", "local none LOCAL_KEY! default priced", "script needed"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	rows := l.want(0, "providers").out
	if !strings.Contains(rows, "local\topenai\tm\tLOCAL_KEY set\t$1 in, $2 out\tnone\tlocal\t") || strings.Contains(rows, "NAME") {
		t.Errorf("got %s", rows)
	}
	l.want(2, "providers", "nonsense")
}

func TestProvidersAreListedOutsideOfARepository(t *testing.T) {
	t.Parallel()
	l := newLab(t).at(t.TempDir())
	if a := l.want(0, "providers"); !strings.Contains(a.out, "openai\topenai\t") {
		t.Errorf("got %s", a.out)
	}
	if a := l.want(0, "providers", "test", "echo"); !strings.HasPrefix(a.out, "echo\t-\tworks\t") {
		t.Errorf("got %s", a.out)
	}
	l.want(2, "providers", "test")
}

func TestAProviderThatWorksIsTimedAndPriced(t *testing.T) {
	t.Parallel()
	l, server := served(t, llmtest.Rule{Match: "ok", Answer: "ok", As: "gpt-4.1-mini-2025", Tokens: [2]int{100, 10}})
	doc := decoded[providersTestDoc](t, l.want(0, "providers", "test", "openai:gpt-4.1-mini", "--json").out)
	r := doc.Results[0]
	if doc.Schema != "promptgit.providers-test/v1" || !r.OK || r.Answered != "gpt-4.1-mini-2025" || r.Output != "ok" || r.Cost == nil || *r.Cost <= 0 || r.Latency == nil {
		t.Errorf("got %+v", doc)
	}
	if body := string(server.Requests()[0].Body); !strings.Contains(body, `"max_tokens":64`) {
		t.Errorf("the answer has no bound: %s", body)
	}
	l.want(0, "providers", "test", "openai:gpt-4.1-mini")
	if server.Count() != 2 {
		t.Errorf("%d calls: the cache answered", server.Count())
	}
}

func TestAProviderThatDoesNotWorkExits5AndSaysWhy(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/models" {
			_, _ = io.WriteString(w, `{"data":[{"id":"llama3.2"}]}`)
			return
		}
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"error":{"message":"model not found"}}`)
	}))
	t.Cleanup(server.Close)
	l := newLab(t)
	l.write("promptgit.yaml", "provider: local\nproviders:\n  local: {type: openai, base_url: \""+server.URL+"/v1\", model: llama32}\n  script: {type: exec, command: ./model.sh}\n  wrong: {type: exec, comand: x}\n")
	a := l.want(5, "providers", "test", "--json")
	if r := decoded[providersTestDoc](t, a.out).Results[0]; r.OK || r.Kind != "model" || r.Hint != `did you mean "llama3.2"?` {
		t.Errorf("got %+v", r)
	}
	kinds := map[string]string{}
	for _, r := range decoded[providersTestDoc](t, l.want(5, "providers", "test", "--all", "--json").out).Results {
		kinds[r.Provider] = r.Kind
	}
	if diff := cmp.Diff(map[string]string{"local": "model", "script": "trust", "wrong": "configuration"}, kinds); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if a := l.want(5, "providers", "test", "local"); !strings.Contains(a.out, "local\tllama32\tmodel\t") || !strings.Contains(a.out, `did you mean "llama3.2"?`) {
		t.Errorf("got %s", a.out)
	}
	if a := l.terminal("providers", "test", "local"); !strings.Contains(a.out, "local: HTTP 404") || !strings.Contains(a.out, "\nhint: did you mean") {
		t.Errorf("on a terminal: got %q", a.out)
	}
	l.want(3, "providers", "test", "wrong")
	l.want(2, "providers", "test", "local", "--all")
	l.want(2, "providers", "test", "local", "--timeout", "0s")
}

func TestAnUntrustedProviderIsNotCalledByItsTest(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.script("model.sh", "touch called; echo ok")
	l.write("promptgit.yaml", "providers:\n  script: {type: exec, command: ./model.sh}\n")
	if a := l.want(5, "providers", "test", "script"); !strings.Contains(a.out, "promptgit trust") {
		t.Errorf("got %s", a.out)
	}
	called := func() bool {
		_, err := os.Stat(filepath.Join(l.dir, "called"))
		return err == nil
	}
	if called() {
		t.Error("it was called")
	}
	l.want(0, "trust", "--yes")
	l.want(0, "providers", "test", "script")
	if !called() {
		t.Error("it was not called")
	}
}

func TestTheShellCompletesProviders(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", someProviders)
	for _, args := range [][]string{{"__complete", "eval", "--provider", "b"}, {"__complete", "providers", "test", "b"}, {"__complete", "run", "--provider", "b"}} {
		if a := l.want(0, args...); !strings.HasPrefix(a.out, "bot\nbroken\n") {
			t.Errorf("%v: got %s", args, a.out)
		}
	}
}
