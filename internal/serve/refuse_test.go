package serve_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestAStrangerGetsNothing(t *testing.T) {
	t.Parallel()
	l := start(t, true)
	for _, path := range []string{"/", "/history?prompt=prompts/p.md", "/events", "/page.css", "/page.js", "/grade", "/no", "/?token", "/?token=", "/?token=" + strings.Repeat("0", 64)} {
		a := l.ask(l.stranger(), request{path: path})
		if a.code != http.StatusForbidden || len(a.header["Set-Cookie"]) > 0 || !strings.Contains(a.body, "pen the address that promptgit serve printed") || strings.Contains(a.body, "page.css") {
			t.Errorf("%s: got %+v", path, a)
		}
	}
	for _, cookie := range []string{"promptgit-1=x", "promptgit-" + l.port() + "=" + strings.Repeat("0", 64), "promptgit-" + l.port() + "=" + l.token()} {
		if a := l.ask(l.stranger(), request{header: map[string]string{"Cookie": cookie}}); a.code != http.StatusForbidden {
			t.Errorf("the cookie %s lets in", cookie)
		}
	}
	if len(l.source.asked) != 0 {
		t.Errorf("the repository was asked: %+v", l.source.asked)
	}
}

func TestTheAddressLetsInAndLosesItsToken(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	if len(l.token()) < 43 {
		t.Fatalf("the token has less than 32 bytes: %s", l.token())
	}
	for path, to := range map[string]string{
		"/?token=" + l.token():                        "/",
		"/history?prompt=p&token=" + l.token():        "/history?prompt=p",
		"//elsewhere.example/?token=" + l.token():     "/",
		"/%2f/elsewhere.example?token=" + l.token():   "/",
		"/\\elsewhere.example?token=" + l.token():     "/",
		"/../../etc/passwd?token=" + l.token():        "/",
		"/?x=%0d%0aSet-Cookie:a=b&token=" + l.token(): "/?x=%0D%0ASet-Cookie%3Aa%3Db",
	} {
		a := l.ask(l.stranger(), request{path: path})
		if a.code != http.StatusSeeOther || a.header.Get("Location") != to {
			t.Errorf("%s: want a way to %s, got %d %v", path, to, a.code, a.header)
			continue
		}
		cookie := a.header.Get("Set-Cookie")
		for _, want := range []string{"promptgit-" + l.port() + "=", "HttpOnly", "SameSite=Strict", "Path=/"} {
			if !strings.Contains(cookie, want) {
				t.Errorf("want %s in the cookie %s", want, cookie)
			}
		}
		if strings.Contains(cookie, l.token()) {
			t.Error("the cookie tells the token")
		}
	}
	c := l.browser()
	if a := l.ask(c, request{}); a.code != http.StatusOK || strings.Contains(a.body, l.token()) {
		t.Errorf("got %+v", a)
	}
	other := start(t, false)
	if a := other.ask(l.stranger(), request{path: "/?token=" + l.token()}); other.token() == l.token() || a.code != http.StatusForbidden {
		t.Errorf("another server has another token: %+v", a)
	}
}

func TestOnlyTheNameOfThisServerIsAnswered(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	c, port := l.browser(), l.port()
	for host, want := range map[string]int{
		"127.0.0.1:" + port:                   200,
		"localhost:" + port:                   200,
		"LOCALHOST:" + port:                   200,
		"[::1]:" + port:                       200,
		"evil.example":                        403,
		"evil.example:" + port:                403,
		"127.0.0.1":                           403,
		"127.0.0.1:1":                         403,
		"localhost:0" + port:                  403,
		"localhost.:" + port:                  403,
		"127.0.0.1.evil.example:" + port:      403,
		"localhost:" + port + ".evil.example": 403,
		"127.1:" + port:                       403,
		"0.0.0.0:" + port:                     403,
		"[::ffff:127.0.0.1]:" + port:          403,
		"[::1%25eth0]:" + port:                403,
	} {
		a := l.ask(c, request{host: host})
		if a.code != want && (want == 200 || a.code != http.StatusBadRequest) {
			t.Errorf("%s: want %d, got %d", host, want, a.code)
		}
		if want != 200 && strings.Contains(a.body, "prompts") {
			t.Errorf("%s: got %s", host, a.body)
		}
	}
	a := l.ask(l.stranger(), request{host: "evil.example:" + port, path: "/?token=" + l.token()})
	if a.code != http.StatusForbidden || len(a.header["Set-Cookie"]) > 0 {
		t.Errorf("a name that was bound to this machine gets in: %+v", a)
	}
}

func TestPagesOfOtherSitesGetNothing(t *testing.T) {
	t.Parallel()
	l := start(t, true)
	c, own := l.browser(), "http://"+l.addr
	for _, x := range []struct {
		name   string
		header map[string]string
		want   int
	}{
		{"the address bar", map[string]string{"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200},
		{"a link", map[string]string{"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200},
		{"the script", map[string]string{"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Origin": own}, 200},
		{"a link of another site", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200},
		{"a frame of another site", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403},
		{"an embedded object", map[string]string{"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "object"}, 403},
		{"a fetch of another port", map[string]string{"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}, 403},
		{"a fetch of another site", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Origin": "https://evil.example"}, 403},
		{"an old browser's fetch", map[string]string{"Origin": "http://evil.example"}, 403},
		{"a sandboxed frame", map[string]string{"Origin": "null"}, 403},
		{"an origin that begins alike", map[string]string{"Origin": own + ".evil.example"}, 403},
		{"another scheme", map[string]string{"Origin": "https://" + l.addr}, 403},
		{"another name of it", map[string]string{"Origin": "http://localhost:" + l.port()}, 403},
		{"nonsense", map[string]string{"Sec-Fetch-Site": "x"}, 403},
	} {
		for _, path := range []string{"/", "/page.js", "/history?prompt=prompts/p.md"} {
			if a := l.ask(c, request{path: path, header: x.header}); a.code != x.want {
				t.Errorf("%s at %s: want %d, got %d", x.name, path, x.want, a.code)
			}
		}
	}
}

func TestOnlyThePagesAreThereAndOnlyToBeRead(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	c := l.browser()
	for _, path := range []string{
		"/etc/passwd", "/../../../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/", "//", "/./", "/page.css/", "/page.css/..", "/history/", "/HISTORY",
		"/.git/config", "/promptgit.yaml", "/page.css%00", "/debug/pprof", "/favicon.ico",
	} {
		if a := l.ask(c, request{path: path}); a.code != http.StatusNotFound || len(l.source.asked) > 0 {
			t.Errorf("%s: got %d, asked %+v", path, a.code, l.source.asked)
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", strings.Repeat("X", 100)} {
		for _, path := range []string{"/", "/grade", "/events"} {
			a := l.ask(c, request{method: method, path: path, header: map[string]string{"Origin": "http://" + l.addr}})
			if a.code != http.StatusMethodNotAllowed || a.header.Get("Allow") != "GET, HEAD" || strings.Contains(a.body, "XXXX") {
				t.Errorf("%.10s %s: got %d %v", method, path, a.code, a.header)
			}
		}
	}
	if a := l.ask(c, request{method: "POST", path: "/grade"}); !strings.Contains(a.body, "promptgit serve --write") {
		t.Errorf("got %s", a.body)
	}
}
