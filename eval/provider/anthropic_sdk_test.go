package provider_test

import (
	"testing"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// Recorded from @anthropic-ai/sdk 0.137.0 for Node, the last that speaks the
// version of the API which knows a temperature. For the same inputs 1.14.0 sends
// the same bodies, but another version and the key as "Authorization: Bearer"; the
// one for Go, 1.84.0, sends what is recorded.
func TestAnthropicGetsWhatItsSDKSends(t *testing.T) {
	t.Parallel()
	params := func(pairs ...any) vendorInput { return vendorInput{params: value.NewObject(pairs...)} }
	opus := func(in vendorInput) vendorInput { in.model = "claude-opus-4-6"; return in }
	said := func(messages ...prompt.Message) vendorInput { return vendorInput{messages: messages} }
	tools := func(src string, pairs ...any) vendorInput {
		return vendorInput{tools: data(t, src), params: value.NewObject(pairs...)}
	}
	talk := func(messages ...prompt.Message) vendorInput {
		return vendorInput{tools: data(t, openaiWeather), messages: messages}
	}
	named := data(t, `{"type":"function","function":{"name":"weather"}}`)
	pdf := prompt.Part{Type: "application/pdf", Data: []byte("%PDF-")}
	png := prompt.Part{Type: "image/png", Data: onePixel}
	text := func(s string) prompt.Part { return prompt.Part{Text: s} }

	sameAsSDK(t, "anthropic", "claude-haiku-4-5", map[string]vendorInput{
		"one message":                 {},
		"max tokens":                  params("max_completion_tokens", int64(100)),
		"a system message":            said(says("system", "Be brief."), says("user", "Where is my parcel?")),
		"two system messages":         said(says("system", "Be brief."), says("user", "Where is my parcel?"), says("developer", "Never swear.")),
		"turns":                       said(says("user", "Hi"), says("assistant", "Hello"), says("user", "Bye")),
		"neighbors of one role":       said(says("user", "One"), says("user", "Two"), says("assistant", "Three"), says("assistant", "Four"), says("user", "Five")),
		"the beginning of the answer": said(says("user", "Where is my parcel?"), says("assistant", "It is")),
		"only a system message":       said(says("system", "Be brief.")),
		"unicode":                     said(says("user", unicodeText)),
		"temperature 0":               params("temperature", int64(0)),
		"sampling":                    params("temperature", 0.2, "top_p", 0.9, "top_k", int64(40), "stream", true),
		"stop as text":                params("stop", "END"),
		"stop as list":                params("stop", []any{"END", "\n\n"}),
		"metadata":                    params("user", "u-1"),
		"service tier":                params("service_tier", "standard_only"),
		"thinking with a budget":      params("thinking_budget", int64(2048), "max_tokens", int64(8000)),
		"adaptive thinking":           opus(params("thinking", value.NewObject("type", "adaptive"))),
		"no thinking":                 params("thinking_budget", int64(0)),
		"effort":                      opus(params("reasoning_effort", "low")),
		"a schema":                    {schema: data(t, `{"name":"triage","strict":true,"schema":`+triageSchema+`}`)},
		"a schema and effort": opus(params("effort", "max", "response_format",
			data(t, `{"type":"json_schema","json_schema":{"name":"output","strict":true,"schema":`+triageSchema+`}}`))),
		"an open schema":            {schema: data(t, `{"type":"object","properties":{"to":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}}},"required":["to"]}`)},
		"a tool":                    tools(bareWeather),
		"a tool without parameters": tools(`{"type":"function","name":"now"}`),
		"a strict tool":             tools(`[{"type":"function","function":{"name":"weather","description":"The weather of a city","strict":true,"parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}}}]`),
		"a tool of the server":      tools(`[{"type":"web_search_20250305","name":"web_search","max_uses":3},` + nativeWeather[1:]),
		"tool choice auto":          tools(openaiWeather, "tool_choice", "auto"),
		"tool choice none":          tools(openaiWeather, "tool_choice", "none", "parallel_tool_calls", false),
		"tool choice any":           tools(openaiWeather, "tool_choice", "required", "parallel_tool_calls", true),
		"tool choice by name":       tools(openaiWeather, "tool_choice", named),
		"one call at a time":        tools(nativeWeather, "parallel_tool_calls", false),
		"a result of a tool":        talk(says("user", "Weather?"), calls("", "c1"), gives("c1", "sunny")),
		"two results and a text":    talk(says("user", "Weather?"), calls("I look.", "c1", "c2"), gives("c1", "sunny"), gives("c2", "snow"), says("user", "And?")),
		"a result without text":     talk(says("user", "Weather?"), calls("", "c1"), gives("c1", "")),
		"an image":                  said(holds(text("What is it?"), png)),
		"an image by its address":   said(holds(prompt.Part{Type: "image", URL: "https://pictures.example/cat.png"}, text("What is it?"))),
		"an image in a result": talk(says("user", "Weather?"), calls("", "c1"),
			prompt.Message{Role: "tool", CallID: "c1", Text: "see", Parts: []prompt.Part{text("see"), {Type: "image", URL: "data:image/png;base64,iVBORw0KGgo="}}}),
		"a PDF":                said(holds(pdf, text("Sum it up"))),
		"a PDF by its address": said(holds(prompt.Part{Type: "application/pdf", URL: "https://files.example/a.pdf"})),
		"a plain text":         said(holds(prompt.Part{Type: "text/csv", Data: []byte("é")}, text("Sum it up"))),
		"a stream":             {stream: true},
	}, "x-api-key", "anthropic-version", "content-type")
}
