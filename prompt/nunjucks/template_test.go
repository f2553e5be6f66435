package nunjucks_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt/nunjucks"
)

func render(t *testing.T, source string, vars *value.Object, opts nunjucks.Options) (string, error) {
	t.Helper()
	compiled, err := nunjucks.Compile("prompts/main.md", source)
	if err != nil {
		return "", err
	}
	return compiled.Render(t.Context(), vars, opts)
}

func TestErrorsSayWhereAndWhat(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ source, want string }{
		"a single closing brace":       {"a\nb {{ name }", `prompts/main.md:2:11: unexpected "}" in {{ }}`},
		"an unknown filter":            {"{{ x }}\n\n  {{ x | uper }}", `prompts/main.md:3:10: unknown filter "uper"`},
		"an unknown test":              {"{% if x is dfined %}{% endif %}", `prompts/main.md:1:12: unknown test "dfined"`},
		"an unknown tag":               {"{% iff x %}", `prompts/main.md:1:4: unknown tag "iff"`},
		"an open if":                   {"x\n{% if x %}\ny", "prompts/main.md:2:4: if is not closed"},
		"an open for":                  {"{% for x in y %}", "prompts/main.md:1:4: for is not closed"},
		"an open comment":              {"ab {# c", "prompts/main.md:1:4: comment is not closed"},
		"an open string":               {"{{ 'a }}", "prompts/main.md:1:4: string is not closed"},
		"a call of nothing":            {"{{ shout('x') }}", "prompts/main.md:1:9: shout is not a function"},
		"a filter on a wrong value":    {"{{ 5 | upper }}", "prompts/main.md:1:8: upper takes a string, not the number 5"},
		"a closing brace pair inside":  {"{{ {a: {b: 1}} | dump }}", `prompts/main.md:1:13: a comma is missing before "}}"`},
		"random":                       {"{{ [1] | random }}", "prompts/main.md:1:10: the filter random is not available"},
		"a missing include":            {"\n{% include 'x.md' %}", "prompts/main.md:2:4: included file is not there"},
		"an error in an included file": {"\n{% include 'bad.md' %}", "prompts/bad.md:2:3: a value is missing before the end of the template"},
		"an error in an included run":  {"\n{% include '/lib/run.md' %}", "lib/run.md:3:5: f is not a function"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := render(t, tt.source, nil, nunjucks.Options{Partials: map[string]string{
				"prompts/bad.md": "x\n{{",
				"lib/run.md":     "\n\n{{ f() }}",
			}})
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestLimitsEndWhatWouldNotEnd(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"a long range":            "{% for i in range(1000000000) %}x{% endfor %}",
		"loops in loops":          "{% for i in range(10000) %}{% for j in range(10000) %}{% endfor %}{% endfor %}",
		"a macro that calls it":   "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
		"text that doubles":       "{% set x = 'x' %}{% for i in range(100) %}{% set x = x ~ x %}{% endfor %}{{ x }}",
		"a list that doubles":     "{% set x = [1] %}{% for i in range(100) %}{% set x = [x, x] %}{% endfor %}{{ x }}",
		"a dump that doubles":     "{% set x = [1] %}{% for i in range(100) %}{% set x = [x, x] %}{% endfor %}{{ x | dump(2) }}",
		"a list in itself":        "{% set x = [1] %}{{ x.push(x) }}{{ x }}",
		"a list that grows":       "{% set x = [1] %}{% for i in x %}{{ x.push(i) }}{% endfor %}",
		"a big repeat":            "{{ 'x'.repeat(1000000000000) }}",
		"a big padding":           "{{ 'x'.padStart(1000000000000, 'ab') }}",
		"a big indent":            "{{ '\n\n' | indent(1000000000000) }}",
		"a wide center":           "{{ 'x' | center(1000000000000) }}",
		"a replace that explodes": "{% set x = 'a'.repeat(100000) %}{{ x | replace('a', x) | replace('a', x) }}",
		"a batch that fills up":   "{{ [1] | batch(1000000000000, 'x') }}",
		"a slice that fills up":   "{{ [1] | slice(1000000000000, 'x') }}",
		"an include of itself":    "{% include 'main.md' %}",
		"a slow expression":       "{{ ('a'.repeat(40) ~ 'b') | replace(r/(a+)+$/, '') }}{{ range(100000000) }}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := render(t, source, nil, nunjucks.Options{Partials: map[string]string{"prompts/main.md": source}})
			if !errors.Is(err, nunjucks.ErrLimit) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestDeepNestingIsRefused(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"parentheses": "{{ " + strings.Repeat("(", 100_000),
		"lists":       "{{ " + strings.Repeat("[", 100_000),
		"not":         "{{ " + strings.Repeat("not ", 100_000) + "x }}",
		"signs":       "{{ " + strings.Repeat("- ", 100_000) + "x }}",
		"if":          strings.Repeat("{% if x %}", 100_000),
		"elif":        "{% if x %}" + strings.Repeat("{% elif x %}", 100_000),
		"sums":        "{{ 1" + strings.Repeat(" + 1", 100_000) + " }}",
		"attributes":  "{{ x" + strings.Repeat(".a", 100_000) + " }}",
		"filters":     "{{ x" + strings.Repeat(" | list", 100_000) + " }}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := render(t, source, value.NewObject("x", value.NewObject("a", []any{})), nunjucks.Options{}); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestRenderingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	compiled, err := nunjucks.Compile("p.md", "{% for i in range(1000000) %}{% for j in range(1000000) %}{% endfor %}{% endfor %}")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err = compiled.Render(ctx, nil, nunjucks.Options{MaxSteps: 1 << 40})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestIncludesAreFoundFromTheFileThatNamesThem(t *testing.T) {
	t.Parallel()
	got, err := render(t, "{% include 'a.md' %} {% include '../x/b.md' %} {% include '/x/b.md' %}", nil, nunjucks.Options{Partials: map[string]string{
		"prompts/a.md":     "a{% include './sub/c.md' %}",
		"prompts/sub/c.md": "c",
		"x/b.md":           "b{% include '/prompts/sub/c.md' %}",
	}})
	if want := "ac bc bc"; err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestVarsAreTheNamesFromOutside(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		source string
		want   []string
	}{
		"paths count once by their root": {"{{ a.b }} {{ a['c'][d] }}", []string{"a", "d"}},
		"loop names are inside":          {"{% for k, v in m %}{{ k }}{{ v }}{{ loop.index }}{{ x }}{% endfor %}{{ k }}", []string{"m", "x", "k"}},
		"set binds from there on":        {"{{ a }}{% set a = b %}{% set c = c %}{{ a }}{{ c }}", []string{"a", "b", "c"}},
		"macros bind their parameters":   {"{% macro m(p, q=r) %}{{ p }}{{ q }}{{ s }}{% endmacro %}{{ m(t) }}", []string{"r", "s", "t"}},
		"call blocks":                    {"{% call(u) m(v) %}{{ u }}{{ w }}{% endcall %}", []string{"m", "v", "w"}},
		"global functions are not vars":  {"{{ range(n) }}{{ cycler(1) }}", []string{"n"}},
		"filters, tests and conditions":  {"{{ a | default(b) if c is divisibleby(d) else e }}", []string{"a", "b", "c", "d", "e"}},
		"switch, imports and raw": {
			"{% switch a %}{% case b %}{{ c }}{% endswitch %}{% import f as g %}{{ g.h }}{% raw %}{{ z }}{% endraw %}", []string{"a", "b", "c", "f"},
		},
		"what cannot be read": {"{{ a ", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, vars(t, tt.source)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOneTemplateServesManyAtOnce(t *testing.T) {
	t.Parallel()
	compiled, err := nunjucks.Compile("p.md", "{% set l = list %}{{ l.push(4) }}{{ l.sort() }}{% for x in l %}{{ x }}{% endfor %}")
	if err != nil {
		t.Fatal(err)
	}
	vars := value.NewObject("list", []any{int64(3), int64(1)})
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			got, err := compiled.Render(t.Context(), vars, nunjucks.Options{})
			if want := "31,3,4134"; err != nil || got != want {
				t.Errorf("got %q, %v, want %q", got, err, want)
			}
		})
	}
	group.Wait()
}

func BenchmarkRender(b *testing.B) {
	vars := value.NewObject("name", "Ada", "items", []any{"a", "b", "c"}, "n", int64(3))
	for name, source := range map[string]string{
		"plain":  "Hello {{ name }}, you have {{ n }} items.",
		"prompt": "# Role\nYou serve {{ name | upper }}.\n{% for i in items %}\n{{ loop.index }}. {{ i }}{% if not loop.last %},{% endif %}\n{% endfor %}\n{{ items | dump(2) }} {{ 'many' if n > 2 else 'few' }}",
	} {
		compiled, err := nunjucks.Compile("p.md", source)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := compiled.Render(b.Context(), vars, nunjucks.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+" compile", func(b *testing.B) {
			for b.Loop() {
				if _, err := nunjucks.Compile("p.md", source); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// vars are the names of a template, none where it cannot be read.
func vars(t *testing.T, source string) []string {
	t.Helper()
	tmpl, err := nunjucks.Compile("t", source)
	if err != nil {
		return nil
	}
	return tmpl.Vars()
}
