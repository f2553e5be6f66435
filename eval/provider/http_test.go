package provider_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// everywhere serves every address that the world asks.
func (w *world) everywhere(t *testing.T, answer func(*http.Request) string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(rw, answer(r))
	}))
	transport := provider.Transport(64)
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}
	w.HTTP = &http.Client{Transport: transport}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
}

// seen is what a server got.
type seen struct {
	Method, URI, Body string
	Header            http.Header
}

// recorder answers every request with one body and keeps what it got.
type recorder struct {
	*httptest.Server
	mu   sync.Mutex
	last seen
}

func newRecorder(t *testing.T, status int, body string) *recorder {
	t.Helper()
	r := &recorder{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		raw, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		r.last = seen{req.Method, req.RequestURI, string(raw), req.Header}
		r.mu.Unlock()
		w.Header().Set("X-Kind", "test")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *recorder) got() seen {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last
}

// openWeb opens a configured http provider. Its options stand on line 2 and on.
func openWeb(w *world, options ...any) (eval.Target, error) {
	spec := provider.Spec{Type: "http", Options: value.NewObject(options...), Pos: diag.Pos{Path: "promptgit.yaml", Line: 1, Col: 3}, At: map[string]diag.Pos{}}
	for i, name := range spec.Options.Keys() {
		spec.At[name] = diag.Pos{Path: "promptgit.yaml", Line: i + 2, Col: 5}
	}
	return provider.Resolve("bot:large", map[string]provider.Spec{"bot": spec}, "", w.Deps)
}

func webTarget(t *testing.T, w *world, options ...any) eval.Target {
	t.Helper()
	target, err := openWeb(w, options...)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func TestATemplateMakesTheRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := newRecorder(t, 200, `{"answer":{"text":"hi"},"usage":{"in":3,"out":2},"usd":0.5,"by":"big-2","why":"max_tokens"}`)
	w.env["BOT_KEY"], w.env["REGION"] = secret, "eu"
	target := webTarget(t, w,
		"url", server.URL+"/{{ env.REGION }}/{{ model }}/x",
		"query", value.NewObject("q", "{{ prompt }}", "n", "{{ sample }}", "none", "{{ params.nothing }}"),
		"headers", value.NewObject("X-Key", "Key ${BOT_KEY}", "X-Task", "[{{ task }}]"),
		"body", value.NewObject(
			"text", "Q: {{ prompt }}", "chat", "{{ messages }}", "temperature", "{{ params.temperature }}", "top_p", "{{ params.top_p }}",
			"limit", "{{ params.max_tokens | default(256) | dump }}", "list", []any{"{{ seed }}", int64(1), nil, true},
			"fixed", value.NewObject("a", 0.5), "tools", "{{ tools }}",
		),
		"output", ".answer.text", "tokens", "{prompt: .usage.in, completion: .usage.out}", "cost", ".usd",
		"answered_model", ".by", "finish_reason", ".why",
	)
	req := ask("say \"hi\" & {{ 7*7 }}\n", "temperature", 0.25)
	req.Messages = []prompt.Message{{Role: "system", Text: "be brief"}, {Role: "user", Text: req.Rendered}}
	req.Model, req.Seed = target.Model, "ffffffff00"
	a, err := target.Caller.Complete(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	got := server.got()
	if want := "/eu/large/x?q=say+%22hi%22+%26+%7B%7B+7%2A7+%7D%7D%0A&n=0"; got.URI != want || got.Method != http.MethodPost {
		t.Errorf("want POST %s, got %s %s", want, got.Method, got.URI)
	}
	const want = `{"text":"Q: say \"hi\" & {{ 7*7 }}\n",` +
		`"chat":[{"role":"system","content":"be brief"},{"role":"user","content":"say \"hi\" & {{ 7*7 }}\n"}],` +
		`"temperature":0.25,"limit":256,"list":[2147483647,1,null,true],"fixed":{"a":0.5},"tools":null}`
	if diff := cmp.Diff(want, got.Body); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if h := got.Header; h.Get("X-Key") != "Key "+secret || h.Get("X-Task") != "[]" || h.Get("Content-Type") != "application/json" || h.Get("Authorization") != "" {
		t.Errorf("headers: %v", h)
	}
	cost := 0.5
	a.Latency = 0
	if diff := cmp.Diff(eval.Answer{
		Output: "hi", Model: "big-2", FinishReason: "length", Cost: &cost, Tokens: eval.Tokens{Prompt: 3, Completion: 2, Total: 5},
	}, a); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestABodyMayBeTextAndAJSONTextStaysJSON(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := newRecorder(t, 200, "plain \"answer\"\n")
	for body, want := range map[string][2]string{
		`{"q": "{{ prompt }}", "m": "{{ messages }}"}`: {`{"q":"a \"b\"","m":[{"role":"user","content":"a \"b\""}]}`, "application/json"},
		"q={{ prompt | urlencode }}":                   {"q=a%20%22b%22", "text/plain; charset=utf-8"},
	} {
		a, err := webTarget(t, w, "url", server.URL, "body", body, "output", "raw").Caller.Complete(t.Context(), ask(`a "b"`))
		if err != nil || a.Output != "plain \"answer\"\n" || a.Structured {
			t.Errorf("%s: got %+v, %v", body, a, err)
		}
		if got := server.got(); got.Body != want[0] || got.Header.Get("Content-Type") != want[1] {
			t.Errorf("%s: want %s, got %s %s", body, want, got.Body, got.Header.Get("Content-Type"))
		}
	}
}

func TestAGetHasNoBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := newRecorder(t, 200, `[{"a":[1,2.50]}]`)
	target := webTarget(t, w, "url", server.URL+"/s?k=1", "method", "get", "query", value.NewObject("q", "{{ prompt }}"), "output", ".[0]")
	a, err := target.Caller.Complete(t.Context(), ask("x y"))
	if err != nil || a.Output != `{"a":[1,2.50]}` || !a.Structured {
		t.Errorf("got %+v, %v", a, err)
	}
	if got := server.got(); got.Method != http.MethodGet || got.URI != "/s?k=1&q=x+y" || got.Body != "" || got.Header.Get("Content-Type") != "" {
		t.Errorf("got %+v", got)
	}
}

func TestWithoutABodyTheServerSpeaksTheProtocol(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := newRecorder(t, 200, `{"output":"hi","model":"m-1","usage":{"prompt":1,"completion":2,"cached":1}}`)
	req := ask("hello")
	req.Messages[0].Parts = []prompt.Part{{Text: "hello"}, {Type: "image/png", Data: []byte("PNG"), Detail: "low"}}
	a, err := w.open(t, server.URL).Caller.Complete(t.Context(), req)
	if err != nil || a.Output != "hi" || a.Model != "m-1" || a.Tokens != (eval.Tokens{Prompt: 1, Completion: 2, Total: 3, Cached: 1}) {
		t.Errorf("got %+v, %v", a, err)
	}
	const want = `{"version":1,"task":"","model":"m","prompt":"hello","messages":[{"role":"user","content":[` +
		`{"type":"text","text":"hello"},{"type":"image","media_type":"image/png","data":"UE5H","detail":"low"}]}],` +
		`"params":{},"tools":null,"schema":null,"sample":0,"seed":"5eed","case":{"key":"0a1b2c3d","id":"refund","row":0}}`
	if diff := cmp.Diff(want, server.got().Body); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestAWebResponseThatIsNoAnswerSaysWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.env["BOT_KEY"] = secret
	for name, c := range map[string]struct {
		status  int
		body    string
		options []any
		want    []string
		retry   bool
		fatal   bool
	}{
		"an error in a good response": {200, `{"error":{"message":"too long"}}`, nil, []string{"too long"}, false, false},
		"an error of another form":    {200, `{"error":{"message":{"code":7}}}`, nil, []string{`{"code":7}`}, false, false},
		"a status with a message":     {500, `{"error":{"message":"overloaded ` + secret + `"}}`, nil, []string{"HTTP 500: overloaded [redacted]"}, true, false},
		"a key that is refused":       {401, `nope`, nil, []string{"HTTP 401: nope", "the key in BOT_KEY is not accepted"}, false, true},
		"a redirect":                  {302, ``, nil, []string{"HTTP 302", "redirects to"}, false, true},
		"no JSON":                     {200, `<html>Sign in</html>`, nil, []string{"the response is no JSON", "<html>Sign in</html>", "check that"}, false, false},
		"more than one JSON":          {200, `{"text":"a"}{}`, nil, []string{"text after the JSON value at byte"}, false, false},
		"an empty body":               {200, ``, nil, []string{"it is empty"}, false, false},
		"nothing there":               {200, `{"other":1}`, nil, []string{"the jq program of output finds nothing", `{\"other\":1}`}, false, false},
		"several values":              {200, `{}`, []any{"output", "1, 2"}, []string{"output gives more than one value", "put [ ] around it"}, false, false},
		"a program that fails":        {200, `{"text":1}`, []any{"output", ".text.a"}, []string{"output failed", "number"}, false, false},
		"a program without end":       {200, `{}`, []any{"output", "[limit(3; repeat(1))] | until(false; .)"}, []string{"output ran for longer than 2s"}, false, false},
		"a usage that is none":        {200, `{"text":"x"}`, []any{"tokens", `{prompt: "many"}`}, []string{"tokens gives what is no usage: it has a prompt that is no number of tokens"}, false, false},
		"a cost that is none":         {200, `{"text":"x"}`, []any{"cost", "-1"}, []string{"cost gives -1, which is no amount"}, false, false},
		"another status":              {200, `{"text":"x"}`, []any{"ok_status", int64(201)}, []string{"HTTP 200: "}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newRecorder(t, c.status, c.body)
			options := append([]any{
				"url", server.URL + "/a?key={{ env.BOT_KEY }}", "body", "{{ prompt }}", "output", ".text", "error", ".error.message?",
			}, c.options...)
			_, err := webTarget(t, w, options...).Caller.Complete(t.Context(), ask("x"))
			failed := callError(t, err)
			text := err.Error() + " | " + failed.Hint
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("want %q in %s", want, text)
				}
			}
			if failed.Retry != c.retry || failed.Fatal != c.fatal || strings.Contains(text, secret) {
				t.Errorf("got %+v", failed)
			}
		})
	}
}

func TestStatusesAndHeadersAreKnownToPrograms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := newRecorder(t, 404, `{}`)
	a, err := webTarget(t, w, "url", server.URL, "body", "{{ prompt }}", "ok_status", []any{int64(200), int64(404)},
		"output", `"\($status) \($headers["x-kind"])"`).Caller.Complete(t.Context(), ask("x"))
	if err != nil || a.Output != "404 test" {
		t.Errorf("got %q, %v", a.Output, err)
	}
}

func TestAConnectionThatFailsShowsNoKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.env["BOT_KEY"] = secret
	server := newRecorder(t, 200, "")
	server.Close()
	_, err := webTarget(t, w, "url", server.URL+"/?key={{ env.BOT_KEY }}", "output", "raw", "method", "GET").Caller.Complete(t.Context(), ask("x"))
	failed := callError(t, err)
	if text := err.Error() + failed.Hint; strings.Contains(text, secret) || !strings.Contains(text, "correct url") || !strings.HasPrefix(text, "GET ") || !failed.Fatal {
		t.Errorf("got %s, %+v", text, failed)
	}
}

func TestAnEnvironmentVariableThatIsNotSetIsSaidBeforeACall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := newRecorder(t, 200, "x")
	for _, options := range [][]any{
		{"headers", value.NewObject("X-Key", "{{ env.BOT_KEY }}")}, {"api_key_env", "BOT_KEY"}, {"body", value.NewObject("k", []any{"{{ env['BOT_KEY'] or env.BOT_KEY }}"})},
	} {
		target, err := openWeb(w, append([]any{"url", server.URL, "output", "raw"}, options...)...)
		if err != nil {
			if !strings.Contains(problems(t, err), "write env.NAME") {
				t.Errorf("got %v", err)
			}
			continue
		}
		_, err = target.Caller.Complete(t.Context(), ask("x"))
		failed := callError(t, err)
		if text := err.Error() + failed.Hint; !failed.Fatal || !strings.Contains(text, "BOT_KEY") && !strings.Contains(text, "API key") {
			t.Errorf("got %s", text)
		}
	}
	if server.got().Method != "" {
		t.Error("the server was called")
	}
}

func TestAKeyIsABearerWhereNoTemplateNamesIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.env["BOT_KEY"] = secret
	server := newRecorder(t, 200, "x")
	base := []any{"url", server.URL, "output", "raw", "api_key_env", "BOT_KEY"}
	for want, options := range map[string][]any{
		"Bearer " + secret: base,
		"":                 append(base, "headers", value.NewObject("X-Key", "{{ env.BOT_KEY }}")),
	} {
		if _, err := webTarget(t, w, options...).Caller.Complete(t.Context(), ask("x")); err != nil {
			t.Fatal(err)
		}
		if got := server.got().Header.Get("Authorization"); got != want {
			t.Errorf("want %q, got %q", want, got)
		}
	}
}

func TestAWebAddressAlwaysAsksForTrustAndNamesItsKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.env["HOST"], w.env["BOT_KEY"] = "127.0.0.1:1", secret
	target := webTarget(t, w, "url", "http://{{ env.HOST }}/a", "method", "PUT", "output", "raw", "api_key_env", "BOT_KEY")
	if diff := cmp.Diff([]string{"PUT http://{{ env.HOST }}/a with $HOST, $BOT_KEY"}, target.Runs); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestWhatDecidesAWebAnswerIsInTheEndpointAndNoKeyIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.env["BOT_KEY"], w.env["REGION"] = secret, "eu"
	options := func(pairs ...any) []any {
		return append([]any{"url", "http://x/{{ env.REGION }}", "headers", value.NewObject("K", "{{ env.BOT_KEY }}"), "body", "{{ prompt }}", "output", ".a"}, pairs...)
	}
	first := webTarget(t, w, options()...).Endpoint
	if strings.Contains(first, secret) {
		t.Errorf("a key is shown: %s", first)
	}
	w.env["BOT_KEY"] = "another-key-0123456789"
	if again := webTarget(t, w, options("price", value.NewObject("input", int64(1), "output", int64(1)))...).Endpoint; again != first {
		t.Error("another key or price is another endpoint")
	}
	for _, more := range [][]any{{"body", "{{ prompt }}."}, {"output", ".b"}, {"method", "PUT"}, {"query", value.NewObject("a", "b")}, {"error", ".e"}, {"headers", value.NewObject("K", "x")}} {
		if webTarget(t, w, options(more...)...).Endpoint == first {
			t.Errorf("%v does not count", more)
		}
	}
	w.env["REGION"] = "us"
	if webTarget(t, w, options()...).Endpoint == first {
		t.Error("what the environment puts into the URL does not count")
	}
}

func TestWrongOptionsOfAWebAddressAreToldAtOnceWithPlaces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct {
		options []any
		want    string
	}{
		{[]any{"output", "raw"}, "promptgit.yaml:1:3: no URL is named"},
		{[]any{"url", "ftp://x", "output", "raw"}, `promptgit.yaml:2:5: "ftp://x" is no URL`},
		{[]any{"url", "http://u:p@x/", "output", "raw"}, `promptgit.yaml:2:5: a URL cannot hold a password`},
		{[]any{"url", "http://{{ model }}.example/", "output", "raw"}, "promptgit.yaml:2:5: the host of the URL depends on what is asked"},
		{[]any{"url", "http://x/", "body", "a"}, "promptgit.yaml:1:3: nothing says where the response has the output"},
		{[]any{"url", "http://x/", "output", ".a["}, "promptgit.yaml:3:5: output is no program of jq: unexpected EOF at line 1, column 4 of the program"},
		{[]any{"url", "http://x/", "output", ".a\n| nope"}, "promptgit.yaml:3:5: output is no program of jq: function not defined: nope/0"},
		{[]any{"url", "http://x/", "output", "$ENV.PATH, env"}, ""},
		{[]any{"url", "http://x/", "output", `include "a"; .`}, "promptgit.yaml:3:5: output is no program of jq"},
		{[]any{"url", "http://x/", "output", ".", "body", value.NewObject("a", value.NewObject("b", "{{ promt }}"))}, `promptgit.yaml:4:5: body.a.b names the unknown variable "promt" | did you mean "prompt"?`},
		{[]any{"url", "http://x/", "output", ".", "body", "{{ prompt"}, "promptgit.yaml:4:5: the template of body cannot be read: body:1:"},
		{[]any{"url", "http://x/", "output", ".", "body", value.NewObject("{{ a }}", "b")}, `promptgit.yaml:4:5: the key "{{ a }}" of body is a template`},
		{[]any{"url", "http://x/", "output", ".", "body", "{{ env }}"}, "body takes the environment as a whole"},
		{[]any{"url", "http://x/", "output", ".", "method", "GET", "body", "a"}, "promptgit.yaml:5:5: a GET has no body"},
		{[]any{"url", "http://x/", "output", ".", "method", "CONNECT"}, `promptgit.yaml:4:5: method cannot be "CONNECT"`},
		{[]any{"url", "http://x/", "output", ".", "ok_status", []any{int64(302)}}, "promptgit.yaml:4:5: ok_status cannot be 302"},
		{[]any{"url", "http://x/", "tokens", ".t"}, "promptgit.yaml:3:5: tokens is read from a response with an output"},
		{[]any{"url", "http://x/", "output", ".", "headers", value.NewObject("a", int64(1))}, "a of headers must be text"},
	} {
		_, err := openWeb(w, c.options...)
		if c.want == "" {
			if err != nil {
				t.Errorf("%v: %v", c.options, err)
			}
			continue
		}
		if got := problems(t, err); !strings.Contains(got, c.want) {
			t.Errorf("%v:\nwant %s\ngot  %s", c.options, c.want, got)
		}
	}
}

func TestProgramsDoNotSeeTheEnvironment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := newRecorder(t, 200, `{}`)
	a, err := webTarget(t, w, "url", server.URL, "body", "x", "output", `"\($ENV | length) \(env | length)"`).Caller.Complete(t.Context(), ask("x"))
	if err != nil || a.Output != "0 0" {
		t.Errorf("got %q, %v", a.Output, err)
	}
}

func TestAHeaderCannotBeSplit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := newRecorder(t, 200, "x")
	target := webTarget(t, w, "url", server.URL, "body", "x", "output", "raw", "headers", value.NewObject("X-Q", "{{ prompt }}"))
	_, err := target.Caller.Complete(t.Context(), ask("a\r\nX-Evil: 1"))
	if got := problems(t, err); !strings.Contains(got, "the header X-Q would hold a line break") {
		t.Errorf("got %s", got)
	}
}

// canned gives one response to every request.
type canned string

func (c canned) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(c)))}, nil
}

// FuzzWebResponses reads any body with any of some programs: it gives an answer,
// whose JSON is JSON, or an error of the call.
func FuzzWebResponses(f *testing.F) {
	for i, body := range []string{`{"a":[{"b":1e999}]}`, `[1,[2,{"x":-0}]]`, `"\ud800"`, `[null,false]`, `{"output":"x"}`, `[[[[`, ``, `{"a":{"prompt":1.5}}`} {
		f.Add(uint8(i), body)
	}
	programs := []string{".", ".a", ".a[0].b // \"none\"", "[.. | numbers] | add", "tojson | fromjson", "first(.[])", "to_entries | map(.key) | join(\",\")", ".a | tostring"}
	f.Fuzz(func(t *testing.T, n uint8, body string) {
		w := newFiles("")
		w.HTTP = &http.Client{Transport: canned(body)}
		program := programs[int(n)%len(programs)]
		target, err := openWeb(w, "url", "http://x/", "body", "q", "output", program, "tokens", ".a?", "error", ".error?")
		if err != nil {
			t.Fatal(err)
		}
		a, err := target.Caller.Complete(t.Context(), ask("x"))
		if err != nil {
			if failed := callError(t, err); failed.Fatal {
				t.Errorf("%q is fatal: %v", body, err)
			}
			return
		}
		if a.Structured && !json.Valid([]byte(a.Output)) {
			t.Errorf("%s over %q gave %q", program, body, a.Output)
		}
	})
}
