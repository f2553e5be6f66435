package cmd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/llmtest"
)

// withJudge is a repository whose prompt is echoed, and whose suite is judged by
// models on loopback.
func withJudge(t *testing.T, config string, rules ...llmtest.Rule) (*lab, *llmtest.Server) {
	t.Helper()
	server, err := llmtest.New(rules...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n"+config)
	l.write("suites/a.yaml", "tests:\n- {vars: {x: kind}, assert: [{type: llm-rubric, value: is polite}]}\n- {vars: {x: rude}, assert: [{type: llm-rubric, value: is polite}]}\n")
	l.set("prompts/a.md", "Say {{x}}\n", "one")
	return l.at(".", "OPENAI_BASE_URL="+server.URL, "OPENAI_API_KEY="+plantedKey), server
}

func verdicts() []llmtest.Rule {
	return []llmtest.Rule{
		{Match: "Say kind", Answer: `{"pass": true, "score": 0.9, "reason": "kind"}`, As: "gpt-4.1-2025", Tokens: [2]int{100, 10}},
		{Match: "Say rude", Answer: `{"pass": false, "score": 0.1, "reason": "rude"}`, As: "gpt-4.1-2025", Tokens: [2]int{100, 10}},
	}
}

// judgesOf reads what a document says of the judges of its first run.
func (l *lab) judgesOf(code int, args ...string) (eval.Judging, bool) {
	l.t.Helper()
	var doc struct {
		Runs []struct {
			Reused bool
			Judges *eval.Judging
		}
	}
	l.json(code, &doc, append([]string{"eval"}, args...)...)
	if doc.Runs[0].Judges == nil {
		l.t.Fatal("no judges")
	}
	return *doc.Runs[0].Judges, doc.Runs[0].Reused
}

func TestAJudgeOfTheConfigurationIsAskedCountedAndRecorded(t *testing.T) {
	t.Parallel()
	l, server := withJudge(t, "judge: {provider: openai:gpt-4.1, temperature: 0}\n", verdicts()...)
	key := eval.JudgesKey([]eval.Target{{Provider: "openai", Endpoint: server.URL, Model: "gpt-4.1"}})
	cost := 2 * (100*2.0 + 10*8.0) / 1e6
	want := eval.Judging{Asked: 2, Key: key, Calls: 2, Tokens: 220, CostUSD: &cost, Models: []string{"gpt-4.1-2025"}}
	first, _ := l.judgesOf(1, "HEAD")
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	again, reused := l.judgesOf(1, "HEAD")
	want.Calls = 0 // nothing was called
	if diff := cmp.Diff(want, again); diff != "" || !reused || server.Count() != 2 {
		t.Errorf("the record: %d requests; want -, got +:\n%s", server.Count(), diff)
	}
	if a := l.want(0, "show", "HEAD"); !strings.Contains(a.out, "judges: 2 questions, cost $0.0006, 220 tokens, answered by gpt-4.1-2025") {
		t.Errorf("got %s", a.out)
	}
	if body := string(server.Requests()[0].Body); !strings.Contains(body, `"temperature":0`) || !strings.Contains(body, `"model":"gpt-4.1"`) {
		t.Errorf("sent %s", body)
	}
	r := l.eval(1, "HEAD").Runs[0]
	if r.Calls != 0 || r.CostUSD == nil || *r.CostUSD != 0 || r.Passed != 1 || r.Failed != 1 {
		t.Errorf("the outputs: %+v", r)
	}
	cached, _ := l.judgesOf(1) // the working tree is judged again, from the cache
	want.Calls, want.Cached = 0, 2
	if diff := cmp.Diff(want, cached); diff != "" || server.Count() != 2 {
		t.Errorf("the cache: %d requests; want -, got +:\n%s", server.Count(), diff)
	}
}

func TestAnotherJudgeIsAnotherSuite(t *testing.T) {
	t.Parallel()
	l, server := withJudge(t, "judge: {provider: openai:gpt-4.1}\n", verdicts()...)
	l.eval(1, "HEAD")
	for _, args := range [][]string{{"HEAD", "--judge", "openai:gpt-4.1-mini"}} {
		before := server.Count()
		if _, reused := l.judgesOf(1, args...); reused || server.Count() != before+2 {
			t.Errorf("%v: reused %v after %d requests", args, reused, server.Count()-before)
		}
	}
	if n := l.records(); n != 2 {
		t.Errorf("%d records", n)
	}
}

func TestAJudgeThatFailsIsAnErrorWithoutTheKey(t *testing.T) {
	t.Parallel()
	l, _ := withJudge(t, "judge: {provider: openai:gpt-4.1}\neval: {max_retries: 0}\n",
		llmtest.Rule{Match: "kind", Answer: "It is kind."},
		llmtest.Rule{Status: 400, Body: `{"error":{"message":"bad key ` + plantedKey + `"}}`},
	)
	a := l.want(5, "eval", "HEAD")
	for _, want := range []string{
		`llm-rubric: the judge's reply holds no JSON object with pass or score: "It is kind."`,
		"llm-rubric: the judge openai:gpt-4.1: HTTP 400: bad key [redacted]",
	} {
		if !strings.Contains(a.stderr, want) {
			t.Errorf("want %q in\n%s", want, a.stderr)
		}
	}
	if strings.Contains(a.out+a.stderr, plantedKey) {
		t.Error("the key is shown")
	}
	r := l.eval(5, "HEAD", "--refresh").Runs[0]
	if r.Errors != 2 || r.Score != nil {
		t.Errorf("got %+v", r)
	}
}

func TestAMaximumCostNeedsThePriceOfTheJudge(t *testing.T) {
	t.Parallel()
	l, server := withJudge(t, "judge: {provider: openai:some-model}\n", verdicts()...)
	if a := l.want(2, "eval", "HEAD", "--max-cost", "1"); !strings.Contains(a.stderr, `unknown price of model "some-model"`) || server.Count() != 0 {
		t.Errorf("got %s", a.stderr)
	}
	l, _ = withJudge(t, "judge: {provider: openai:gpt-4.1}\n", verdicts()...)
	if a := l.want(5, "eval", "HEAD", "--max-cost", "0.0000001"); !strings.Contains(a.stderr, "the maximum cost is reached") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestLintAndTrustNeedNoJudge(t *testing.T) {
	t.Parallel()
	l, _ := withJudge(t, "", verdicts()...)
	l.run("lint")
	if a := l.run("lint"); strings.Contains(a.stderr, "no model is named") {
		t.Errorf("lint: %s", a.stderr)
	}
	l.want(0, "trust")
	if a := l.want(3, "eval"); !strings.Contains(a.stderr, "no model is named that judges llm-rubric") {
		t.Errorf("eval: %s", a.stderr)
	}
}

// The verdicts are those of promptfoo for the same replies.
func TestAJudgeSelectsTheBestOutput(t *testing.T) {
	t.Parallel()
	server, err := llmtest.New(
		llmtest.Rule{Match: "Ann", Answer: "The best is 1."},
		llmtest.Rule{Match: "Bob", Answer: "0"},
		llmtest.Rule{Match: "Cy", Answer: "7"},
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	l := foo(t, `prompts: ['Hello {{name}}', 'Bye {{name}}']
providers: [echo]
defaultTest:
  options: {provider: {id: 'openai:chat:judge', config: {apiBaseUrl: '`+server.URL+`'}}}
  assert: [{type: contains, value: Hello}, {type: select-best, value: is a greeting}]
tests:
- {vars: {name: Ann}}
- {vars: {name: Bob}}
- {vars: {name: Cy}}
`)
	var got []string
	for _, r := range l.eval(5, "--suite", "promptfooconfig.yaml").Runs {
		for _, x := range r.Results {
			if x.Error != "" {
				got = append(got, x.Error)
				continue
			}
			last := x.Asserts[len(x.Asserts)-1]
			got = append(got, strings.Join([]string{last.Type, passed(last.Pass), passed(x.Pass)}, " "))
		}
	}
	want := []string{
		"select-best fail fail", "select-best pass pass", "select-best: the judge chose output 7, and they are numbered from 0 to 1",
		"select-best pass fail", "select-best fail fail", "select-best: the judge chose output 7, and they are numbered from 0 to 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if n := server.Count(); n != 3 {
		t.Errorf("%d questions for three cases", n)
	}
}

func passed(yes bool) string {
	if yes {
		return "pass"
	}
	return "fail"
}

// What is expected here is what github/gh-models does in cmd/eval.
func TestEvaluatorsOfGitHubModelsAskTheirModel(t *testing.T) {
	t.Parallel()
	server, err := llmtest.New(
		llmtest.Rule{Model: "openai/gpt-4o", Match: "<answer ", Answer: "I give 10 out of ten"},
		llmtest.Rule{Model: "openai/gpt-4o", Match: "<response ", Answer: "Stars: 4"},
		llmtest.Rule{Model: "small", Match: "^Is Hi polite\\? \\{\\{no\\}\\} yes or no$", Answer: "NO, it isn't... or Yes"},
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	l := newLab(t)
	l.write("promptgit.yaml", "provider: openai\n")
	l.set("prompts/a.prompt.yml", `model: echo
messages: [{role: user, content: "{{input}}"}]
testData: [{input: Hi, expected: Hello}]
evaluators:
  - {name: similar, uses: github/similarity}
  - {name: fluent, uses: github/fluency}
  - name: polite
    llm: {modelId: small, systemPrompt: "Judge {{input}}", prompt: "Is {{completion}} polite? {{no}} yes or no", choices: [{choice: "Yes", score: 1}, {choice: "no", score: 0}]}
`, "one")
	r := l.at(".", "OPENAI_BASE_URL="+server.URL, "OPENAI_API_KEY=x").eval(1, "--provider", "echo").Runs[0].Results[0]
	got := map[string]float64{}
	for _, a := range r.Asserts {
		got[a.Metric] = a.Score
	}
	if diff := cmp.Diff(map[string]float64{"similar": 0, "fluent": 0.75, "polite": 1}, got); diff != "" || r.Pass {
		t.Errorf("pass %v, %s; want -, got +:\n%s", r.Pass, r.Error, diff)
	}
	for _, q := range server.Requests() {
		if q.Chat.Model == "small" && q.Chat.Messages[0].Content != "Judge {{input}}" {
			t.Errorf("the system prompt is no template: %s", q.Chat.Messages[0].Content)
		}
	}
}

func TestAVendorOfPromptfooEmbeds(t *testing.T) {
	t.Parallel()
	l, server := withJudge(t, "")
	l.write("promptfooconfig.yaml", `prompts: ['{{x}}']
providers: [echo]
defaultTest: {options: {provider: {embedding: 'litellm:embedding:small'}}}
tests: [{vars: {x: a red house}, assert: [{type: similar, value: a red house}]}]
`)
	l = l.at(".", "LITELLM_API_BASE="+server.URL, "LITELLM_API_KEY="+plantedKey)
	l.want(0, "trust", "--yes")
	if r := l.eval(0, "--suite", "promptfooconfig.yaml").Runs[0]; r.Passed != 1 || server.Count() == 0 {
		t.Fatalf("%d requests, %+v", server.Count(), r)
	}
	if r := server.Requests()[0]; r.Path != "/v1/embeddings" || !strings.Contains(string(r.Body), `"model":"small"`) || strings.Contains(string(r.Body), "temperature") {
		t.Errorf("sent %s %s", r.Path, r.Body)
	}
	l.write("promptfooconfig.yaml", "prompts: ['{{x}}']\nproviders: ['litellm:embedding:small']\ntests: [{vars: {x: a}}]\n")
	if a := l.want(3, "eval", "--suite", "promptfooconfig.yaml"); !strings.Contains(a.stderr, `promptfooconfig.yaml:2:13: "litellm:embedding:small" is no chat model`) {
		t.Errorf("got %s", a.stderr)
	}
}
