package provider_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// sdkInput is the input of a recorded request as promptgit has it.
type sdkInput struct {
	options  *value.Object // of the provider
	model    string        // gpt-4.1-mini where it is not set
	messages []prompt.Message
	params   *value.Object
	tools    any
	schema   any
	task     eval.Task
}

func user(text string) prompt.Message { return prompt.Message{Role: "user", Text: text} }

func parts(list ...prompt.Part) []prompt.Message {
	return []prompt.Message{{Role: "user", Text: prompt.TextOf(list), Parts: list}}
}

func decoded(t *testing.T, src string) any {
	t.Helper()
	v, err := value.DecodeJSON([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const (
	sdkSchema = `{"type":"object","properties":{"team":{"enum":["billing","bug"]},"urgent":{"type":"boolean"}},"required":["team","urgent"],"additionalProperties":false}`
	sdkNamed  = `{"name":"triage","description":"Where it goes","schema":` + sdkSchema + `,"strict":true}`
	sdkTool   = `{"name":"weather","description":"Today's weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}`
	sdkStrict = `{"name":"weather","description":"Today's weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"strict":true}`
)

var (
	sdkTexts = []prompt.Message{
		{Role: "system", Text: "Be brief."}, {Role: "developer", Text: "Never swear."}, user("Hi"), {Role: "assistant", Text: "Hello"},
	}
	sdkUnicode = "é 日本語 \U0001F4E6 \u2028 <b> & \"q\" \\ \x00 end"
	sdkPNG     = prompt.Part{Type: "image/png", Data: []byte("\x89PNG\r\n\x1a\n")}
	sdkPDF     = prompt.Part{Type: "application/pdf", Data: []byte("%PDF-")}
	sdkFar     = prompt.Part{Type: "image", URL: "https://example.com/a.png", Detail: "low"}
)

func called(text string, calls ...prompt.Call) prompt.Message {
	return prompt.Message{Role: "assistant", Text: text, Calls: calls}
}

func said(id, text string) prompt.Message {
	return prompt.Message{Role: "tool", CallID: id, Text: text}
}

// chatInputs are those of the chat completions.
func chatInputs(t *testing.T) map[string]sdkInput {
	t.Helper()
	tool, strict := decoded(t, sdkTool), decoded(t, sdkStrict)
	bonn := prompt.Call{ID: "c1", Name: "weather", Arguments: `{"city":"Bonn"}`}
	o := value.NewObject
	return map[string]sdkInput{
		"one message":                 {},
		"all texts":                   {messages: append(slices.Clone(sdkTexts), prompt.Message{Role: "user", Text: "Bye", Name: "Ada"})},
		"unicode":                     {messages: []prompt.Message{user(sdkUnicode)}},
		"a long text":                 {messages: []prompt.Message{user(strings.Repeat("A line of a long text, with \"quotes\", \\ and a tab\t.\n", 100))}},
		"an empty text":               {messages: []prompt.Message{user("")}},
		"temperature 0":               {params: o("temperature", int64(0))},
		"sampling":                    {params: o("temperature", 0.2, "top_p", 0.9, "max_tokens", int64(100), "frequency_penalty", 0.5, "presence_penalty", -0.5)},
		"seed":                        {params: o("seed", int64(7))},
		"stop as text":                {params: o("stop", "END")},
		"stop as list":                {params: o("stop", []any{"END", "\n\n"})},
		"reasoning effort":            {model: "gpt-5-mini", params: o("reasoning_effort", "low", "max_tokens", int64(500))},
		"verbosity":                   {model: "gpt-5-mini", params: o("verbosity", "low")},
		"log probabilities":           {params: o("logprobs", true, "top_logprobs", int64(2))},
		"logit bias":                  {params: o("logit_bias", o("50256", int64(-100)))},
		"user and store":              {params: o("user", "u-1", "store", false, "metadata", o("run", "nightly"), "service_tier", "flex")},
		"JSON mode":                   {params: o("response_format", o("type", "json_object"))},
		"a schema":                    {schema: decoded(t, sdkSchema)},
		"a strict schema with a name": {schema: decoded(t, sdkNamed)},
		"a tool":                      {tools: []any{tool}},
		"a strict tool":               {tools: []any{strict}},
		"a tool without parameters":   {tools: o("name", "now")},
		"a tool that must be called":  {tools: []any{tool}, params: o("tool_choice", o("type", "tool", "name", "weather"), "parallel_tool_calls", false)},
		"any tool":                    {tools: []any{tool}, params: o("tool_choice", o("type", "any"))},
		"calls and results of tools": {tools: []any{tool}, messages: []prompt.Message{
			user("Weather in Bonn and Köln?"), called("", bonn, prompt.Call{ID: "c2", Name: "weather", Arguments: `{"city":"Köln"}`}),
			said("c1", "rain"), said("c2", "sun"),
		}},
		"a call with words":       {tools: []any{tool}, messages: []prompt.Message{user("Weather?"), called("Let me look.", bonn), said("c1", "rain"), user("And now?")}},
		"an image by its bytes":   {messages: parts(prompt.Part{Text: "What is it?"}, sdkPNG)},
		"an image by its address": {messages: parts(sdkFar, prompt.Part{Text: "And this?"})},
		"a document":              {messages: parts(sdkPDF, prompt.Part{Text: "Sum it up."})},
		"a sound":                 {messages: parts(prompt.Part{Type: "audio/wav", Data: []byte("RIFF")})},
		"a stream":                {options: o("stream", true)},
		"Azure with a deployment": {
			options: o("base_url", "/openai/deployments/the-deployment", "query", o("api-version", "2024-10-21"), "api_key_header", "api-key"),
			params:  o("temperature", int64(0)),
		},
	}
}

// responsesInputs are those of the responses.
func responsesInputs(t *testing.T) map[string]sdkInput {
	t.Helper()
	tool, strict := decoded(t, sdkTool), decoded(t, sdkStrict)
	o := value.NewObject
	near := sdkPNG
	near.Detail = "auto"
	return map[string]sdkInput{
		"one message":                 {},
		"all texts":                   {messages: append(slices.Clone(sdkTexts), user("Bye"))},
		"unicode":                     {messages: []prompt.Message{user(sdkUnicode)}},
		"instructions":                {params: o("instructions", "Be brief.")},
		"sampling":                    {params: o("temperature", int64(0), "top_p", 0.9, "max_tokens", int64(100))},
		"reasoning":                   {model: "gpt-5-mini", params: o("reasoning_effort", "low", "verbosity", "low", "max_completion_tokens", int64(500))},
		"JSON mode":                   {params: o("response_format", o("type", "json_object"))},
		"a schema":                    {schema: decoded(t, sdkSchema)},
		"a strict schema with a name": {schema: decoded(t, sdkNamed)},
		"a tool":                      {tools: []any{tool}},
		"a tool that must be called":  {tools: []any{strict}, params: o("tool_choice", o("type", "function", "function", o("name", "weather")), "parallel_tool_calls", false)},
		"a tool of the server":        {tools: []any{o("type", "web_search", "search_context_size", "low")}},
		"calls and results of tools": {tools: []any{tool}, messages: []prompt.Message{
			user("Weather in Bonn?"), called("Let me look.", prompt.Call{ID: "c1", Name: "weather", Arguments: `{"city":"Bonn"}`}), said("c1", "rain"),
		}},
		"images":            {messages: parts(prompt.Part{Text: "What is it?"}, near, sdkFar)},
		"documents":         {messages: parts(sdkPDF, prompt.Part{Type: "application/pdf", URL: "https://example.com/a.pdf"}, prompt.Part{Text: "Compare."})},
		"log probabilities": {params: o("logprobs", true, "top_logprobs", int64(2))},
		"not stored":        {params: o("store", false, "metadata", o("run", "nightly"))},
		"a stream":          {options: o("stream", true)},
	}
}

// sdkInputs are all inputs by the names of the recorded requests.
func sdkInputs(t *testing.T) map[string]sdkInput {
	t.Helper()
	all := map[string]sdkInput{
		"embedding":  {task: eval.Embed, model: "text-embedding-3-small", params: value.NewObject("dimensions", int64(16), "encoding_format", "float")},
		"moderation": {task: eval.Moderate, model: "omni-moderation-latest", messages: []prompt.Message{user("I hate it")}},
	}
	for name, in := range chatInputs(t) {
		all["chat: "+name] = in
	}
	for name, in := range responsesInputs(t) {
		if in.options == nil {
			in.options = value.NewObject()
		}
		in.options.Set("api", "responses")
		all["responses: "+name] = in
	}
	return all
}

func TestTheSameIsSentAsByTheSDKOfOpenAI(t *testing.T) {
	t.Parallel()
	inputs := sdkInputs(t)
	recorded := sdkRequests(t, "openai")
	var names []string
	for _, want := range recorded {
		names = append(names, want.Name)
		in, ok := inputs[want.Name]
		if !ok {
			t.Errorf("%s: no such input", want.Name)
			continue
		}
		t.Run(want.Name, func(t *testing.T) { t.Parallel(); in.sends(t, want) })
	}
	if slices.Sort(names); !slices.Equal(names, slices.Sorted(maps.Keys(inputs))) {
		t.Error("inputs and recorded requests are not the same")
	}
}

// sends compares what promptgit sends with what the SDK sent.
func (in sdkInput) sends(t *testing.T, want sdkRequest) {
	t.Helper()
	w := newWorld(t)
	w.env["THE_KEY"] = "key-of-the-recorder"
	options := value.NewObject("api_key_env", "THE_KEY", "base_url", w.server.URL)
	for name, v := range in.options.All() {
		if name == "base_url" {
			v = strings.TrimSuffix(w.server.URL, "/v1") + v.(string)
		}
		options.Set(name, v)
	}
	model := in.model
	if model == "" {
		model = "gpt-4.1-mini"
	}
	target, err := provider.Open("x", model, map[string]provider.Spec{"x": {Type: "openai", Options: options}}, w.Deps)
	if err != nil {
		t.Fatal(err)
	}
	messages := in.messages
	if messages == nil {
		messages = []prompt.Message{user("Where is my parcel?")}
	}
	_, _ = target.Caller.Complete(t.Context(), eval.Request{ // the server knows not all of the paths
		Task: in.task, Messages: messages, Rendered: prompt.Flatten(messages), Model: target.Model,
		Params: in.params, Tools: in.tools, Schema: in.schema,
	})
	if w.server.Count() != 1 {
		t.Fatal("nothing was sent")
	}
	got := w.server.Requests()[0]
	headers := map[string]string{}
	for name := range want.Headers {
		headers[name] = got.Header.Get(name)
	}
	if diff := cmp.Diff(want.Headers, headers); diff != "" {
		t.Errorf("headers, SDK -, promptgit +:\n%s", diff)
	}
	sent := got.Method + " " + got.Path
	if got.Query != "" {
		sent += "?" + got.Query
	}
	if sent != want.Method+" "+want.Path {
		t.Errorf("the SDK sent %s %s, promptgit %s", want.Method, want.Path, sent)
	}
	theirs, ours := decoded(t, string(want.Body)), decoded(t, string(got.Body))
	if diff := cmp.Diff(string(value.Canonical(theirs)), string(value.Canonical(ours))); diff != "" {
		t.Errorf("SDK -, promptgit +:\n%s", diff)
	}
}
