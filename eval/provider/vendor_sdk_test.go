package provider_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// vendorInput is a request of promptgit's.
type vendorInput struct {
	model    string // "" for the usual one
	messages []prompt.Message
	params   *value.Object
	tools    any
	schema   any
	stream   bool
	embed    bool
}

// sameAsSDK holds what a provider sends to what the SDK of its vendor sent for
// the same input, by name, as JSON values, with the path and the headers named.
func sameAsSDK(t *testing.T, vendor, usual string, inputs map[string]vendorInput, headers ...string) {
	t.Helper()
	w := newVendors(t, llmtest.Rule{Status: 418})
	seen := map[string]bool{}
	for _, want := range sdkRequests(t, vendor) {
		in, ok := inputs[want.Name]
		if !ok {
			t.Errorf("%s: recorded and not compared", want.Name)
			continue
		}
		seen[want.Name] = true
		if in.model == "" {
			in.model = usual
		}
		got := w.sent(t, vendor, in)
		path := got.Path
		if got.Query != "" {
			path += "?" + got.Query
		}
		if path != want.Path {
			t.Errorf("%s: want the path %s, got %s", want.Name, want.Path, path)
		}
		for _, name := range headers {
			if g := got.Header.Get(name); g != want.Headers[name] {
				t.Errorf("%s: want %s: %q, got %q", want.Name, name, want.Headers[name], g)
			}
		}
		if diff := cmp.Diff(canonical(t, want.Body), canonical(t, got.Body)); diff != "" {
			t.Errorf("%s: the SDK's -, ours +:\n%s", want.Name, diff)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(inputs)) {
		if !seen[name] {
			t.Errorf("%s: compared and not recorded", name)
		}
	}
}

// sent is what arrives of an input.
func (w *world) sent(t *testing.T, vendor string, in vendorInput) llmtest.Request {
	t.Helper()
	target := w.vendor(t, vendor, in.model, in.stream)
	req := eval.Request{Messages: in.messages, Model: target.Model, Params: in.params, Tools: in.tools, Schema: in.schema}
	if req.Messages == nil {
		req.Messages = []prompt.Message{{Role: "user", Text: "Where is my parcel?"}}
	}
	if in.embed {
		req.Task, req.Rendered = eval.Embed, req.Messages[0].Text
	}
	before := w.server.Count()
	_, err := target.Caller.Complete(t.Context(), req)
	if got := callError(t, err); w.server.Count() != before+1 {
		t.Fatalf("nothing was sent: %v", got)
	}
	return w.server.Requests()[before]
}

// canonical is a body as text. The SDK of Google sends a generationConfig without
// a key where nothing of it is asked for, which asks for nothing.
func canonical(t *testing.T, raw []byte) string {
	t.Helper()
	body, ok := data(t, string(raw)).(*value.Object)
	if !ok {
		t.Fatalf("no object: %s", raw)
	}
	if config, _ := body.Get("generationConfig"); config != nil && config.(*value.Object).Len() == 0 {
		body.Delete("generationConfig")
	}
	return string(value.Canonical(body))
}

// data is a value as it comes from a prompt.
func data(t *testing.T, src string) any {
	t.Helper()
	v, err := value.DecodeJSON([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Parts of inputs that both vendors get.

func says(role, text string) prompt.Message { return prompt.Message{Role: role, Text: text} }

func calls(text string, ids ...string) prompt.Message {
	m := prompt.Message{Role: "assistant", Text: text}
	for i, id := range ids {
		m.Calls = append(m.Calls, prompt.Call{ID: id, Name: "weather", Arguments: []string{`{"city": "Rome"}`, `{"city":"Oslo"}`}[i]})
	}
	return m
}

func gives(id, text string) prompt.Message {
	return prompt.Message{Role: "tool", CallID: id, Text: text}
}

func holds(parts ...prompt.Part) prompt.Message {
	return prompt.Message{Role: "user", Text: prompt.TextOf(parts), Parts: parts}
}

var onePixel = []byte("\x89PNG\r\n\x1a\n")

const (
	unicodeText   = "é 日本語 📦 \u2028 <b> & \"q\" \\ end"
	weatherSchema = `{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}`
	triageSchema  = `{"type":"object","properties":{"team":{"enum":["billing","bug"]},"urgent":{"type":"boolean"}},"required":["team","urgent"],"additionalProperties":false}`
	openaiWeather = `[{"type":"function","function":{"name":"weather","description":"The weather of a city","parameters":` + weatherSchema + `}}]`
	bareWeather   = `[{"name":"weather","description":"The weather of a city","parameters":` + weatherSchema + `}]`
	nativeWeather = `[{"name":"weather","description":"The weather of a city","input_schema":` + weatherSchema + `}]`
)
