package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// What a model called goes back to it with its id, before the result: Gemini's
// with the signature of its thoughts, Claude's behind what it thought.
func TestAConversationGoesOnWithTheCallsOfTheModelsOwnAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		spec provider.Spec
		said string   // the response
		want []string // parts of the next request, in their order
	}{
		{
			"chat",
			provider.Spec{Type: "openai"},
			`{"choices":[{"message":{"role":"assistant","content":"I look.","tool_calls":[{"id":"c1","type":"function","function":{"name":"w","arguments":"{\"city\":\"Oslo\"}"}}]},"finish_reason":"tool_calls"}]}`,
			[]string{`"content":"I look."`, `{"id":"c1","type":"function","function":{"name":"w","arguments":"{\"city\":\"Oslo\"}"}}`, `"role":"tool"`, `"tool_call_id":"c1"`},
		},
		{
			"responses",
			provider.Spec{Type: "openai", Options: value.NewObject("api", "responses")},
			`{"status":"completed","output":[{"type":"reasoning","id":"rs"},{"type":"function_call","id":"fc","call_id":"c1","name":"w","arguments":"{\"city\":\"Oslo\"}"}]}`,
			[]string{`{"type":"function_call","call_id":"c1","name":"w","arguments":"{\"city\":\"Oslo\"}"}`, `{"type":"function_call_output","call_id":"c1","output":"4"}`},
		},
		{
			"anthropic",
			provider.Spec{Type: "anthropic"},
			`{"type":"message","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"redacted_thinking","data":"x"},{"type":"text","text":"I look."},{"type":"tool_use","id":"c1","name":"w","input":{"city":"Oslo"}}],"stop_reason":"tool_use"}`,
			[]string{`{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"redacted_thinking","data":"x"},{"type":"text","text":"I look."}`, `{"type":"tool_use","id":"c1","name":"w","input":{"city":"Oslo"}}`, `{"type":"tool_result","tool_use_id":"c1"`},
		},
		{
			"google",
			provider.Spec{Type: "google"},
			`{"candidates":[{"content":{"parts":[{"text":"I look."},{"functionCall":{"id":"c1","name":"w","args":{"city":"Oslo"}},"thoughtSignature":"c2ln"},{"functionCall":{"name":"w","args":{}}}]},"finishReason":"STOP"}]}`,
			[]string{
				`{"text":"I look."}`, `{"functionCall":{"id":"c1","name":"w","args":{"city":"Oslo"}},"thoughtSignature":"c2ln"}`, `{"functionCall":{"name":"w","args":{}}}`,
				`{"functionResponse":{"id":"c1","name":"w","response":{"output":"4"}}}`,
			},
		},
	} {
		w := newVendors(t, llmtest.Rule{Body: c.said})
		w.env["OPENAI_API_KEY"] = recorderKey
		target, err := provider.Open("x", "gemini-3-pro", map[string]provider.Spec{"x": c.spec}, w.Deps)
		if err != nil {
			t.Fatal(err)
		}
		req := ask("x")
		req.Model = target.Model
		goOn(t, target, req)
		inOrder(t, c.name, string(w.server.Requests()[1].Body), c.want)
	}

	w := newWorld(t)
	w.script(t, "agent.sh", `cat >> seen; echo '{"tool_calls": [{"id": "c1", "type": "function", "function": {"name": "w", "arguments": "{}"}}]}'`)
	goOn(t, w.open(t, "exec-json:./agent.sh"), ask("x"))
	seen, err := os.ReadFile(filepath.Join(w.Dir, "seen"))
	if err != nil {
		t.Fatal(err)
	}
	_, second, _ := strings.Cut(string(seen), "\n")
	inOrder(t, "exec-json", second, []string{`"tool_calls":[{"id":"c1","type":"function","function":{"name":"w","arguments":"{}"}}]`, `"role":"tool","content":"4"`, `"tool_call_id":"c1"`})
}

// goOn asks, gives the result of the first call and asks again.
func goOn(t *testing.T, target eval.Target, req eval.Request) {
	t.Helper()
	a, err := target.Caller.Complete(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	m := prompt.Replied(a.Output, a.Structured)
	m.Thoughts = a.Thoughts
	if len(m.Calls) == 0 {
		t.Fatalf("no calls in %+v", a)
	}
	req.Messages = append(req.Messages, m, prompt.Message{Role: "tool", Name: "w", Text: "4", CallID: m.Calls[0].ID})
	if _, err = target.Caller.Complete(t.Context(), req); err != nil {
		t.Fatal(err)
	}
}

func inOrder(t *testing.T, name, text string, parts []string) {
	t.Helper()
	rest := text
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Errorf("%s: %s is not in its place in %s", name, part, text)
		}
		rest = after
	}
}
