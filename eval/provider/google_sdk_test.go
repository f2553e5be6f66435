package provider_test

import (
	"testing"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// Recorded from @google/genai 2.32.0 for Node. The one for Go, 1.77.0, sends the
// same but for three things: it calls the system instruction a user's, drops the
// text of an empty part, and reads signatures as base64.
func TestGoogleGetsWhatItsSDKSends(t *testing.T) {
	t.Parallel()
	params := func(pairs ...any) vendorInput { return vendorInput{params: value.NewObject(pairs...)} }
	flash := func(in vendorInput) vendorInput { in.model = "gemini-3-flash-preview"; return in }
	said := func(messages ...prompt.Message) vendorInput { return vendorInput{messages: messages} }
	tools := func(src string, pairs ...any) vendorInput {
		return vendorInput{tools: data(t, src), params: value.NewObject(pairs...)}
	}
	talk := func(messages ...prompt.Message) vendorInput {
		return vendorInput{tools: data(t, openaiWeather), messages: messages}
	}
	text := func(s string) prompt.Part { return prompt.Part{Text: s} }

	sameAsSDK(t, "google", "gemini-2.5-flash", map[string]vendorInput{
		"one message":                  {},
		"a system message":             said(says("system", "Be brief."), says("user", "Where is my parcel?")),
		"two system messages":          said(says("system", "Be brief."), says("user", "Where is my parcel?"), says("developer", "Never swear.")),
		"turns":                        said(says("user", "Hi"), says("assistant", "Hello"), says("user", "Bye")),
		"neighbors of one role":        said(says("user", "One"), says("user", "Two"), says("assistant", "Three"), says("assistant", "Four"), says("user", "Five")),
		"only a system message":        said(says("system", "Be brief.")),
		"unicode":                      said(says("user", unicodeText)),
		"an empty text":                said(says("user", "")),
		"temperature 0":                params("temperature", int64(0), "stream", true),
		"sampling":                     params("temperature", 0.2, "top_p", 0.9, "top_k", int64(40), "max_tokens", int64(100)),
		"penalties":                    params("presence_penalty", 0.5, "frequency_penalty", -0.5),
		"seed":                         params("seed", int64(7)),
		"stop as text":                 params("stop", "END"),
		"stop as list":                 params("stop_sequences", []any{"END", "\n\n"}),
		"candidates":                   params("candidate_count", int64(1)),
		"log probabilities":            params("logprobs", true, "top_logprobs", int64(2)),
		"thinking budget":              params("thinking_budget", int64(512), "include_thoughts", true),
		"no thinking":                  params("reasoning_effort", "none"),
		"effort as budget":             params("reasoning_effort", "medium"),
		"effort as level":              flash(params("reasoning_effort", "low")),
		"JSON":                         params("response_format", value.NewObject("type", "json_object")),
		"a schema":                     {schema: data(t, `{"name":"triage","schema":`+triageSchema+`}`)},
		"a schema of the API's own":    params("responseSchema", data(t, `{"type":"OBJECT","properties":{"team":{"type":"STRING"}}}`)),
		"a tool":                       tools(openaiWeather),
		"two tools":                    tools(nativeWeather[:len(nativeWeather)-1] + `,{"type":"function","function":{"name":"now","strict":true}}]`),
		"a tool of the API's own form": tools(`[{"functionDeclarations":[{"name":"weather","parameters":{"type":"OBJECT","properties":{"city":{"type":"STRING"}}}}]}]`),
		"a search and a tool":          tools(`[{"googleSearch":{}},` + bareWeather[1:]),
		"tool choice auto":             tools(openaiWeather, "tool_choice", "auto", "parallel_tool_calls", true),
		"tool choice none":             tools(openaiWeather, "tool_choice", "none"),
		"tool choice any":              tools(openaiWeather, "tool_config", data(t, `{"functionCallingConfig":{"mode":"ANY"}}`)),
		"tool choice by name":          tools(openaiWeather, "tool_choice", data(t, `{"type":"function","function":{"name":"weather"}}`)),
		"a result of a tool":           talk(says("user", "Weather?"), calls("", "c1"), gives("c1", "sunny")),
		"two results":                  talk(says("user", "Weather?"), calls("I look.", "c1", "c2"), gives("c1", `{"sky":"blue"}`), gives("c2", "[1]"), says("user", "And?")),
		"calls that another model made": flash(vendorInput{messages: []prompt.Message{
			says("user", "Weather?"), calls("", "c1", "c2"), gives("c1", "sunny"), gives("c2", "snow"),
		}}),
		"safety":                  params("safety_settings", data(t, `[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}]`)),
		"an image":                said(holds(text("What is it?"), prompt.Part{Type: "image/png", Data: onePixel})),
		"an image by its address": said(holds(prompt.Part{Type: "image", URL: "https://pictures.example/cat.PNG?x=1"}, text("What is it?"))),
		"a PDF and a sound":       said(holds(prompt.Part{Type: "application/pdf", Data: []byte("%PDF-")}, prompt.Part{Type: "audio/mpeg", URL: "gs://bucket/a.mp3"})),
		"a tuned model":           {model: "tunedModels/triage-1"},
		"a stream":                {stream: true},
		"an embedding":            {model: "gemini-embedding-001", embed: true, params: value.NewObject("output_dimensionality", int64(16), "taskType", "SEMANTIC_SIMILARITY")},
	}, "x-goog-api-key", "content-type")
}
