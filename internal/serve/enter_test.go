package serve_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A browser keeps a strict cookie back on the way from another site, redirects
// included, so that the way in must begin at a page of this server.
func TestALinkOfAnotherSiteThatHoldsTheTokenLetsIn(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	c := l.stranger()
	from := map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
	a := l.ask(c, request{path: "/history?prompt=a%22%3E%3Cb&token=" + l.token(), header: from})
	if a.code != http.StatusOK || !strings.Contains(a.body, `content="0;url=/history?prompt=a%22%3E%3Cb"`) || c.cookie == "" || strings.Contains(a.body, l.token()) {
		t.Errorf("got %+v", a)
	}
	if a = l.ask(c, request{}); a.code != http.StatusOK {
		t.Errorf("got %+v", a)
	}
	from["Sec-Fetch-Dest"] = "iframe"
	if a = l.ask(l.stranger(), request{path: "/?token=" + l.token(), header: from}); a.code != http.StatusForbidden {
		t.Errorf("a frame gets in: %+v", a)
	}
}

func TestATokenForACommandLineLetsInOnce(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	first := l.server.URLOnce()
	second := l.server.URLOnce()
	for _, x := range []struct {
		url  string
		code int
	}{{first, 403}, {second, 303}, {second, 403}, {l.server.URL(), 303}, {l.server.URL(), 303}} {
		if a := l.ask(l.stranger(), request{path: strings.TrimPrefix(x.url, "http://"+l.addr)}); a.code != x.code {
			t.Errorf("%s: want %d, got %d", x.url, x.code, a.code)
		}
	}
}

func TestWhatGoesToAnotherMachineIsPacked(t *testing.T) {
	t.Parallel()
	l := start(t, true)
	c := l.browser()
	plain := l.ask(c, request{path: "/history?prompt=prompts/p.md"}).body
	ask := func(path, remote, accept string) *http.Response {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
		r.Host, r.RemoteAddr = l.addr, remote
		r.Header.Set("Cookie", c.cookie)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		l.server.ServeHTTP(w, r)
		return w.Result()
	}
	res := ask("/history?prompt=prompts/p.md", "203.0.113.7:1234", "br, gzip")
	defer res.Body.Close() //nolint:errcheck // it is in memory
	if res.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(res.Header["Vary"], ", "), "Accept-Encoding") {
		t.Fatalf("got %v", res.Header)
	}
	z, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := io.ReadAll(z); err != nil || string(raw) != plain {
		t.Errorf("%v, %d bytes instead of %d", err, len(raw), len(plain))
	}
	for _, x := range [][3]string{
		{"/history?prompt=prompts/p.md", "127.0.0.1:1234", "gzip"},
		{"/history?prompt=prompts/p.md", "203.0.113.7:1234", "gzip;q=0"},
		{"/history?prompt=prompts/p.md", "203.0.113.7:1234", ""},
		{"/grade?prompt=prompts/p.md", "203.0.113.7:1234", "gzip"},
	} {
		res := ask(x[0], x[1], x[2])
		res.Body.Close() //nolint:errcheck // it is in memory
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Encoding") != "" {
			t.Errorf("%v: got %d %v", x, res.StatusCode, res.Header)
		}
	}
}
