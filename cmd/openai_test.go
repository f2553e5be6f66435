package cmd_test

import (
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/llmtest"
)

const plantedKey = "sk-planted-5f2c9d7e"

// served is a repository whose prompt asks a model on loopback.
func served(t *testing.T, rules ...llmtest.Rule) (*lab, *llmtest.Server) {
	t.Helper()
	server, err := llmtest.New(rules...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	l := newLab(t)
	l.write("suites/a.yaml", "tests:\n- {vars: {x: one}, assert: [{type: contains, value: one}]}\n- {vars: {x: two}, assert: [{type: contains, value: two}]}\n")
	l.set("prompts/a.md", "---\nmodel: openai:gpt-4.1-mini\ntemperature: 0\n---\nsystem:\nBe brief.\nuser:\nSay {{x}}\n", "one")
	return l.at(".", "OPENAI_BASE_URL="+server.URL, "OPENAI_API_KEY="+plantedKey), server
}

func TestAModelOnAServerIsAsked(t *testing.T) {
	t.Parallel()
	l, server := served(t, llmtest.Rule{Match: "Say (.*)", Answer: "I say $1", As: "gpt-4.1-mini-2025", Tokens: [2]int{100, 10}})
	r := l.eval(0, "HEAD").Runs[0]
	if r.Provider != "openai" || r.Model != "gpt-4.1-mini" || r.Passed != 2 || r.Calls != 2 || r.CostUSD == nil || *r.CostUSD <= 0 {
		t.Errorf("got %+v", r)
	}
	if r.Results[0].Output != "I say one" || r.Results[0].Rendered != `[{"role":"system","content":"Be brief."},{"role":"user","content":"Say one"}]` {
		t.Errorf("got %+v", r.Results[0])
	}
	for _, req := range server.Requests() {
		if got := req.Header.Get("Authorization"); got != "Bearer "+plantedKey {
			t.Errorf("authorization %q", got)
		}
		if !strings.Contains(string(req.Body), `"temperature":0`) {
			t.Errorf("got %s", req.Body)
		}
		if diff := cmp.Diff("system", req.Chat.Messages[0].Role); diff != "" {
			t.Error(diff)
		}
	}
	if again := l.eval(0, "HEAD").Runs[0]; !again.Reused || server.Count() != 2 {
		t.Errorf("%d requests, %+v", server.Count(), again)
	}
	if a := l.want(0, "run", "prompts/a.md", "-v", "x=three"); a.out != "I say three\n" {
		t.Errorf("got %s", a.out)
	}
	l.want(0, "eval", "HEAD", "--refresh", "--max-cost", "1")
	if a := l.want(5, "eval", "HEAD", "--refresh", "--max-cost", "0.0000001"); !strings.Contains(a.stderr, "maximum cost") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestWhatAServerRefusesIsToldWithWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		rules []llmtest.Rule
		want  []string
		calls int
	}{
		{
			"a wrong key",
			[]llmtest.Rule{{Status: 401, Body: `{"error":{"message":"Incorrect API key provided: ` + plantedKey + `"}}`}},
			[]string{"HTTP 401: Incorrect API key provided: [redacted]", "hint: the key in OPENAI_API_KEY is not accepted"},
			0,
		},
		{"no such model", []llmtest.Rule{{Status: 404}}, []string{"HTTP 404", "hint: check the name of the model"}, 0},
		{"no JSON", []llmtest.Rule{{Body: "<html>hello</html>"}}, []string{"no chat completion", "hint: check that http://127.0.0.1:"}, 0},
		{"no choices", []llmtest.Rule{{Body: `{"choices":[]}`}}, []string{"no choices"}, 2},
		{"a request that is wrong", []llmtest.Rule{{Status: 400}}, []string{"HTTP 400"}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l, server := served(t, c.rules...)
			for _, args := range [][]string{{"eval", "-j", "1"}, {"eval", "--json", "-j", "1"}} {
				before := server.Count()
				a := l.want(5, args...)
				for _, want := range c.want {
					if !strings.Contains(a.stderr, want) {
						t.Errorf("%v: want %q in\n%s", args, want, a.stderr)
					}
				}
				if strings.Contains(a.out+a.stderr, plantedKey) {
					t.Errorf("%v: the key is printed", args)
				}
				if n := server.Count() - before; c.calls > 0 && n != c.calls {
					t.Errorf("%v: want %d calls, got %d", args, c.calls, n)
				}
			}
			a := l.want(5, "run", "prompts/a.md", "-v", "x=three")
			if !strings.Contains(a.stderr, c.want[0]) || strings.Contains(a.stderr, plantedKey) {
				t.Errorf("run: got %s", a.stderr)
			}
		})
	}
}

func TestABusyServerIsAskedAgain(t *testing.T) {
	t.Parallel()
	l, server := served(t,
		llmtest.Rule{Match: "one", Times: 1, Status: 429, Headers: map[string]string{"Retry-After-Ms": "1"}},
		llmtest.Rule{Match: "two", Times: 1, Fault: llmtest.Cut},
	)
	if r := l.eval(0, "HEAD").Runs[0]; r.Passed != 2 || r.Errors != 0 || r.Calls != 4 || server.Count() != 4 {
		t.Errorf("%d requests, %+v", server.Count(), r)
	}
}

func TestAServerThatIsNotThereIsNamed(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed at once: nobody listens there
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String() + "/v1"
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	l, _ := served(t)
	l = l.at(".", "OPENAI_BASE_URL="+url)
	l.write("promptgit.yaml", "eval: {max_retries: 0}\n")
	a := l.want(5, "eval")
	if !strings.Contains(a.stderr, "hint: nothing listens at "+url) {
		t.Errorf("got %s", a.stderr)
	}
	a = l.at(".", "OPENAI_BASE_URL=", "OPENAI_API_KEY=").want(5, "eval")
	if !strings.Contains(a.stderr, "set the environment variable OPENAI_API_KEY") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestAPromptfooProviderIsAskedWithItsConfig(t *testing.T) {
	t.Parallel()
	l, server := served(t)
	l = l.at(".", "OPENAI_BASE_URL=", "OPENAI_API_KEY=", "MY_KEY="+plantedKey)
	l.write("promptfooconfig.yaml", `prompts: ['[{"role":"system","content":"S"},{"role":"user","content":"say {{x}}"}]']
providers: [{id: 'openai:chat:small', config: {apiBaseUrl: '`+server.URL+`', apiKeyEnvar: MY_KEY, temperature: 0.5, max_tokens: 7}}]
tests: [{vars: {x: hi}, assert: [{type: equals, value: say hi}]}]
`)
	if r := l.eval(0, "--suite", "promptfooconfig.yaml").Runs[0]; r.Model != "small" || r.Passed != 1 {
		t.Errorf("got %+v", r)
	}
	req := server.Requests()[0]
	if req.Chat.Model != "small" || len(req.Chat.Messages) != 2 || req.Header.Get("Authorization") != "Bearer "+plantedKey {
		t.Errorf("got %s", req.Body)
	}
	for _, want := range []string{`"temperature":0.5`, `"max_tokens":7`} {
		if !strings.Contains(string(req.Body), want) {
			t.Errorf("want %s in %s", want, req.Body)
		}
	}
	for _, no := range []string{"apiBaseUrl", "apiKeyEnvar"} {
		if strings.Contains(string(req.Body), no) {
			t.Errorf("%s was sent: %s", no, req.Body)
		}
	}
}

func TestThePromptyModelMayComeFromTheEnvironment(t *testing.T) {
	t.Parallel()
	l, server := served(t, llmtest.Rule{Match: "(?s).*", Answer: "yes"})
	l.write("promptgit.yaml", "provider: openai\n")
	l.write("prompts/b.prompty", "---\nmodel: {id: \"${env:MY_MODEL}\"}\n---\nsystem:\nHi\n")
	l.write("prompts/c.prompty", "---\nmodel: {id: \"${env:MY_MODEL:gpt-4o}\"}\n---\nsystem:\nHi\n")
	if a := l.want(3, "run", "prompts/b.prompty"); !strings.Contains(a.stderr, "prompts/b.prompty: the model is ${env:MY_MODEL}, and MY_MODEL is not set") {
		t.Errorf("got %s", a.stderr)
	}
	l.want(0, "run", "prompts/b.prompty", "--provider", "echo")
	l.want(0, "run", "prompts/c.prompty")
	l.want(0, "run", "prompts/b.prompty", "--model", "gpt-4.1")
	l.at(".", "MY_MODEL=o4", "OPENAI_BASE_URL="+server.URL, "OPENAI_API_KEY="+plantedKey).want(0, "run", "prompts/b.prompty")
	l.write("prompts/b.prompty", "---\nmodel: {id: \"${env:OPENAI_API_KEY}\"}\n---\nsystem:\nHi\n")
	l.want(3, "run", "prompts/b.prompty")
	var got []string
	for _, req := range server.Requests() {
		got = append(got, req.Chat.Model)
	}
	if diff := cmp.Diff([]string{"gpt-4o", "gpt-4.1", "o4"}, got); diff != "" {
		t.Error(diff)
	}
}
