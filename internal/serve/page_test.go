package serve_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestEveryAnswerIsProtected(t *testing.T) {
	t.Parallel()
	l := start(t, true)
	c := l.browser()
	for _, r := range []request{{}, {path: "/page.js"}, {path: "/no"}, {host: "evil.example"}, {method: "PUT"}, {path: "/history?prompt=panic"}, {path: "/?page=x"}} {
		a := l.ask(c, r)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
			"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%+v: %s is %q", r, name, got)
			}
		}
		if r.path != "/page.js" && a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%+v: it may be kept: %v", r, a.header)
		}
		for name := range a.header {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%+v: %s", r, name)
			}
		}
	}
	if a := l.ask(c, request{path: "/grade?prompt=prompts/p.md"}); a.header.Get("Referrer-Policy") != "same-origin" {
		t.Errorf("browsers post a form without a referrer with the origin null: %v", a.header)
	}
}

func TestHostileTextsAreNoMarkup(t *testing.T) {
	t.Parallel()
	l := start(t, true)
	c := l.browser()
	for _, path := range []string{
		"/", "/history?prompt=prompts/p.md", "/iteration?prompt=prompts/p.md&rev=x", "/grade?prompt=prompts/p.md",
		"/history?prompt=" + escaped(hostile), "/?" + escaped(hostile) + "=1", "/?q=" + escaped(hostile), "/" + escaped(hostile),
	} {
		for _, part := range []string{"", "main"} {
			a := l.ask(c, request{path: path, header: map[string]string{"X-Promptgit-Part": part}})
			if strings.Contains(a.body, "<script>alert") || strings.Contains(a.body, "<img src=x") || a.body == "" {
				t.Errorf("%s: got %s", path, a.body)
			}
			if whole := strings.Contains(a.body, "<html"); whole == (part == "main") {
				t.Errorf("%s: the part %q is\n%s", path, part, a.body)
			}
		}
	}
}

func escaped(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteString("%" + strings.ToUpper(string("0123456789abcdef"[c>>4])+string("0123456789abcdef"[c&15])))
	}
	return b.String()
}

func TestWhatGoesWrongIsAPage(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	c := l.browser()
	for path, want := range map[string]struct {
		code int
		text string
	}{
		"/history?prompt=nowhere":           {404, "explained: there is no such page: nowhere"},
		"/history?prompt=panic":             {500, "This page could not be made."},
		"/?page=0":                          {400, "page: it is no number of a page"},
		"/?page=1e3":                        {400, "page: it is no number"},
		"/?wher=x":                          {400, "wher: no page knows such a field"},
		"/?q=a&q=b":                         {400, "q: it is given 2 times"},
		"/?q=%ff":                           {400, "q: it is not UTF-8"},
		"/?q=a%00b":                         {400, "q: it holds a control character"},
		"/?q=" + strings.Repeat("a", 4097):  {400, "q: it is longer than 4096 bytes"},
		"/?prompt=%22a":                     {400, "prompt: it is not well quoted"},
		"/?q=%zz":                           {400, "address: it is not well formed"},
		"/?q=a;b=c":                         {400, "address: it holds a semicolon"},
		"/?" + strings.Repeat("a=1&", 3000): {400, "a: it is given 3000 times"},
		"/" + strings.Repeat("a", 10_000):   {404, "There is no such page."},
	} {
		a := l.ask(c, request{path: path})
		if text := strings.ReplaceAll(a.body, "&#39;", "'"); a.code != want.code || !strings.Contains(text, want.text) {
			t.Errorf("%.60s: want %+v, got %d %s", path, want, a.code, a.body)
		}
		if strings.Contains(a.body, "secret") || strings.Contains(a.body, "goroutine") {
			t.Errorf("%.60s: it tells of its inside: %s", path, a.body)
		}
	}
	l.mu.Lock()
	if len(l.warned) != 1 || !strings.Contains(l.warned[0], "a secret of the program") {
		t.Errorf("who started it is told of the panic, got %v", l.warned)
	}
	l.mu.Unlock()
	l.source.mu.Lock()
	l.source.failing = errors.New("the disk is gone")
	l.source.mu.Unlock()
	if a := l.ask(c, request{}); a.code != 500 || !strings.Contains(a.body, "explained: the disk is gone") || !strings.Contains(a.body, "Type this.") {
		t.Errorf("got %+v", a)
	}
}

func TestHeadIsGetWithoutTheBody(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	c := l.browser()
	for _, path := range []string{"/", "/page.css", "/no"} {
		get, head := l.ask(c, request{path: path}), l.ask(c, request{path: path, method: http.MethodHead})
		if head.code != get.code || head.body != "" || head.header.Get("Content-Length") != get.header.Get("Content-Length") || head.header.Get("Content-Type") != get.header.Get("Content-Type") {
			t.Errorf("%s: %+v and %+v", path, get.header, head)
		}
	}
}

func TestAssetsAreSentOnce(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	c := l.browser()
	for path, kind := range map[string]string{"/page.css": "text/css", "/page.js": "text/javascript", "/page.svg": "image/svg+xml"} {
		a := l.ask(c, request{path: path})
		tag := a.header.Get("ETag")
		if a.code != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), kind) || len(tag) < 10 || a.body == "" {
			t.Fatalf("%s: got %d %v", path, a.code, a.header)
		}
		for given, want := range map[string]int{tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, `"x"`: 200, "": 200} {
			if again := l.ask(c, request{path: path, header: map[string]string{"If-None-Match": given}}); again.code != want || (want == 304) != (again.body == "") {
				t.Errorf("%s with %s: got %d", path, given, again.code)
			}
		}
	}
}

func TestAPageKnowsItsQueryAndThatItIsLive(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	c := l.browser()
	l.ask(c, request{path: "/history?prompt=prompts/p.md&where=score+%3C+0.9&page=3&metric=tone"})
	q := l.source.asked[0]
	if q.Prompt != "prompts/p.md" || q.Where != "score < 0.9" || q.Page != 3 || q.Metric != "tone" {
		t.Errorf("got %+v", q)
	}
}
