package prompt_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/prompt"
)

func seeds() []string {
	return []string{
		"",
		"Plain.\n",
		"---\nmodel: openai:m\ntemperature: 0.2\n---\nsystem:\n# Role\nYou help {{ who }}.\n\nuser:\n{{ text }}\n",
		"---\nmodel: [a\n---\nx",
		"---\ntop: 1\n",
		"---\n\nA rule first.\n\n---\nThen text.\n",
		"# A\n\none. two.\n\n# B\n\nthree.\n",
		"# A\n\none.\n\n# B\n\ntwo. three.\n",
		"<role>\nx\n</role>\nbetween\n<rules a=\"b\">\ny\n</rules>\n",
		"Title\n=====\n\n```sh\n# no\n```\n~~~~\n~~~\n~~~~\n",
		"One.\n\nTwo.\n\n- a\n- b\n\n1. c\n",
		"One.\nTwo.\n\n- a\n\n- b\n",
		"user:\nhi\nassistant:\nho\nuser:\n{{ q }}\n",
		"# Examples\n\n## One\n\nx\n\n# Form\n\ny {# gone #}\n",
		"{% include \"a.md\" %}{% raw %}{{ x }}{% endraw %}{{ y | upper }}",
		"{% for x in xs %}{{ x }}{% endfor %}{{ {{ %} {#",
		"\ufeff# Rôle\r\n\r\n一行だ\r\nけ。\r\n",
		"a\x00b\xff",
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds() {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		opts := prompt.Options{Read: func(string) ([]byte, error) { return []byte("{{ part }}"), nil }}
		lines := 1 + strings.Count(strings.ReplaceAll(strings.ReplaceAll(string(src), "\r\n", "\n"), "\r", "\n"), "\n")
		p, err := prompt.Parse("prompts/p.md", src, opts)
		if err != nil {
			var found diag.Errors
			if !errors.As(err, &found) || len(found) == 0 {
				t.Fatalf("not diagnostics: %v", err)
			}
			for _, d := range found {
				if d.Pos.Path != "prompts/p.md" || d.Pos.Line < 1 || d.Pos.Line > lines+1 {
					t.Errorf("place outside of the %d lines of the file: %v", lines, d)
				}
			}
			p = prompt.ParseText("prompts/p.md", src, opts)
		}
		ids := map[string]bool{}
		for _, v := range p.Variables {
			if v.Kind != prompt.KindPartial && (v.Line < 1 || v.Line > lines) {
				t.Errorf("%s stands in line %d of %d", v.ID, v.Line, lines)
			}
			if ids[v.ID] {
				t.Errorf("two variables %s", v.ID)
			}
			ids[v.ID] = true
		}
		for _, m := range p.Messages {
			if m.Line < 1 || m.Line > lines {
				t.Errorf("a message in line %d of %d", m.Line, lines)
			}
		}
		if changes := prompt.Compare(p, p); len(changes) > 0 {
			t.Errorf("a prompt differs from itself: %v", changes)
		}
		p.Uses()
		p.Key()
	})
}

// The way back has as many changes as the way there, with added for removed.
// Two rules know a direction: a uniform substitution is one only if its phrase
// is gone, which says nothing of the phrase that replaced it.
func FuzzCompareMirrors(f *testing.F) {
	all := seeds()
	for i, s := range all {
		f.Add(s, all[(i+1)%len(all)])
	}
	f.Add("# A\n\none. two.\n\n# B\n\nthree. two.\n", "# B\n\none.\n\n# A\n\nthree. two. two.\n")
	f.Add("a b. c d.\n\ne f.\n\ng", "g\n\na b.\n\nc d. e f.")
	f.Fuzz(func(t *testing.T, one, other string) {
		a := prompt.ParseText("p.md", []byte(one), prompt.Options{})
		b := prompt.ParseText("p.md", []byte(other), prompt.Options{})
		there, back := prompt.Compare(a, b), prompt.Compare(b, a)
		if hasWording(there) || hasWording(back) {
			return
		}
		if len(there) != len(back) {
			t.Errorf("there %v\nback %v", there, back)
		}
	})
}

func hasWording(changes []prompt.Change) bool {
	for _, c := range changes {
		if strings.HasPrefix(c.ID, "wording:") {
			return true
		}
	}
	return false
}
