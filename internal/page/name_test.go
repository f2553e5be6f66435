package page_test

import (
	"net/url"
	"testing"

	"github.com/promptgit/promptgit/internal/page"
)

func TestAnyNameCanBeAskedFor(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"": "", "prompts/p.md": "prompts/p.md", "prompts/größe 50%.md": "prompts/größe 50%.md", `a"b\c`: `a"b\c`,
		`"p.md`: `"\"p.md"`, "a\x1b.md": `"a\x1b.md"`, "a\nb\t": `"a\nb\t"`, "a\u202eb": `"a\u202eb"`, "a\xff\u0085": `"a\xff\u0085"`,
	} {
		text := page.EncodeName(name)
		if back, err := page.DecodeName(text); text != want || back != name || err != nil {
			t.Errorf("%q: got %q and back %q, %v", name, text, back, err)
		}
		values, err := url.ParseQuery(page.Query{Prompt: name, Suite: name, Metric: name, Author: name}.Encode())
		if err != nil || values.Get("prompt") != want || values.Get("suite") != want || values.Get("metric") != want || values.Get("author") != want {
			t.Errorf("%q: the address has %v, %v", name, values, err)
		}
	}
	if _, err := page.DecodeName(`"open`); err == nil {
		t.Error("quotes that are open are read")
	}
}
