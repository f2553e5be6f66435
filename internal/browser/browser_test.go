package browser_test

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/browser"
)

// site serves a body under "/" with a content security policy.
func site(t *testing.T, policy, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Security-Policy", policy)
			fmt.Fprint(w, "<!doctype html><title>t</title><link rel=icon href=data:,>", body)
		case "/next":
			fmt.Fprint(w, "<!doctype html><title>next</title><link rel=icon href=data:,>")
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL + "/"
}

func TestATabTellsWhatAPageDidWrong(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		policy, body, until string
		told                func(s *browser.Seen) []string
		want                string
	}{
		"console":           {"", "<script>console.error('a', 'word')</script>", "true", complaints, `console.error: "a" "word"`},
		"exception":         {"", "<script>null.x</script>", "true", complaints, "exception: Uncaught TypeError"},
		"refused script":    {"script-src 'self'", "<script>document.title = 'ran'</script>", "document.title === 't'", complaints, "error: Executing inline script violates"},
		"refused image":     {"img-src 'self'", "<img src=http://127.0.0.1:9/x.png>", "true", complaints, "violates"},
		"missing file":      {"", "<img src=/missing.png>", "true", failed, "/missing.png Not Found"},
		"another host":      {"", "<img src=http://example.com/x.png>", "true", failed, "http://example.com/x.png net::ERR_NAME_NOT_RESOLVED"},
		"request elsewhere": {"", "<img src=http://example.com/x.png>", "true", func(s *browser.Seen) []string { return s.Strays("http://127.0.0.1:") }, "http://example.com/x.png"},
		"dialog":            {"", "<script>alert('hello')</script>", "true", func(s *browser.Seen) []string { return s.Dialogs }, "alert: hello"},
		"new window":        {"", "<button onclick=\"window.open('/next')\">x</button>", "document.querySelector('button').click() ?? true", func(s *browser.Seen) []string { return s.Opened }, "/next"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := open(t, browser.Look{Width: wide})
			must(t, page.Go(site(t, test.policy, test.body)))
			must(t, page.Until(test.until))
			eventually(t, test.want, func() (string, bool) {
				seen := page.Seen()
				got := strings.Join(test.told(&seen), "\n")
				return got, strings.Contains(got, test.want)
			})
		})
	}
}

func complaints(s *browser.Seen) []string { return s.Complaints }

func failed(s *browser.Seen) []string { return s.Failed }

func TestATabHasNothingToTellOfACleanPage(t *testing.T) {
	t.Parallel()
	page, address := open(t, browser.Look{Width: wide}), site(t, "default-src 'none'; img-src data:", "<p>hello")
	must(t, page.Go(address))
	seen := page.Seen()
	if len(seen.Complaints)+len(seen.Failed)+len(seen.Dialogs)+len(seen.Opened)+len(seen.Strays(address, "data:")) > 0 || len(seen.Requests) == 0 {
		t.Errorf("%+v", seen)
	}
}

func TestATabShowsPagesAsItIsTold(t *testing.T) {
	t.Parallel()
	const body = "<meta name=viewport content='width=device-width'><form action=/next><input name=q autofocus></form><script>document.title = 'ran'</script>"
	address := site(t, "", body)
	page := open(t, browser.Look{Width: narrow, Height: 640, Dark: true})
	must(t, page.Go(address))
	if got := ask[string](t, page, "[innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches, document.title].join()"); got != "360,640,true,ran" {
		t.Error(got)
	}
	must(t, page.Look(browser.Look{Width: wide, Height: 900, NoScript: true}))
	must(t, page.Reload())
	if got := ask[string](t, page, "[innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches, document.title].join()"); got != "1280,900,false,t" {
		t.Error(got)
	}
	must(t, page.Until("document.activeElement.name === 'q'"))
	must(t, page.Type("a b\r"))
	must(t, page.Until("location.pathname === '/next'"))
	if got := ask[string](t, page, "location.search"); got != "?q=a+b" {
		t.Error(got)
	}
	must(t, page.Back())
	must(t, page.Until("location.pathname === '/'"))
	raw, err := page.Picture()
	must(t, err)
	if picture, err := png.Decode(bytes.NewReader(raw)); err != nil || picture.Bounds().Dx() != wide {
		t.Errorf("%v, %v", picture.Bounds(), err)
	}
}

func TestAMissingBrowserIsNamed(t *testing.T) {
	empty := t.TempDir()
	t.Setenv("PATH", empty)
	if _, err := browser.Find(func(string) string { return "" }); err != browser.ErrNone { //nolint:errorlint // it is not wrapped
		t.Error(err)
	}
	if _, err := browser.Find(func(string) string { return empty + "/none" }); err == nil || !strings.HasPrefix(err.Error(), "CHROME: ") {
		t.Error(err)
	}
}
