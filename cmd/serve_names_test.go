package cmd_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func TestPromptsWithNamesThatDoNotShowHaveTheirPages(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\nprompts: [{path: 'prompts/*.md'}]\n")
	names := []string{"a\x1b[31m.md", "b\u202egpj.md", "c\td.md", "\"e.md", "f\ng.md"}
	for _, name := range names {
		l.set("prompts/"+name, "Say hello.\n", "one")
	}
	s := l.serve()
	links := regexp.MustCompile(`href="(/history\?prompt=[^"]*)"`).FindAllStringSubmatch(s.page("/"), -1)
	seen := map[string]bool{}
	for _, link := range links {
		address := html.UnescapeString(link[1])
		if seen[address] {
			continue
		}
		seen[address] = true
		body := s.page(address)
		for _, kind := range []string{"history", "compare"} {
			form := s.page(strings.Replace(address, "/history", "/"+kind, 1))
			field := regexp.MustCompile(`<input type="hidden" name="prompt" value="([^"]*)">`).FindStringSubmatch(form)
			if field == nil {
				t.Fatalf("%s: no form in %s", address, form)
			}
			sent := url.Values{"prompt": {html.UnescapeString(field[1])}, "q": {"one"}}
			if kind == "compare" {
				sent.Del("q")
			}
			if code, answer := s.get("/" + kind + "?" + sent.Encode()); code != 200 || kind == "history" && !strings.Contains(answer, "1 iteration") {
				t.Errorf("the form of %s sends %q: %d", kind, sent, code)
			}
		}
		detail := regexp.MustCompile(`href="(/iteration\?[^"]*)"`).FindStringSubmatch(body)
		if detail == nil {
			t.Fatalf("%s: no link to an iteration", address)
		}
		s.page(html.UnescapeString(detail[1]))
	}
	if len(seen) != len(names) {
		t.Errorf("%d prompts of %d: %v", len(seen), len(names), seen)
	}
}
