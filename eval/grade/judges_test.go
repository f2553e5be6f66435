package grade_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/script"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// court is an engine whose judges are models on a server on loopback.
type court struct {
	*eval.Engine
	server *llmtest.Server
}

func newCourt(t *testing.T, rules ...llmtest.Rule) *court {
	t.Helper()
	server, err := llmtest.New(rules...)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: provider.Transport(16)}
	t.Cleanup(func() {
		client.CloseIdleConnections()
		server.Close()
	})
	deps := provider.Deps{HTTP: client, Getenv: func(name string) string {
		return map[string]string{"OPENAI_BASE_URL": server.URL}[name]
	}}
	o := prompt.RenderOptions{}
	types := grade.All()
	return &court{server: server, Engine: &eval.Engine{
		Render: func(ctx context.Context, p *prompt.Prompt, vars *value.Object) ([]prompt.Message, error) {
			return p.Render(ctx, vars, o)
		},
		RenderValue: func(ctx context.Context, tmpl string, vars *value.Object) (string, error) {
			return prompt.RenderText(ctx, tmpl, vars, o)
		},
		RenderData: func(ctx context.Context, tmpl string, vars *value.Object) (string, error) {
			return prompt.RenderData(ctx, tmpl, vars, o)
		},
		Scripts: script.New(script.Options{}),
		Graders: types.New, Comparers: types.NewComparer, Now: time.Now,
		Sleep:   func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Backoff: func() backoff.BackOff { return &backoff.ZeroBackOff{} },
		Judges: func(_ context.Context, spec eval.ProviderSpec) (eval.Target, *value.Object, error) {
			target, err := provider.Resolve(spec.ID, nil, "", deps)
			return target, spec.Config, err
		},
	}}
}

// suite parses cases with the judge of every task on the server.
func (c *court) suite(t *testing.T, src string) *eval.Suite {
	t.Helper()
	s, err := parseJudged(src)
	if err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	return s
}

func parseJudged(src string) (*eval.Suite, error) {
	types := grade.All()
	return eval.ParseSuite("suite.yaml", []byte(src), eval.SuiteOptions{
		Types: types.Names(), Judged: types.Judged(),
		Judge: &eval.JudgeOptions{Default: eval.Judges{Any: &eval.ProviderSpec{ID: "openai:judge"}}},
	})
}

// run judges the recorded outputs of a suite.
func (c *court) run(t *testing.T, s *eval.Suite) eval.Run {
	t.Helper()
	p := prompt.Inline("p.md", "How high is the tower?")
	runs, err := c.Run(t.Context(), []eval.Column{{Prompt: p, Suite: s, Target: eval.Target{Provider: "echo", Free: true}}})
	if err != nil {
		t.Fatal(err)
	}
	return runs[0]
}

// trial is one assertion, the replies of its judge in order, and the verdict.
type trial struct {
	name    string
	assert  string // YAML in braces
	vars    string // YAML in braces
	options string
	output  string
	replies []string
	pass    bool
	score   float64
	err     string // what the error says, for no verdict
}

func (c trial) yaml() string {
	out := fmt.Sprintf("tests:\n- providerOutput: %q\n  assert: [%s]\n", cmp.Or(c.output, "It is 330 m high."), c.assert)
	if c.vars != "" {
		out += "  vars: " + c.vars + "\n"
	}
	if c.options != "" {
		out += "  options: " + c.options + "\n"
	}
	return out
}

// rules answer in order, each once.
func (c trial) rules() []llmtest.Rule {
	rules := make([]llmtest.Rule, len(c.replies))
	for i, reply := range c.replies {
		rules[i] = llmtest.Rule{Times: 1, Answer: strings.ReplaceAll(reply, "$", "$$")}
	}
	return rules
}

func try(t *testing.T, trials []trial) {
	t.Helper()
	for _, c := range trials {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			court := newCourt(t, c.rules()...)
			run := court.run(t, court.suite(t, c.yaml()))
			r := run.Results[0]
			if c.err != "" {
				if r.Err == nil || !strings.Contains(r.Err.Error(), c.err) || r.Score != 0 || r.Pass || len(r.Asserts) > 0 {
					t.Errorf("want the error %q and nothing else, got pass %v, score %v: %v", c.err, r.Pass, r.Score, r.Err)
				}
				return
			}
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			if a := r.Asserts[0]; r.Pass != c.pass || math.Abs(r.Score-c.score) > 1e-12 || a.Reason == "" || strings.Contains(a.Reason, "\n") {
				t.Errorf("want pass %v and score %v, got %v and %v: %q", c.pass, c.score, r.Pass, r.Score, a.Reason)
			}
			if asked := run.Judging(); len(c.replies) > 0 && (asked == nil || asked.Asked < len(c.replies)) {
				t.Errorf("%d replies were given, and judging counts %+v", len(c.replies), asked)
			}
		})
	}
}
