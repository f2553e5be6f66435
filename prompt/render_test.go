package prompt

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

func TestRenderTextReplacesNamesInVars(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		tmpl string
		vars *value.Object
		want string
	}{
		"a plain var":                        {"Hi {{ a }}", value.NewObject("a", "x"), "Hi x"},
		"nothing for what is undefined":      {"[{{ a }}{{ a.b.c }}]", nil, "[]"},
		"a var over another var":             {"{{ a }}", value.NewObject("a", "<{{ b }}>", "b", "x"), "<x>"},
		"a var with more than a name":        {"{{ a }}", value.NewObject("a", "{{ b }}{{ b | upper }}{# #}", "b", "x"), "x{{ b | upper }}{# #}"},
		"a var with a filter":                {"{{ a }}", value.NewObject("a", "{{ b | upper }}", "b", "x"), "{{ b | upper }}"},
		"a chain of five":                    {"{{ a }}", value.NewObject("a", "{{b}}", "b", "{{c}}", "c", "{{d}}", "d", "{{e}}", "e", "x"), "x"},
		"a chain that goes round":            {"{{ a }}", value.NewObject("a", "1{{ b }}", "b", "2{{ a }}"), strings.Repeat("12", 16) + "{{ a }}"},
		"verbatim where a name is undefined": {"{{ a }}", value.NewObject("a", "{{ b }} {{ nope | upper }}", "b", "x"), "x {{ nope | upper }}"},
		"verbatim where it is no template":   {"{{ a }}", value.NewObject("a", `\frac{{x}{% y`), `\frac{{x}{% y`},
		"one newline less":                   {"[{{ a }}]", value.NewObject("a", "x\n\n"), "[x\n]"},
		"numbers, lists and objects":         {"{{ a }} {{ b }} {{ c }}", value.NewObject("a", int64(3), "b", []any{"x", 1.0}, "c", value.NewObject()), "3 x,1 [object Object]"},
		"an object inside a var":             {"{{ a }}", value.NewObject("a", "{{ b }}!", "b", []any{int64(1), int64(2)}), "1,2!"},
		"the environment":                    {"{{ env.HOME_TOWN }}{{ env.NOPE }} {{ a }}", value.NewObject("a", "{{ env.HOME_TOWN }}"), "Oslo {{ env.HOME_TOWN }}"},
		"a tag over several lines":           {"{{\n  a |\n upper\n}}", value.NewObject("a", "x"), "X"},
		"load reads JSON":                    {"{{ (a | load).b[1] }}", value.NewObject("a", `{"b": [1, 2]}`), "2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := string(value.Canonical(tt.vars))
			got, err := RenderText(t.Context(), tt.tmpl, tt.vars, RenderOptions{Env: NewEnv(map[string]string{"HOME_TOWN": "Oslo"})})
			if err != nil || got != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
			if after := string(value.Canonical(tt.vars)); after != before {
				t.Errorf("the vars of the caller changed to %s", after)
			}
		})
	}
}

func TestAVarOfAPromptMayBeATemplate(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		a, want string
	}{
		"with a filter":                      {"{{ b | upper }}", "X"},
		"with the environment":               {"{{ env.HOME_TOWN }}", "Oslo"},
		"verbatim where a name is undefined": {"{{ b }} {{ nope | upper }}", "x {{ nope | upper }}"},
		"verbatim where it is no template":   {`\frac{{x}{% y`, `\frac{{x}{% y`},
	} {
		p := &Prompt{Path: "prompts/p.md", Engine: "nunjucks", Messages: []Message{{Role: "user", Text: "{{ a }}"}}}
		got, err := p.Render(t.Context(), value.NewObject("a", tt.a, "b", "x"), RenderOptions{Env: NewEnv(map[string]string{"HOME_TOWN": "Oslo"})})
		if err != nil || got[0].Text != tt.want {
			t.Errorf("%s: got %+v, %v, want %q", name, got, err, tt.want)
		}
	}
}

func TestRenderGivesEveryMessageItsText(t *testing.T) {
	t.Parallel()
	p := &Prompt{
		Path: "prompts/p.md", Engine: "nunjucks",
		Messages: []Message{
			{Role: "system", Text: "{% include 'tone.md' %} {% include '/shared/x.md' %}", Line: 2},
			{Role: "user", Text: "{{ question }} in {{ language }}", Line: 5},
		},
		Inputs:   []Input{{Name: "language", Default: "English"}, {Name: "question"}},
		Partials: []Partial{{"prompts/tone.md", "Be {{ tone }}."}, {"shared/x.md", "X"}},
	}
	got, err := p.Render(t.Context(), value.NewObject("question", "Why?", "tone", "kind"), RenderOptions{})
	want := []Message{{Role: "system", Text: "Be kind. X", Line: 2}, {Role: "user", Text: "Why? in English", Line: 5}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if p.Messages[1].Text != "{{ question }} in {{ language }}" {
		t.Error("the prompt itself changed")
	}
}

func TestPromptsWithoutTemplatesStayAsTheyAre(t *testing.T) {
	t.Parallel()
	p := &Prompt{Path: "p", Engine: "none", Messages: []Message{{Role: "user", Text: "{{ a }", Line: 1}}}
	got, err := p.Render(t.Context(), nil, RenderOptions{})
	if diff := cmp.Diff(p.Messages, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestRenderErrorsNameTheLineOfTheFile(t *testing.T) {
	t.Parallel()
	p := &Prompt{
		Path: "p.md", Engine: "nunjucks",
		Messages: []Message{
			{Role: "system", Text: "fine\n{{ a | nope }}", Line: 4},
			{Role: "user", Text: "{{ a }", Line: 9},
			{Role: "user", Text: "{% include 'x.md' %}", Line: 12},
		},
		Partials: []Partial{{"x.md", "\n\n{{ b() }}"}},
	}
	want := []diag.Pos{{Path: "p.md", Line: 5, Col: 8}, {Path: "p.md", Line: 9, Col: 6}, {Path: "x.md", Line: 3, Col: 5}}
	shared := &Templates{}
	for _, templates := range []*Templates{nil, shared, shared} {
		_, err := p.Render(t.Context(), nil, RenderOptions{Templates: templates})
		var errs diag.Errors
		if !errors.As(err, &errs) {
			t.Fatalf("got %v", err)
		}
		var got []diag.Pos
		for _, d := range errs {
			got = append(got, d.Pos)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestRenderStopsAtItsTimeLimit(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]*Prompt{
		"native":    {Path: "p.md", Engine: "nunjucks", Messages: []Message{{Role: "user", Text: "{{ a }}", Line: 1}}},
		"promptfoo": Inline("p", "{{ a }}"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := p.Render(t.Context(), value.NewObject("a", "{% for i in range(99999) %}{% endfor %}x"), RenderOptions{Timeout: time.Nanosecond})
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "longer than 1ns") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestUnknownEnginesAreNamed(t *testing.T) {
	t.Parallel()
	_, err := (&Prompt{Path: "p.md", Engine: "pug"}).Render(t.Context(), nil, RenderOptions{})
	if want := `p.md: unknown template engine "pug" (known: nunjucks, handlebars, chat, promptfoo, literal, editor, none)`; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestFlatten(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		messages []Message
		want     string
	}{
		"one message is its text":  {[]Message{{Role: "system", Text: "a <b>\n"}}, "a <b>\n"},
		"several are a JSON chat":  {[]Message{{Role: "system", Text: "a <b>"}, {Role: "user", Text: "\"é\""}}, `[{"role":"system","content":"a <b>"},{"role":"user","content":"\"é\""}]`},
		"none are an empty chat":   {nil, "[]"},
		"an empty one stays empty": {[]Message{{Role: "user"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Flatten(tt.messages); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestInlinePromptsHaveTheHabitsOfPromptfoo(t *testing.T) {
	t.Parallel()
	vars := value.NewObject("a", "x \"y\"\n", "n", int64(3), "list", []any{int64(1), "b"})
	user := func(text string) []Message { return []Message{{Role: "user", Text: text, Line: 1}} }
	for name, tt := range map[string]struct {
		raw  string
		want []Message
	}{
		"text":                            {"Say {{ a }}", user(`Say x "y"`)},
		"JSON is walked and escaped":      {`{"q": "{{ a }}", "k": [1, true, 1.50]}`, user("{\n  \"q\": \"x \\\"y\\\"\",\n  \"k\": [\n    1,\n    true,\n    1.5\n  ]\n}")},
		"a short list gets five lines":    {"[1, 2, 3]", user("[\n  1,\n  2,\n  3\n]")},
		"what is no JSON is text":         {`{"q": "{{ a }}", "n": {{ n }}}`, user(`{"q": "x "y"", "n": 3}`)},
		"a line that ends in a tag":       {"{{\n a }} {{ n }}", user("{{\n a }} {{ n }}")},
		"an open tag inside JSON":         {`["{{ a"]`, user(`["{{ a"]`)},
		"raw that is there already":       {"{% raw %}{{ a{% endraw %}\n{{ n }}", user("{{ a\n3")},
		"parts of messages stay one text": {`[{"role": "user", "content": [{{ n }}]}]`, user(`[{"role": "user", "content": [3]}]`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Inline("suite.yaml#prompts/0", tt.raw).Render(t.Context(), vars, RenderOptions{})
			if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
	if _, err := Inline("s", "{{ a }").Render(t.Context(), vars, RenderOptions{}); err == nil {
		t.Error("a single closing brace is no error")
	}
}

func TestAnInlinePromptCanRenderToAChat(t *testing.T) {
	t.Parallel()
	vars := value.NewObject("a", "x \"y\"\n", "n", int64(3))
	for raw, want := range map[string][]Message{
		`[{"role": "system", "content": "{{ n }}"}, {"role": "user", "content": "{{ a }}"}]`: {{Role: "system", Text: "3", Line: 1}, {Role: "user", Text: `x "y"`, Line: 1}},
		`[{"role": "user", "content": {{ a | dump }}}]`:                                      {{Role: "user", Text: `x "y"`, Line: 1}},
		`[{"role": "user", "content": [{{ n }}]}]`:                                           nil,
		`[{"role": "user"}]`: nil,
		`{"role": "user"}`:   nil,
		"text {{ n }}":       nil,
	} {
		got, err := Inline("suite.yaml#prompts/0", raw).Render(t.Context(), vars, RenderOptions{})
		if err != nil || len(got) != 1 || got[0].Role != "user" {
			t.Fatalf("%s: %v, %v", raw, got, err)
		}
		if diff := cmp.Diff(want, Chat(got[0].Text)); diff != "" {
			t.Errorf("%s: %s", raw, diff)
		}
	}
}

// Text without a brace comes out as it went in, whatever the vars.
func TestTextWithoutTagsRendersToItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.NewReplacer("{", "(", "#}", ")").Replace(rapid.String().Draw(t, "text"))
		v := rapid.String().Draw(t, "v")
		got, err := RenderText(t.Context(), text, value.NewObject("v", v), RenderOptions{})
		if err != nil || got != text {
			t.Fatalf("got %q, %v", got, err)
		}
	})
}

func FuzzRenderText(f *testing.F) {
	f.Add("{{ a }}{{ b }}", "{{ b }}", "{% raw %}")
	f.Add("{% for x in a %}{{ x }}{% endfor %}", "{{ a }}{{ a }}", "{{ b | upper }}")
	f.Fuzz(func(t *testing.T, tmpl, a, b string) {
		vars := value.NewObject("a", a, "b", b)
		if _, err := RenderText(t.Context(), tmpl, vars, RenderOptions{}); err != nil {
			return
		}
		_, _ = Inline("p", tmpl).Render(t.Context(), vars, RenderOptions{})
	})
}
