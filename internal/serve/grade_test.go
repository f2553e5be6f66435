package serve_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/serve"
)

// formToken is that of the sheet.
func (l *lab) formToken(c *visitor) string {
	l.tb.Helper()
	a := l.ask(c, request{path: "/grade?prompt=prompts/p.md&rev=abc&by=Ada"})
	found := regexp.MustCompile(`name="?token"? value="?([0-9a-f]{64})`).FindStringSubmatch(a.body)
	if found == nil {
		l.tb.Fatalf("the sheet has no token: %d %s", a.code, a.body)
	}
	return found[1]
}

func (l *lab) post(c *visitor, form url.Values, header map[string]string) answer {
	l.tb.Helper()
	all := map[string]string{"Origin": "http://" + l.addr, "Content-Type": "application/x-www-form-urlencoded"}
	for k, v := range header {
		all[k] = v
	}
	return l.ask(c, request{method: "POST", path: "/grade", header: all, body: form.Encode()})
}

func TestAGradeIsStoredAndLeadsToTheNext(t *testing.T) {
	t.Parallel()
	l := start(t, true)
	c := l.browser()
	token := l.formToken(c)
	base := url.Values{"token": {token}, "prompt": {"prompts/p.md"}, "rev": {"abc"}, "by": {"Ada"}, "ticket": {"t1"}, "failure": {"tone"}, "note": {"a\r\nb"}}
	for score, want := range map[string]float64{"score=7.5": 0.75, "score=0": 0, "score=10": 1, "choice=1": 1, "choice=2": 0, "choice==": 0.5} {
		form := url.Values{}
		for k, v := range base {
			form[k] = v
		}
		name, value, _ := strings.Cut(score, "=")
		form.Set(name, value)
		a := l.post(c, form, nil)
		if a.code != http.StatusSeeOther || a.header.Get("Location") != "/grade?by=Ada&prompt=prompts%2Fp.md&rev=abc" {
			t.Fatalf("%s: got %d %v %s", score, a.code, a.header, a.body)
		}
		got := l.source.graded[len(l.source.graded)-1]
		if diff := cmp.Diff(serve.Graded{Ticket: "t1", By: "Ada", Score: want, Failure: "tone", Note: "a\r\nb"}, got); diff != "" {
			t.Error(diff)
		}
	}
	if q := l.source.asked[len(l.source.asked)-1]; q != (page.Query{Prompt: "prompts/p.md", Rev: "abc", By: "Ada"}) {
		t.Errorf("got %+v", q)
	}
}

func TestAGradeThatNobodyGaveIsRefused(t *testing.T) {
	t.Parallel()
	l := start(t, true)
	c := l.browser()
	good := url.Values{"token": {l.formToken(c)}, "prompt": {"prompts/p.md"}, "rev": {"abc"}, "by": {"Ada"}, "ticket": {"t1"}, "score": {"7"}}
	with := func(changes ...string) url.Values {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		for i := 0; i < len(changes); i += 2 {
			form.Set(changes[i], changes[i+1])
		}
		return form
	}
	for _, x := range []struct {
		name   string
		form   url.Values
		header map[string]string
		code   int
	}{
		{"another site", good, map[string]string{"Origin": "https://evil.example"}, 403},
		{"another port", good, map[string]string{"Origin": "http://127.0.0.1:1"}, 403},
		{"no origin", good, map[string]string{"Origin": ""}, 403},
		{"origin null", good, map[string]string{"Origin": "null"}, 403},
		{"cross-site", good, map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"same site", good, map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"no token", with("token", ""), nil, 403},
		{"a wrong token", with("token", strings.Repeat("0", 64)), nil, 403},
		{"the token of the address", with("token", l.token()), nil, 403},
		{"another form", good, map[string]string{"Content-Type": "text/plain"}, 415},
		{"JSON", good, map[string]string{"Content-Type": "application/json"}, 415},
		{"no grade", with("score", ""), nil, 400},
		{"two grades", with("choice", "1"), nil, 400},
		{"too much", with("score", "11"), nil, 400},
		{"no number", with("score", "NaN"), nil, 400},
		{"an unknown field", with("path", "/etc/passwd"), nil, 400},
		{"another choice", with("score", "", "choice", "3"), nil, 400},
		{"no such prompt", with("prompt", "../../etc/passwd"), nil, 404},
	} {
		if a := l.post(c, x.form, x.header); a.code != x.code {
			t.Errorf("%s: want %d, got %d %s", x.name, x.code, a.code, a.body)
		}
	}
	if a := l.post(l.stranger(), good, nil); a.code != http.StatusForbidden {
		t.Errorf("a stranger: got %d", a.code)
	}
	if len(l.source.graded) != 0 {
		t.Errorf("got %+v", l.source.graded)
	}
}

func TestWithoutWriteTheSheetHasNoToken(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	if a := l.ask(l.browser(), request{path: "/grade?prompt=prompts/p.md"}); a.code != 200 || strings.Contains(a.body, `name="token"`) {
		t.Errorf("got %d %s", a.code, a.body)
	}
}
