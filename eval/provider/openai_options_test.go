package provider_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/value"
)

func TestTheAPIIsPartOfTheEndpoint(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open := func(model string, options ...any) (eval.Target, error) {
		o := value.NewObject(append([]any{"base_url", "https://models.example/v1"}, options...)...)
		return provider.Open("x", model, map[string]provider.Spec{"x": {Type: "openai", Options: o}}, w.Deps)
	}
	const chat, responses = "https://models.example/v1 POST https://models.example/v1/chat/completions", "https://models.example/v1 responses POST https://models.example/v1/responses"
	for _, c := range []struct {
		model   string
		options []any
		want    string
	}{
		{"m", nil, chat},
		{"m", []any{"stream", false, "api", "chat"}, chat},
		{"m", []any{"stream", "without_usage"}, chat},
		{"chat:m", []any{"api", "responses"}, chat},
		{"m", []any{"api", "responses"}, responses},
		{"responses:m", nil, responses},
		{"responses:m", []any{"stream", true}, responses},
	} {
		target, err := open(c.model, c.options...)
		if err != nil {
			t.Fatal(err)
		}
		if got := target.Endpoint + " " + strings.Join(target.Runs, ","); got != c.want || target.Model != "m" {
			t.Errorf("%s %v: want %s, got %s of %s", c.model, c.options, c.want, got, target.Model)
		}
	}
	for _, c := range []struct {
		option string
		v      any
		want   string
	}{
		{"api", "answers", "api cannot be answers | write one of chat, responses"},
		{"stream", "yes", "stream cannot be yes | write one of false, true, without_usage"},
		{"query", "a=b", "query must be a mapping"},
		{"api_key_header", "api key", `"api key" is no name of a header`},
		{"base_url", "https://x/v1?api-version=1", "a base URL cannot hold a query | write what follows the \"?\" as query: {NAME: VALUE}"},
	} {
		_, err := open("m", c.option, c.v)
		if got := problems(t, err); !strings.Contains(got, c.want) {
			t.Errorf("want %s, got %s", c.want, got)
		}
	}
}

func TestAQueryIsSentAndCountsAndIsNotShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := w.openOptions(t, "m", "query", value.NewObject("api-version", "2024-10-21", "code", secret))
	other := w.openOptions(t, "m", "query", value.NewObject("api-version", "2025-01-01", "code", secret))
	if one.Endpoint == other.Endpoint || one.Endpoint == w.server.URL || strings.Contains(one.Endpoint, secret) {
		t.Errorf("endpoints %s and %s", one.Endpoint, other.Endpoint)
	}
	if _, err := one.Caller.Complete(t.Context(), ask("x")); err != nil {
		t.Fatal(err)
	}
	if got := w.server.Requests()[0].Query; got != "api-version=2024-10-21&code="+secret {
		t.Errorf("the query is %q", got)
	}
	w.server.Close()
	_, err := one.Caller.Complete(t.Context(), ask("x"))
	if failed := callError(t, err); strings.Contains(err.Error()+failed.Hint, secret) {
		t.Errorf("the query is shown: %v", err)
	}
}

func TestAKeyMayHaveAHeaderOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.env["AZURE_KEY"] = secret
	target := w.openOptions(t, "m", "api_key_env", "AZURE_KEY", "api_key_header", "api-key")
	if _, err := target.Caller.Complete(t.Context(), ask("x")); err != nil {
		t.Fatal(err)
	}
	h := w.server.Requests()[0].Header
	if h.Get("Api-Key") != secret || h.Get("Authorization") != "" {
		t.Errorf("sent %v", h)
	}
}

func TestAStreamAsksForItsUsage(t *testing.T) {
	t.Parallel()
	for option, want := range map[any][2]string{
		true: {`true`, `{"include_usage":true}`}, "without_usage": {`true`, ""}, false: {"", ""},
	} {
		body, err := sentBody(t, []any{"stream", option}, func(*eval.Request) {})
		if err != nil || field(body, "stream") != want[0] || field(body, "stream_options") != want[1] {
			t.Errorf("%v: sent %s and %s, %v", option, field(body, "stream"), field(body, "stream_options"), err)
		}
	}
}
