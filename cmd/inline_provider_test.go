package cmd_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/llmtest"
)

func TestProvidersUnderPromptfoosNamesAreAskedAsPromptfooAsks(t *testing.T) {
	t.Parallel()
	l, server := served(t, llmtest.Rule{Match: "(?s).*", Answer: "yes"})
	base := strings.TrimSuffix(server.URL, "/v1")
	l = l.at(".", "OPENAI_BASE_URL=", "OPENAI_API_KEY=", "MY_KEY="+plantedKey, "OLLAMA_BASE_URL="+base, "SERVER="+server.URL, "SIZE=small")
	l.write("promptfooconfig.yaml", `prompts: [Hi]
env: {MODEL: '{{ env.SIZE }}'}
providers:
- {id: 'openai:{{ env.MODEL }}', config: {apiBaseUrl: '{{ env.SERVER }}', apiKey: '{{ env.MY_KEY }}', passthrough: {top_k: 3}, cost: 1}}
- {id: 'openai:chat:gpt-5', config: {apiBaseUrl: '{{ env.SERVER }}'}}
- {id: 'groq:llama', label: g, config: {apiBaseUrl: '{{ env.SERVER }}', apiKeyEnvar: MY_KEY, max_tokens: 9}}
- {id: 'openai:responses:gpt-4.1-mini', config: {apiBaseUrl: '{{ env.SERVER }}', max_output_tokens: 7}}
- {id: 'openai:responses:gpt-4.1', config: {apiBaseUrl: '{{ env.SERVER }}'}}
- ollama:chat:llama3.1:8b
- file://more.yaml
tests: [{vars: {x: hi}, assert: [{type: equals, value: 'yes'}]}]
`)
	l.write("more.yaml", "- {id: 'localai:m', config: {apiBaseUrl: '"+server.URL+"', tools: file://tools.json}}\n")
	l.write("tools.json", `[{"type":"function"}]`)
	a := l.want(0, "eval", "--suite", "promptfooconfig.yaml", "--json", "-j", "1")
	if !strings.Contains(a.stderr, "promptfooconfig.yaml:4:3: cost of a provider is ignored") {
		t.Errorf("got %s", a.stderr)
	}
	var got []string
	for _, req := range server.Requests() {
		got = append(got, string(req.Body)+" "+req.Header.Get("Authorization"))
	}
	for _, want := range []string{
		`"model":"small","messages":[{"role":"user","content":"Hi"}],"top_k":3,"temperature":0,"max_tokens":1024} Bearer ` + plantedKey,
		`"model":"gpt-5","messages":[{"role":"user","content":"Hi"}]} `,
		`"model":"llama","messages":[{"role":"user","content":"Hi"}],"max_tokens":9,"temperature":0} Bearer ` + plantedKey,
		`{"model":"gpt-4.1-mini","input":[{"role":"user","content":"Hi"}],"max_output_tokens":7,"temperature":0} `,
		`{"model":"gpt-4.1","input":[{"role":"user","content":"Hi"}],"temperature":0,"max_output_tokens":1024} `,
		`"model":"llama3.1:8b","messages":[{"role":"user","content":"Hi"}]} `,
		`"model":"m","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function"}]} `,
	} {
		if !strings.Contains(strings.Join(got, "\n")+"\n", want+"\n") {
			t.Errorf("want %s in\n%s", want, strings.Join(got, "\n"))
		}
	}
	if len(got) != 7 {
		t.Errorf("want 7 calls, got %d", len(got))
	}
}

func TestAServerThatAFileNamesNeedsTrust(t *testing.T) {
	t.Parallel()
	for _, provider := range []string{
		"['groq:llama']",
		"[{id: 'openai:m', config: {apiHost: evil.example.com}}]",
		"['openai:m']\nenv: {OPENAI_BASE_URL: 'https://evil.example.com/v1'}",
	} {
		l := foo(t, "prompts: [Hi]\ntests: [{vars: {x: hi}}]\nproviders: "+provider+"\n")
		l = l.at(".", "GROQ_API_KEY="+plantedKey, "OPENAI_API_KEY="+plantedKey)
		a := l.want(5, "eval", "--suite", "promptfooconfig.yaml")
		if !strings.Contains(a.stderr, "allow it with: promptgit trust") || strings.Contains(a.stderr, plantedKey) {
			t.Errorf("%s: got %s", provider, a.stderr)
		}
		if a = l.want(0, "trust", "--yes"); !strings.Contains(a.out+a.stderr, "POST https://") {
			t.Errorf("%s: trust shows %s%s", provider, a.out, a.stderr)
		}
	}
}

func TestTheKeysOfAVendorsConfigMeanWhatTheyMeanToPromptfoo(t *testing.T) {
	t.Parallel()
	l, server := served(t, llmtest.Rule{Match: "(?s).*", Answer: "yes"})
	l = l.at(".", "OPENAI_API_KEY=", "ANTHROPIC_API_KEY=", "GEMINI_API_KEY=", "GOOGLE_API_KEY=", "SERVER="+server.Root)
	l.write("promptfooconfig.yaml", `prompts: [Hi]
env: {ANTHROPIC_BASE_URL: '{{ env.SERVER }}', GOOGLE_API_BASE_URL: '{{ env.SERVER }}', OPENAI_BASE_URL: '{{ env.SERVER }}/v1'}
providers:
- {id: 'anthropic:messages:claude-haiku-4-5', config: {extra_body: {top_k: 3}, beta: [one, two], headers: {X-A: b}, output_format: file://format.yaml}}
- {id: 'google:gemini-2.5-flash', config: {systemInstruction: {parts: [{text: be brief}]}, maxOutputTokens: 33, toolConfig: {a: 1}, generationConfig: {top_k: 4}}}
- {id: 'google:gemini-2.5-pro', config: {systemInstruction: file://brief.txt}}
- {id: 'openai:gpt-4.1', config: {organization: org-1, reasoning_effort: low}}
tests: [{vars: {x: hi}, assert: [{type: equals, value: 'yes'}]}]
`)
	l.write("format.yaml", "type: json_schema\nschema: {type: string}\n")
	l.write("brief.txt", "be short\n")
	l.want(0, "eval", "--suite", "promptfooconfig.yaml", "-j", "1")
	var got []string
	for _, req := range server.Requests() {
		got = append(got, strings.Join([]string{req.Path, req.Header.Get("Anthropic-Beta"), req.Header.Get("X-A"), req.Header.Get("OpenAI-Organization"), string(req.Body)}, " "))
	}
	for _, want := range []string{
		`/v1/messages one,two b  {"model":"claude-haiku-4-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"top_k":3,` +
			`"output_config":{"format":{"type":"json_schema","schema":{"type":"string"}}},"temperature":0}`,
		`/v1beta/models/gemini-2.5-flash:generateContent    {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"systemInstruction":{"parts":[{"text":"be brief"}]},` +
			`"generationConfig":{"maxOutputTokens":33,"topK":4},"toolConfig":{"a":1}}`,
		`/v1beta/models/gemini-2.5-pro:generateContent    {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"systemInstruction":{"parts":[{"text":"be short"}]}}`,
		`/v1/chat/completions   org-1 {"model":"gpt-4.1","messages":[{"role":"user","content":"Hi"}],"reasoning_effort":"low","temperature":0,"max_tokens":1024}`,
	} {
		if !strings.Contains(strings.Join(got, "\n")+"\n", want+"\n") {
			t.Errorf("want %s in\n%s", want, strings.Join(got, "\n"))
		}
	}
}

func TestWhatAConfigCannotMeanHereIsRefusedByName(t *testing.T) {
	t.Parallel()
	for config, want := range map[string]string{
		"{functionToolCallbacks: {add: 'x => x'}}": "promptfooconfig.yaml:4:3: functionToolCallbacks of a provider is code",
		"{tools: file://tools.js}":                 "promptfooconfig.yaml:4:36: file://tools.js: code in .js files is not supported",
	} {
		l := foo(t, "prompts: [Hi]\ntests: [{vars: {x: hi}}]\nproviders:\n- {id: 'openai:m', config: "+config+"}\n")
		if a := l.want(3, "eval", "--suite", "promptfooconfig.yaml"); !strings.Contains(a.stderr, want) {
			t.Errorf("want %s, got %s", want, a.stderr)
		}
	}
}
