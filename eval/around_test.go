package eval_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// judged runs a suite with the real templates and assertion types over a model
// that answers with what it was asked.
func judged(t *testing.T, src string, p *prompt.Prompt) ([]eval.Result, error) {
	t.Helper()
	opts := prompt.RenderOptions{Env: prompt.NewEnv(map[string]string{"HOME": "/home/ada", "LANG": "C"})}
	e := newEngine()
	e.Env = opts.Env
	e.Render = func(ctx context.Context, p *prompt.Prompt, vars *value.Object) ([]prompt.Message, error) {
		return p.Render(ctx, vars, opts)
	}
	e.RenderValue = func(ctx context.Context, tmpl string, vars *value.Object) (string, error) {
		return prompt.RenderText(ctx, tmpl, vars, opts)
	}
	e.Graders = grade.All().New
	m := &model{answer: func(_ context.Context, req eval.Request) (eval.Answer, error) {
		return eval.Answer{Output: req.Rendered}, nil
	}}
	runs, err := e.Run(t.Context(), []eval.Column{{Prompt: p, Suite: files{"s.yaml": src}.parse(t, "s.yaml"), Target: m.target()}})
	if err != nil {
		return nil, err
	}
	for _, r := range runs[0].Results {
		if r.Err != nil {
			t.Error(r.Err)
		}
	}
	return runs[0].Results, nil
}

func native(t *testing.T, text string) *prompt.Prompt {
	t.Helper()
	p, err := prompt.Parse("prompts/p.md", []byte(text), prompt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPrefixAndSuffixStandAroundThePromptBeforeItIsRendered(t *testing.T) {
	t.Parallel()
	chat := native(t, "system:\nBe {{ how }}.\nuser:\n{{ q }}\n")
	before := chat.Key()
	for name, c := range map[string]struct {
		p     *prompt.Prompt
		tests string
		want  string
	}{
		"one message":             {native(t, "Say {{ q }}"), "- {vars: {q: hi}, options: {prefix: 'A ', suffix: ' B'}}", "A Say hi B"},
		"both may be templates":   {native(t, "Say {{ q }}"), "- {vars: {q: hi}, options: {prefix: '{{ q }}: '}}", "hi: Say hi"},
		"as promptfoo joins them": {prompt.Inline("p", " %} {{ q }}"), "- {vars: {q: hi}, options: {prefix: '{% if q', suffix: '{% endif %}'}}", "hi"},
		"the first and the last message of a chat": {
			chat, "- {vars: {how: brief, q: hi}, options: {prefix: 'FIRST ', suffix: ' LAST'}}",
			`[{"role":"system","content":"FIRST Be brief."},{"role":"user","content":"hi LAST"}]`,
		},
		"one alone":               {native(t, "x"), "- {vars: {}, options: {suffix: y, prefix: null}}", "xy"},
		"a default, not undone":   {native(t, "x"), "defaultTest: {options: {prefix: D}}\ntests: [{vars: {a: 1}, options: {prefix: ''}}]", "Dx"},
		"cases without any share": {native(t, "x"), "- vars: {a: 1}", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			results, err := judged(t, c.tests, c.p)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, strings.TrimSpace(results[0].Answer.Output)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if chat.Key() != before {
		t.Error("the prompt itself was changed")
	}
}

func TestTheEnvBlockOfASuiteReachesPromptsVarsAndValues(t *testing.T) {
	t.Parallel()
	results, err := judged(t, `
env: {SHOP: Acme, LANG: de, DIR: '{{ env.HOME }}/x', YEAR: 2026}
tests:
  - vars: {q: 'from {{ env.SHOP }}'}
    assert:
      - {type: equals, value: 'Acme de /home/ada /home/ada/x 2026 from Acme', metric: 'm-{{ env.SHOP }}'}
      - {type: contains-any, value: ['{{ env.SHOP }}']}
  - vars: {q: x, env: {SHOP: own}}
    assert: [{type: equals, value: 'own     x'}]
`, native(t, "{{ env.SHOP }} {{ env.LANG }} {{ env.HOME }} {{ env.DIR }} {{ env.YEAR }} {{ q }}"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if !r.Pass {
			t.Errorf("%s: %+v", r.Answer.Output, r.Asserts)
		}
		if v, ok := r.Case.Vars.Get("env"); ok && r.Case.Index == 0 {
			t.Errorf("the environment %v became a var of the case", v)
		}
	}
	if _, ok := results[0].Metrics["m-Acme"]; !ok {
		t.Errorf("the metrics are %v", results[0].Metrics)
	}
	if _, err := judged(t, "env: {A: '{% if %}'}\ntests: [{vars: {a: 1}}]", native(t, "x")); err == nil || !strings.Contains(err.Error(), "s.yaml: A of env") {
		t.Errorf("want the entry of env that is no template, got %v", err)
	}
}

func TestTheEnvBlockCountsInTheKeys(t *testing.T) {
	t.Parallel()
	key := func(env string) string {
		return oneKey(t, env+"tests: [{vars: {a: 1}}]\n")
	}
	if key("env: {A: 1, B: x}\n") != key("env: {B: x, A: '1'}\n") {
		t.Error("the order of an env block, or how a number is written, changes the key")
	}
	if key("") != key("env: {}\n") || key("env: {A: 1}\n") == key("env: {A: 2}\n") || key("") == key("env: {A: 1}\n") {
		t.Error("the key does not follow the env block")
	}
}
