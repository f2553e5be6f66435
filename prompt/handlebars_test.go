package prompt

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// golden.json holds what Handlebars 4.7.8 answered, with noEscape and the
// helpers of dotprompt.
func TestHandlebarsAgreesWithTheOriginal(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("testdata/handlebars/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Vars  json.RawMessage
		Cases []struct {
			Template, Want string
			Error          bool
		}
	}
	if err = json.Unmarshal(src, &golden); err != nil {
		t.Fatal(err)
	}
	decoded, err := value.DecodeJSON(golden.Vars)
	if err != nil {
		t.Fatal(err)
	}
	vars, _ := decoded.(*value.Object)
	known := []string{
		"{{#with o}}{{a}}{{b}}{{/with}}",                // the original adds up neighboring numbers
		"{{people.0.name}} {{people.[1].name}}",         // refused: a number behind a dot
		"{{#each (lookup o 'inner')}}{{@key}}{{/each}}", // refused by name
	}
	for _, c := range golden.Cases {
		p := &Prompt{Path: "p.prompt", Engine: engineHandlebars, Messages: []Message{{Role: "user", Text: c.Template, Line: 1}}}
		got, err := p.Render(t.Context(), vars, RenderOptions{})
		switch {
		case slices.Contains(known, c.Template):
		case c.Error != (err != nil):
			t.Errorf("%q: error %v, want one: %v", c.Template, err, c.Error)
		case err == nil && got[0].Text != c.Want:
			t.Errorf("%q: got %q, want %q", c.Template, got[0].Text, c.Want)
		}
	}
}

func TestHandlebarsNamesWhatItCannotDo(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a\n{{media url=x}}":                       "p.prompt:3:1: handlebars: media without a url",
		"{{upercase name}}":                        "p.prompt:3:1: unknown helper upercase",
		"{{#if (foo x)}}y{{/if}}":                  "p.prompt:3:1: unknown helper foo",
		"{{#foo x}}y{{/foo}}":                      "p.prompt:3:1: unknown helper foo",
		"a\n {{#> lay}}y{{/lay}}":                  "p.prompt:4:2: a partial that is written in place is not supported in this version",
		"{{#*inline \"x\"}}y{{/inline}}":           "p.prompt:3:1: a partial that is written in place is not supported in this version",
		"a\n\n{{#each xs as |x i|}}{{i}}{{/each}}": "p.prompt:5:1: each with a second block parameter is not supported in this version",
	} {
		p := &Prompt{Path: "p.prompt", Engine: engineHandlebars, Messages: []Message{{Role: "user", Text: text, Line: 3}}}
		_, err := p.Render(t.Context(), nil, RenderOptions{})
		var found diag.Errors
		if !errors.As(err, &found) || !strings.Contains(found.Error(), want) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

func TestHandlebarsStopsWhenItIsTold(t *testing.T) {
	t.Parallel()
	list := make([]any, 3000)
	p := &Prompt{
		Path: "p.prompt", Engine: engineHandlebars,
		Messages: []Message{{Role: "user", Text: "{{#each l}}{{#each ../l}}{{#each ../../l}}{{/each}}{{/each}}{{/each}}", Line: 1}},
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("enough")
	cancel(stop)
	if _, err := p.Render(ctx, value.NewObject("l", list), RenderOptions{}); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

func TestInputsOfDotprompt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"{{list a}}":                              {"a"},
		"{{#if (gt a 2)}}x{{/if}}":                {"a"},
		"{{media url=photo}}":                     {"photo"},
		"{{#people as |p|}}{{p.name}}{{/people}}": {"people"},
		"{{#if detailed\nSay more.\n\n{{name}}":   {},
		"{{media}}":                               {"media"},
	} {
		p, err := Parse("p.prompt", []byte("---\nmodel: x/m\n---\n"+text+"\n"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Uses(); !slices.Equal(got, want) {
			t.Errorf("%s: want %v, got %v", text, want, got)
		}
	}
	p, err := Parse("p.prompt", []byte("---\nmodel: x/m\ninput:\n  schema:\n    a: string\n    b?(array, many): string\n  default:\n    c: 1\n---\n{{a}}\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range []int{5, 6, 8} {
		if p.Inputs[i].Line != line {
			t.Errorf("%s: want line %d, got %d", p.Inputs[i].Name, line, p.Inputs[i].Line)
		}
	}
}
