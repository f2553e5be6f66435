package provider_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/value"
)

// api is a server of models that lists some and answers calls as it is told.
func api(t *testing.T, status int, kind, body string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/v1/models":
			_, _ = io.WriteString(w, `{"object":"list","data":[{"id":"small-1"},{"id":"large-1"}]}`)
		case "/v1/chat/completions":
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		default:
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<!doctype html><title>Welcome</title>")
		}
	}))
	t.Cleanup(server.Close)
	return server
}

func diagnosed(t *testing.T, w *world, base, model string) provider.Diagnosis {
	t.Helper()
	named := map[string]provider.Spec{"x": {Type: "openai", Options: value.NewObject("base_url", base, "api_key_env", "X_KEY")}}
	target, err := provider.Resolve("x:"+model, named, "", w.Deps)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if _, err = target.Caller.Complete(ctx, ask("x")); err == nil {
		t.Fatal("it works")
	}
	return provider.Diagnose(t.Context(), target, err)
}

func TestWhatIsWrongWithAServerIsSaidInAWordAndAHint(t *testing.T) {
	t.Parallel()
	const failed = `{"error":{"message":"%","code":"@"}}`
	message := func(text, code string) string { return strings.NewReplacer("%", text, "@", code).Replace(failed) }
	for name, c := range map[string]struct {
		status           int
		kind, body, path string
		model            string
		want, hint       string
	}{
		"a key that is refused":   {401, "application/json", message("Incorrect API key provided: "+secret, ""), "/v1", "large-1", "key", "the key in X_KEY is not accepted"},
		"a key refused as a 400":  {400, "application/json", message("API key not valid. Please pass a valid API key.", ""), "/v1", "large-1", "key", ""},
		"no credit":               {429, "application/json", message("You exceeded your current quota", "insufficient_quota"), "/v1", "large-1", "quota", "no credit left"},
		"too many calls":          {429, "application/json", message("Rate limit reached", ""), "/v1", "large-1", "rate-limit", ""},
		"not allowed":             {403, "application/json", message("Project does not have access", ""), "/v1", "large-1", "permission", "may not use this model"},
		"a model misspelled":      {404, "application/json", message("The model does not exist", "model_not_found"), "/v1", "lrage-1", "model", `did you mean "large-1"?`},
		"a model of another kind": {400, "application/json", message("gpt-x is not a valid model ID", ""), "/v1", "gpt-x", "model", "the server has large-1, small-1"},
		"without /v1":             {200, "application/json", `{}`, "", "large-1", "url", "the API is below /v1: write base_url: http://"},
		"a web page":              {200, "text/html", "<html>", "/v2", "large-1", "url", "check that http://"},
		"an API version":          {400, "application/json", message("Missing required query parameter: api-version", ""), "/v1", "large-1", "api-version", ""},
		"a server that is down":   {503, "application/json", message("overloaded", ""), "/v1", "large-1", "server", ""},
		"a request that is wrong": {400, "application/json", message("max_tokens is too small", ""), "/v1", "large-1", "request", ""},
		"an answer of no kind":    {200, "application/json", `{"choices":[]}`, "/v1", "large-1", "response", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.env["X_KEY"] = secret
			d := diagnosed(t, w, api(t, c.status, c.kind, c.body).URL+c.path, c.model)
			if d.Kind != c.want || !strings.Contains(d.Hint, c.hint) || !slices.Contains(provider.Kinds(), d.Kind) || strings.Contains(d.Problem+d.Hint, secret) {
				t.Errorf("want %s with %q, got %+v", c.want, c.hint, d)
			}
		})
	}
}

func TestAServerThatDoesNotAnswerIsToldApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.env["X_KEY"] = secret
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the server does not see the client go
		<-r.Context().Done()
	}))
	t.Cleanup(silent.Close)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	for base, want := range map[string]string{
		silent.URL: "timeout", closed.URL: "url", secure.URL: "tls", strings.Replace(plain.URL, "http:", "https:", 1): "tls",
		"http://no-such-host.invalid/v1": "host",
	} {
		if d := diagnosed(t, w, base, "m"); d.Kind != want || d.Hint == "" {
			t.Errorf("%s: want %s, got %+v", base, want, d)
		}
	}
	w.env["X_KEY"] = ""
	if d := diagnosed(t, w, plain.URL, "m"); d.Kind != "key" || !strings.Contains(d.Hint, "X_KEY") {
		t.Errorf("got %+v", d)
	}
}

func TestAProxyThatIsInTheWayIsToldFromTheServer(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	t.Cleanup(refusing.Close)
	for _, proxy := range []string{gone.URL, refusing.URL} {
		for _, base := range []string{"http://models.example/v1", "https://models.example/v1"} {
			w := newWorld(t)
			w.env["X_KEY"] = secret
			at, err := url.Parse(proxy)
			if err != nil {
				t.Fatal(err)
			}
			transport := provider.Transport(2)
			transport.Proxy = http.ProxyURL(at)
			w.HTTP = &http.Client{Transport: transport}
			t.Cleanup(transport.CloseIdleConnections)
			if d := diagnosed(t, w, base, "m"); d.Kind != "proxy" || !strings.Contains(d.Hint, "HTTPS_PROXY") {
				t.Errorf("%s by %s: got %+v", base, proxy, d)
			}
		}
	}
}

func TestACommandThatFailsIsDiagnosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.script(t, "fails.sh", "exit 3")
	for spec, want := range map[string]string{"exec:./fails.sh": "command", "exec:./none.sh": "command", "exec-json:echo hi": "response"} {
		target := w.open(t, spec)
		_, err := target.Caller.Complete(t.Context(), ask("x"))
		if d := provider.Diagnose(t.Context(), target, err); d.Kind != want {
			t.Errorf("%s: want %s, got %+v", spec, want, d)
		}
	}
}
