package provider_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// sentBody is the body of a request to a provider with these options.
func sentBody(t *testing.T, options []any, change func(*eval.Request)) (*value.Object, error) {
	t.Helper()
	w := newWorld(t)
	target := w.openOptions(t, "m", options...)
	req := ask("x")
	change(&req)
	_, err := target.Caller.Complete(t.Context(), req)
	if w.server.Count() == 0 {
		return nil, err
	}
	body, isObject := decoded(t, string(w.server.Requests()[0].Body)).(*value.Object)
	if err != nil || !isObject {
		t.Fatalf("%v: %v", body, err)
	}
	return body, nil
}

// field is the canonical JSON of one key of a body, "" where it is not there.
func field(body *value.Object, name string) string {
	v, ok := body.Get(name)
	if !ok {
		return ""
	}
	return string(value.Canonical(v))
}

func TestToolsAreSentInTheFormOfTheAPI(t *testing.T) {
	t.Parallel()
	const (
		chat      = `[{"function":{"description":"d","name":"f","parameters":{"type":"object"}},"type":"function"}]`
		responses = `[{"description":"d","name":"f","parameters":{"type":"object"},"strict":false,"type":"function"}]`
	)
	for name, c := range map[string]struct{ tools, chat, responses string }{
		"bare":                   {`[{"name":"f","description":"d","parameters":{"type":"object"}}]`, chat, responses},
		"one, without a list":    {`{"name":"f","description":"d","parameters":{"type":"object"}}`, chat, responses},
		"wrapped":                {`[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}]`, chat, responses},
		"wrapped, no type":       {`[{"function":{"name":"f","description":"d","parameters":{"type":"object"}}}]`, chat, responses},
		"flat":                   {`[{"type":"function","name":"f","description":"d","parameters":{"type":"object"}}]`, chat, responses},
		"Anthropic":              {`[{"name":"f","description":"d","input_schema":{"type":"object"}}]`, chat, responses},
		"Anthropic, custom":      {`[{"type":"custom","name":"f","description":"d","input_schema":{"type":"object"}}]`, chat, responses},
		"MCP":                    {`[{"name":"f","description":"d","inputSchema":{"type":"object"}}]`, chat, responses},
		"Google":                 {`[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT"}}]}]`, chat, responses},
		"Google, in JSON Schema": {`[{"function_declarations":[{"name":"f","description":"d","parametersJsonSchema":{"type":"object"}}]}]`, chat, responses},
		"strict": {
			`[{"name":"f","strict":true}]`, `[{"function":{"name":"f","strict":true},"type":"function"}]`, `[{"name":"f","strict":true,"type":"function"}]`,
		},
		"of the server":       {`[{"type":"web_search"}]`, `[{"type":"web_search"}]`, `[{"type":"web_search"}]`},
		"custom of OpenAI":    {`[{"type":"custom","custom":{"name":"f"}}]`, `[{"custom":{"name":"f"},"type":"custom"}]`, `[{"custom":{"name":"f"},"type":"custom"}]`},
		"one name for a type": {`[{"type":"bash_20250124","name":"bash"}]`, `[{"name":"bash","type":"bash_20250124"}]`, `[{"name":"bash","type":"bash_20250124"}]`},
		"none":                {`[]`, "", ""},
	} {
		for api, want := range map[string]string{"chat": c.chat, "responses": c.responses} {
			for how, change := range map[string]func(*eval.Request){
				"declared":     func(r *eval.Request) { r.Tools = decoded(t, c.tools) },
				"as parameter": func(r *eval.Request) { r.Params = value.NewObject("tools", decoded(t, c.tools)) },
			} {
				body, err := sentBody(t, []any{"api", api}, change)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				if got := field(body, "tools"); got != want {
					t.Errorf("%s, %s, %s: want -, got +:\n%s", name, api, how, cmp.Diff(want, got))
				}
			}
		}
	}
}

func TestAChoiceOfToolsIsSentInTheFormOfTheAPI(t *testing.T) {
	t.Parallel()
	for choice, want := range map[string][2]string{
		`"auto"`:                     {`"auto"`, `"auto"`},
		`"required"`:                 {`"required"`, `"required"`},
		`{"type":"any"}`:             {`"required"`, `"required"`},
		`{"type":"none"}`:            {`"none"`, `"none"`},
		`{"name":"f"}`:               {`{"function":{"name":"f"},"type":"function"}`, `{"name":"f","type":"function"}`},
		`{"type":"tool","name":"f"}`: {`{"function":{"name":"f"},"type":"function"}`, `{"name":"f","type":"function"}`},
		`{"type":"function","function":{"name":"f"}}`: {`{"function":{"name":"f"},"type":"function"}`, `{"name":"f","type":"function"}`},
		`{"type":"allowed_tools","mode":"auto"}`:      {`{"mode":"auto","type":"allowed_tools"}`, `{"mode":"auto","type":"allowed_tools"}`},
	} {
		for i, api := range []string{"chat", "responses"} {
			body, err := sentBody(t, []any{"api", api}, func(r *eval.Request) { r.Params = value.NewObject("tool_choice", decoded(t, choice)) })
			if err != nil || field(body, "tool_choice") != want[i] {
				t.Errorf("%s, %s: want %s, got %s, %v", choice, api, want[i], field(body, "tool_choice"), err)
			}
		}
	}
}

func TestWhatCannotBeSentIsRefusedByName(t *testing.T) {
	t.Parallel()
	tools := func(src string) func(*eval.Request) { return func(r *eval.Request) { r.Tools = decoded(t, src) } }
	message := func(m prompt.Message) func(*eval.Request) {
		return func(r *eval.Request) { r.Messages = []prompt.Message{m} }
	}
	part := func(p prompt.Part) func(*eval.Request) {
		return message(prompt.Message{Role: "user", Parts: []prompt.Part{p}})
	}
	for name, c := range map[string]struct {
		api, want, hint string
		change          func(*eval.Request)
	}{
		"a tool by its name":      {"chat", `tool 2 cannot be sent: it is "search" and no definition`, "JSON schema", tools(`[{"name":"f"},"search"]`)},
		"Prompty's MCP":           {"chat", "tools of kind mcp are not supported", "function", tools(`[{"name":"f","kind":"mcp"}]`)},
		"a function that is none": {"chat", "its function is no mapping", "write {type: function", tools(`[{"type":"function","function":"f"}]`)},
		"several answers":         {"chat", "n: 3 asks for several answers", "repeat: 3", func(r *eval.Request) { r.Params = value.NewObject("n", int64(3)) }},
		"a film":                  {"chat", "video/mp4 cannot be sent", "another provider", part(prompt.Part{Type: "video/mp4", Data: []byte("x")})},
		"a document far away":     {"chat", "https://x/a.pdf cannot be sent: only images", "api: responses", part(prompt.Part{Type: "application/pdf", URL: "https://x/a.pdf"})},
		"a sound":                 {"responses", "audio/wav cannot be sent", "api: chat", part(prompt.Part{Type: "audio/wav", Data: []byte("x")})},
		"a name":                  {"responses", `the message of "Ada" cannot be sent`, "api: chat", message(prompt.Message{Role: "user", Text: "x", Name: "Ada"})},
		"the role function":       {"responses", "a message of role function cannot be sent", "role tool", message(prompt.Message{Role: "function", Text: "x"})},
		"a picture that was said": {"responses", "image/png cannot be sent: what a model said", "leave it out", message(prompt.Message{Role: "assistant", Parts: []prompt.Part{{Type: "image/png"}}})},
	} {
		_, err := sentBody(t, []any{"api", c.api}, c.change)
		got := callError(t, err)
		if !got.Fatal || got.Retry || got.Sent || !strings.Contains(err.Error(), c.want) || !strings.Contains(got.Hint, c.hint) {
			t.Errorf("%s: want %q and %q, got %+v: %v", name, c.want, c.hint, got, err)
		}
	}
}

func TestASeedIsSentWhereThePromptAsksForIt(t *testing.T) {
	t.Parallel()
	seed := func(hash string, params ...any) string {
		body, err := sentBody(t, nil, func(r *eval.Request) { r.Seed, r.Params = hash, value.NewObject(params...) })
		if err != nil {
			t.Fatal(err)
		}
		return field(body, "seed")
	}
	if got := seed("ffffffff00000000"); got != "" {
		t.Errorf("unasked, %s was sent", got)
	}
	if got := seed("ffffffff00000000", "seed", int64(7)); got != "7" {
		t.Errorf("want 7, got %s", got)
	}
	if one, other := seed("ffffffff00000000", "seed", "auto"), seed("0000001000000000", "seed", "auto"); one != "2147483647" || other != "16" {
		t.Errorf("got %s and %s", one, other)
	}
}

func TestParametersHaveTheNamesOfTheAPI(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		api, model string
		params     []any
		want       string
	}{
		"a bound of a model that reasons":  {"chat", "openai/o3-mini", []any{"max_tokens", int64(9)}, `{"max_completion_tokens":9}`},
		"both bounds":                      {"chat", "gpt-5", []any{"max_tokens", int64(9), "max_completion_tokens", int64(8)}, `{"max_completion_tokens":8,"max_tokens":9}`},
		"a bound of any other":             {"chat", "llama3", []any{"max_tokens", int64(9)}, `{"max_tokens":9}`},
		"a server's own":                   {"chat", "m", []any{"top_k", int64(40), "n", int64(1), "guided_json", value.NewObject()}, `{"guided_json":{},"n":1,"top_k":40}`},
		"how it is sent":                   {"chat", "m", []any{"stream", true, "stream_options", value.NewObject()}, `{}`},
		"own names of the responses":       {"responses", "m", []any{"max_output_tokens", int64(8), "max_tokens", int64(9), "text", value.NewObject("verbosity", "low"), "reasoning", value.NewObject("summary", "auto"), "reasoning_effort", "low"}, `{"max_output_tokens":8,"reasoning":{"effort":"low","summary":"auto"},"text":{"verbosity":"low"}}`},
		"a format in both forms":           {"responses", "m", []any{"response_format", value.NewObject("type", "json_schema", "json_schema", value.NewObject("name", "a", "schema", value.NewObject())), "verbosity", "low"}, `{"text":{"format":{"name":"a","schema":{},"type":"json_schema"},"verbosity":"low"}}`},
		"log probabilities and inclusions": {"responses", "m", []any{"logprobs", true, "include", []any{"a"}}, `{"include":["message.output_text.logprobs","a"]}`},
		"no log probabilities":             {"responses", "m", []any{"logprobs", false}, `{}`},
	} {
		params := value.NewObject(c.params...)
		before := string(value.Canonical(params))
		body, err := sentBody(t, []any{"api", c.api}, func(r *eval.Request) { r.Model, r.Params = c.model, params })
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"model", "messages", "input"} {
			body.Delete(key)
		}
		if got := string(value.Canonical(body)); got != c.want {
			t.Errorf("%s: want %s, got %s", name, c.want, got)
		}
		if after := string(value.Canonical(params)); after != before {
			t.Errorf("%s: the prompt's own parameters became %s", name, after)
		}
	}
}

func TestAResultFindsItsCallWithoutAnID(t *testing.T) {
	t.Parallel()
	chat := []prompt.Message{
		{Role: "user", Text: "x"}, {Role: "assistant", Calls: []prompt.Call{{Name: "f"}}}, {Role: "tool", Name: "f", Text: "3"},
	}
	for api, want := range map[string][2]string{
		"chat": {"messages", `[{"content":"x","role":"user"},` +
			`{"content":null,"role":"assistant","tool_calls":[{"function":{"arguments":"{}","name":"f"},"id":"call_f","type":"function"}]},` +
			`{"content":"3","name":"f","role":"tool","tool_call_id":"call_f"}]`},
		"responses": {"input", `[{"content":"x","role":"user"},` +
			`{"arguments":"{}","call_id":"call_f","name":"f","type":"function_call"},` +
			`{"call_id":"call_f","output":"3","type":"function_call_output"}]`},
	} {
		body, err := sentBody(t, []any{"api", api}, func(r *eval.Request) { r.Messages = chat })
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want[1], field(body, want[0])); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", api, diff)
		}
	}
}
