package prompt_test

import (
	"io/fs"
	"testing"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// What is handed out with includes in place must render as the prompt itself does.
func TestIncludesInPlaceRenderTheSame(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"prompts/rules.md":   "Be brief, {{ name }}.\n",
		"prompts/list.md":    "{% for x in items %}- {{ x }} {{ loop.index }}\n{% endfor %}",
		"prompts/deep.md":    "Deep: {% include \"./rules.md\" %}{% include '/other/tail.md' %}",
		"other/tail.md":      "  tail  ",
		"prompts/sets.md":    "{% set name = 'Bob' %}{{ name }}",
		"prompts/dashed.md":  "  {%- if name %} yes {% endif -%}  ",
		"prompts/open.md":    "a {",
		"prompts/comment.md": "{# never sent #}x",
	}
	rows := []struct {
		name, text string
		left       bool
	}{
		{"an include", "A {% include \"rules.md\" %} Z", false},
		{"dashes around it", "A  \n{%- include 'rules.md' -%}\n\n  Z", false},
		{"a loop", "{% include 'list.md' %}", false},
		{"in a loop", "{% for name in items %}{% include 'rules.md' %}{% endfor %}", false},
		{"includes of includes, by other folders", "{% include 'deep.md' %}!", false},
		{"one that may be missing", "A{% include 'nothing.md' ignore missing %}Z", false},
		{"one that is a text", "{% raw %}{% include 'rules.md' %}{% endraw %}", false},
		{"a comment", "{% include 'comment.md' %}", false},
		{"one that sets a variable", "{% include 'sets.md' %} {{ name }}", true},
		{"one that takes blanks away", "A {% include 'dashed.md' %} Z", true},
		{"one that would begin a tag", "{% include 'open.md' %}{ name }}", true},
		{"one that is known only when rendering", "{% include which %}", true},
		{"a macro", "{% from 'sets.md' import x %}{{ name }}", true},
	}
	read := func(file string) ([]byte, error) {
		if text, ok := files[file]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}
	vars := value.NewObject("name", "Ada", "items", []any{"a", "b"}, "which", "rules.md")
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p, err := prompt.Parse("prompts/x.md", []byte(row.text), prompt.Options{Read: read})
			if err != nil {
				t.Fatal(err)
			}
			messages, left := p.Inlined()
			if row.left {
				if messages[0].Text != p.Messages[0].Text {
					t.Errorf("it is handed out as %q", messages[0].Text)
				}
				return
			}
			if len(left) != 0 {
				t.Errorf("%v stay included", left)
			}
			want, err := p.Render(t.Context(), vars, prompt.RenderOptions{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := prompt.RenderText(t.Context(), messages[0].Text, vars, prompt.RenderOptions{})
			if err != nil || got != want[0].Text {
				t.Errorf("%q renders as %q, want %q, %v", messages[0].Text, got, want[0].Text, err)
			}
		})
	}
}

func TestIncludesThatDoubleAreLeft(t *testing.T) {
	t.Parallel()
	read := func(file string) ([]byte, error) {
		n := file[len("prompts/")]
		if n == 'z' {
			return []byte("0123456789"), nil
		}
		next := string(n + 1)
		return []byte("{% include '" + next + "' %}{% include '" + next + "' %}"), nil
	}
	p, err := prompt.Parse("prompts/x.md", []byte("{% include 'a' %}"), prompt.Options{Read: read})
	if err != nil {
		t.Fatal(err)
	}
	messages, left := p.Inlined()
	if len(left) != 26 || messages[0].Text != p.Messages[0].Text {
		t.Errorf("%d stay included, and the text has %d bytes", len(left), len(messages[0].Text))
	}
}
