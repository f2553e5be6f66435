package cmd_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// vendors are the providers that have an API of their own, with a model each.
func vendors() map[string]string {
	return map[string]string{"anthropic": "claude-haiku-4-5", "google": "gemini-2.5-flash"}
}

// vended is a repository whose prompt asks a vendor's model on loopback.
func vended(t *testing.T, vendor string, rules ...llmtest.Rule) (*lab, *llmtest.Server) {
	t.Helper()
	l, server := served(t, rules...)
	l.set("prompts/a.md", "---\nmodel: "+vendor+":"+vendors()[vendor]+"\ntemperature: 0\n---\nsystem:\nBe brief.\nuser:\nSay {{x}}\n", "two")
	return l.at(".", "ANTHROPIC_BASE_URL="+server.Root, "ANTHROPIC_API_KEY="+plantedKey,
		"GOOGLE_GEMINI_BASE_URL="+server.Root, "GEMINI_API_KEY="+plantedKey), server
}

func TestAModelOfAVendorIsAsked(t *testing.T) {
	t.Parallel()
	for vendor, model := range vendors() {
		l, server := vended(t, vendor, llmtest.Rule{Match: "Say (.*)", Answer: "I say $1", Tokens: [2]int{100, 10}})
		r := l.eval(0, "HEAD").Runs[0]
		if r.Provider != vendor || r.Model != model || r.Passed != 2 || r.Calls != 2 || r.CostUSD == nil || *r.CostUSD <= 0 {
			t.Errorf("%s: got %+v", vendor, r)
		}
		for _, req := range server.Requests() {
			if !strings.Contains(string(req.Body), `"temperature":0`) || strings.Contains(req.Path+req.Query+string(req.Body), plantedKey) {
				t.Errorf("%s: got %s?%s with %s", vendor, req.Path, req.Query, req.Body)
			}
		}
		if again := l.eval(0, "HEAD").Runs[0]; !again.Reused || server.Count() != 2 {
			t.Errorf("%s: %d requests, %+v", vendor, server.Count(), again)
		}
		l.want(0, "eval", "HEAD", "--refresh", "--max-cost", "1")
	}
}

func TestAVendorThatIsBusyIsAskedAgainAndItsRefusalIsTold(t *testing.T) {
	t.Parallel()
	for vendor := range vendors() {
		l, server := vended(t, vendor,
			llmtest.Rule{Match: "one", Times: 1, Status: 429, Headers: map[string]string{"Retry-After-Ms": "1"}},
			llmtest.Rule{Match: "two", Times: 1, Fault: llmtest.Cut},
		)
		if r := l.eval(0, "HEAD").Runs[0]; r.Passed != 2 || r.Errors != 0 || r.Calls != 4 || server.Count() != 4 {
			t.Errorf("%s: %d requests, %+v", vendor, server.Count(), r)
		}
		l, _ = vended(t, vendor, llmtest.Rule{Status: 401, Body: `{"error":{"code":401,"type":"authentication_error","message":"bad key ` + plantedKey + `"}}`})
		a := l.want(5, "eval", "-j", "1")
		if !strings.Contains(a.stderr, "HTTP 401: bad key [redacted]") || !strings.Contains(a.stderr, "API_KEY is not accepted") || strings.Contains(a.out+a.stderr, plantedKey) {
			t.Errorf("%s: got %s", vendor, a.stderr)
		}
	}
}

func TestAResultAnswersTheCallOfAnyVendorsModel(t *testing.T) {
	t.Parallel()
	for vendor, call := range map[string]string{
		"anthropic": `{"type":"message","model":"m","content":[{"type":"tool_use","id":"c7","name":"price","input":{"of":"milk"}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}`,
		"google":    `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"price","args":{"of":"milk"}}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}`,
	} {
		l, server := vended(t, vendor, llmtest.Rule{Match: "milk", Body: call}, llmtest.Rule{Match: "1.20", Answer: "It costs 1.20"})
		l.write("suites/a.yaml", toolTurns)
		l.set("prompts/a.md", "---\nmodel: "+vendor+":"+vendors()[vendor]+"\ntools: [{name: price, parameters: {type: object}}]\n---\nsystem:\nYou keep a {{kind}} list.\n", "three")
		r := l.eval(0, "HEAD").Runs[0]
		if r.Passed != 1 || r.Calls != 2 || server.Count() != 2 {
			t.Errorf("%s: got %+v", vendor, r)
		}
	}
}

func TestPricesOfTheConfigurationMakeACostKnown(t *testing.T) {
	t.Parallel()
	l, _ := served(t, llmtest.Rule{Match: "Say (.*)", Answer: "I say $1", Tokens: [2]int{1000, 100}})
	l.set("prompts/a.md", "---\nmodel: openai:llama-x\n---\nSay {{x}}\n", "two")
	if r := l.eval(0, "HEAD").Runs[0]; r.CostUSD != nil {
		t.Errorf("a price that nobody knows gave %v", *r.CostUSD)
	}
	if a := l.want(2, "eval", "HEAD", "--refresh", "--max-cost", "1"); !strings.Contains(a.stderr, "price") {
		t.Errorf("got %s", a.stderr)
	}
	l.write("promptgit.yaml", "prices: {llama-x: {input: 2, output: 10}}\n")
	r := l.eval(0, "HEAD", "--refresh", "--max-cost", "1").Runs[0]
	if want := 2 * (1000*2 + 100*10) / 1e6; r.CostUSD == nil || *r.CostUSD != want {
		t.Errorf("want %v, got %+v", want, r)
	}
	l.write("promptgit.yaml", "prices: {llama-x: {input: 2}}\n")
	if a := l.want(3, "eval"); !strings.Contains(a.stderr, `the price of llama-x needs "output"`) {
		t.Errorf("got %s", a.stderr)
	}
}
