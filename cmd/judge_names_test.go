package cmd_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// likes is a server whose chat models pass everything and whose embeddings are
// all the same.
func likes() []llmtest.Rule {
	return []llmtest.Rule{
		{Match: "That was the material", Answer: `{"pass": true, "score": 1}`},
		{Body: `{"data":[{"embedding":[1,2]}],"results":[{"categories":{"hate":false}}]}`},
	}
}

// Every form in which a suite or the configuration may name a judge, with what
// the server is then asked.
func TestEveryFormOfAJudgeOpens(t *testing.T) {
	t.Parallel()
	const test = "tests: [{vars: {x: hi}, assert: "
	rubric, near := "[{type: llm-rubric, value: ok}]}]\n", "[{type: similar, value: hi}]}]\n"
	for name, c := range map[string]struct{ config, suite, want string }{
		"the configuration":          {"judge: {provider: openai:m, temperature: 0.5}", test + rubric, "/chat/completions m temperature 0.5"},
		"its embedding":              {"judge: {embedding: openai:m}", test + near, "/embeddings m"},
		"its embedding as promptfoo": {"judge: {embedding: 'openai:embedding:m'}", test + near, "/embeddings m"},
		"its named provider":         {"judge: {provider: 'mine:m'}\nproviders: {mine: {type: openai}}", test + rubric, "/chat/completions m"},
		"promptfoo's name":           {"", "defaultTest: {options: {provider: 'openai:chat:m'}}\n" + test + rubric, "/chat/completions m temperature 0 max_tokens 1024"},
		"a bare model of OpenAI":     {"", "defaultTest: {options: {provider: 'openai:m'}}\n" + test + rubric, "/chat/completions m temperature 0 max_tokens 1024"},
		"a mapping with a config":    {"", "defaultTest: {options: {provider: {id: 'openai:chat:m', config: {temperature: 1, max_tokens: 9}}}}\n" + test + rubric, "/chat/completions m temperature 1 max_tokens 9"},
		"a mapping of tasks":         {"", "defaultTest: {options: {provider: {text: 'openai:chat:t', embedding: {id: 'openai:embedding:m'}}}}\n" + test + near, "/embeddings m"},
		"a moderation":               {"", "defaultTest: {options: {provider: {moderation: 'openai:moderation:m'}}}\n" + test + "[{type: moderation}]}]\n", "/moderations m"},
		"embeddings of a vendor":     {"", test + "[{type: similar, value: hi, provider: 'ollama:embeddings:m:8b'}]}]\n", "/embeddings m:8b"},
		"a file":                     {"", "defaultTest: {options: {provider: file://judge.yaml}}\n" + test + rubric, "/chat/completions filed temperature 0.25 max_tokens 1024"},
		"a default test of a file":   {"", "defaultTest: file://default.yaml\n" + test + rubric, "/chat/completions deep temperature 0 max_tokens 1024"},
		"a label":                    {"", "providers: [{id: 'openai:chat:m', label: mine, config: {temperature: 2}}]\nprompts: [p]\ndefaultTest: {options: {provider: mine}}\n" + test + rubric, "/chat/completions m temperature 2 max_tokens 1024"},
		"not a chat model to embed": {
			"judge: {embedding: openai:e}", "defaultTest: {options: {provider: 'openai:chat:m'}}\n" + test + near, "/embeddings e",
		},
	} {
		for _, by := range []string{"the environment", "the env block"} {
			t.Run(name+" at a server of "+by, func(t *testing.T) {
				t.Parallel()
				l, server := withJudge(t, c.config+"\n", likes()...)
				l = l.at(".", "OLLAMA_BASE_URL="+strings.TrimSuffix(server.URL, "/v1"))
				env := ""
				if by == "the env block" && c.config == "" {
					l, env = l.at(".", "OPENAI_BASE_URL=http://127.0.0.1:1/v1"), "env: {OPENAI_BASE_URL: '"+server.URL+"'}\n"
				}
				l.write("suites/judge.yaml", "id: openai:chat:filed\nconfig: {temperature: 0.25}\n")
				l.write("suites/default.yaml", "options: {provider: 'openai:chat:deep'}\n")
				l.write("suites/a.yaml", env+c.suite)
				l.ok("eval")
				q := server.Requests()[0]
				sentWords := []string{q.Path, q.Chat.Model}
				for _, name := range []string{"temperature", "max_tokens"} {
					if v, sent := sentParam(t, q.Body, name); sent {
						sentWords = append(sentWords, name, v)
					}
				}
				if got := strings.Join(sentWords, " "); got != "/v1"+c.want {
					t.Errorf("want %s, got %s", c.want, got)
				}
			})
		}
	}
}

// A judge that must be allowed can be: what eval refuses, trust names.
func TestTrustNamesEveryJudge(t *testing.T) {
	t.Parallel()
	const far = "config: {apiBaseUrl: 'https://judge.example/v1'}"
	for name, suite := range map[string]string{
		"a reply":                 "tests: [{assert: [{type: llm-rubric, value: ok, provider: {id: 'openai:chat:m', " + far + "}}]}]\n",
		"an embedding":            "tests: [{assert: [{type: similar, value: ok, provider: {id: 'openai:embedding:m', " + far + "}}]}]\n",
		"a moderation":            "tests: [{assert: [{type: moderation, provider: {id: 'openai:moderation:m', " + far + "}}]}]\n",
		"a server of the env":     "env: {OPENAI_BASE_URL: 'https://judge.example/v1'}\ntests: [{assert: [{type: similar, value: ok, provider: 'openai:embedding:m'}]}]\n",
		"a default test's server": "env: {OPENAI_BASE_URL: 'https://judge.example/v1'}\ndefaultTest: file://default.yaml\ntests: [{vars: {x: a}}]\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, server := withJudge(t, "")
			l.write("suites/default.yaml", "options: {provider: 'openai:chat:m'}\nassert: [{type: llm-rubric, value: ok}]\n")
			l.write("suites/a.yaml", suite)
			if a := l.want(5, "eval"); !strings.Contains(a.stderr, "https://judge.example/v1") || !strings.Contains(a.stderr, "promptgit trust") {
				t.Errorf("eval: %s", a.stderr)
			}
			if a := l.ok("trust", "--yes"); !strings.Contains(a, "POST https://judge.example/v1") {
				t.Errorf("trust names %q", a)
			}
			if a := l.ok("trust"); a != "" {
				t.Errorf("again: %q", a)
			}
			if server.Count() != 0 {
				t.Error("somebody was asked")
			}
		})
	}
}

// An answer that could not be read stays in the cache, and is asked for again
// by the next run, once for all who have the same question.
func TestAReplyThatCouldNotBeReadIsNotKeptForEver(t *testing.T) {
	t.Parallel()
	l, server := withJudge(t, "judge: {provider: openai:gpt-4.1}\n",
		append([]llmtest.Rule{{Match: "Say kind", Times: 1, Answer: "Well, kind."}}, verdicts()...)...)
	l.write("suites/a.yaml", "evaluateOptions: {repeat: 3}\ntests:\n- {vars: {x: kind}, assert: [{type: llm-rubric, value: is polite}]}\n- {vars: {x: rude}, assert: [{type: llm-rubric, value: is polite}]}\n")
	var asked []int
	for _, code := range []int{5, 1, 1} {
		l.want(code, "eval")
		asked = append(asked, server.Count())
	}
	if want := []int{2, 3, 3}; !slices.Equal(want, asked) {
		t.Errorf("requests: %s", cmp.Diff(want, asked))
	}
}

// sentParam is a parameter of a request as it was sent.
func sentParam(t *testing.T, body []byte, name string) (string, bool) {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		t.Fatal(err)
	}
	v, sent := all[name]
	return string(v), sent
}
