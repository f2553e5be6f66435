package browser_test

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/browser"
	"github.com/promptgit/promptgit/internal/hostile"
)

// hostileProject is the hostile repository, with both versions of its prompt judged
// and searched.
func hostileProject(t *testing.T) *project {
	t.Helper()
	p := ownProject(t)
	p.ok(t, "git", "checkout", "-q", "-b", hostile.Branch)
	for _, c := range hostile.History() {
		for path, content := range c.Files {
			p.write(t, path, content)
		}
		p.ok(t, "git", "add", "-A")
		p.ok(t, "git", "-c", "user.name="+c.Author, "commit", "-q", "-m", c.Subject, "--author", "=1+1"+strings.NewReplacer("<", "", ">", "").Replace(hostile.Joined())+" <a@example.com>")
	}
	answers := []string{"--provider", hostile.Provider, "--model", hostile.Model}
	_, _ = p.run("promptgit", append([]string{"eval", "--all"}, answers...)...) // cases fail
	p.ok(t, "promptgit", append([]string{"bisect", "--good", "HEAD~1", "--bad", "HEAD"}, answers...)...)
	return p
}

// untouched fails where something of the texts ran, or stands in a page as markup.
func untouched(t *testing.T, page *browser.Tab, name string) {
	t.Helper()
	const found = `[
		"` + hostile.Ran + `" in window ? "a script ran: " + window.` + hostile.Ran + ` : "",
		...[...document.querySelectorAll("body script, iframe, object, embed, base, img, video, link:not([rel=stylesheet]):not([rel=icon]), meta[http-equiv=refresh], style ~ style, animate")].map(e => e.outerHTML.slice(0, 200)),
		...[...document.querySelectorAll("*")].flatMap(e => [...e.attributes].filter(a => a.name.startsWith("on")).map(a => e.tagName + " " + a.name)),
		...[...document.querySelectorAll("a[href], form[action], [src]")].map(e => e.href || e.action || e.src).filter(a => typeof a === "string" && !a.startsWith(location.origin) && !a.startsWith("file:") && !a.startsWith("data:image/")),
		/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(document.body.textContent) ? "a character that hides" : "",
	].filter(Boolean)`
	for _, one := range ask[[]string](t, page, found) {
		if name == "report" && strings.HasPrefix(one, "<script>") {
			continue // the file's own
		}
		t.Errorf("%s: %s", name, one)
	}
}

func TestNothingHostileRunsInABrowser(t *testing.T) {
	t.Parallel()
	needsBrowser(t)
	p := hostileProject(t)
	s := p.serving(t, "--write")
	q := url.Values{"prompt": {hostile.Prompt}}.Encode()
	head, before := p.ok(t, "git", "rev-parse", "HEAD"), p.ok(t, "git", "rev-parse", "HEAD~1")
	pages := map[string]string{
		"overview": "/", "history": "/history?" + q, "iteration": "/iteration?" + q + "&show=all&rev=" + head,
		"compare": "/compare?" + q + "&a=" + before + "&b=" + head, "matrix": "/matrix?" + q, "suite": "/suite?" + q, "bisect": "/bisect?" + q,
		"search": "/search?q=" + hostile.Ran, "grade": "/grade?" + q + "&by=Ada&rev=" + head,
	}
	for name, path := range pages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := enter(t, s, browser.Look{Width: narrow, Height: 740})
			must(t, page.Go(s.base+path))
			must(t, page.Until("document.readyState === 'complete'"))
			ask[int](t, page, "[...document.querySelectorAll('details')].map(d => d.open = true).length")
			untouched(t, page, name)
			sound(t, page, "hostile-"+name, browser.Look{Width: narrow})
			seen := page.Seen()
			clean(t, &seen, s.base)
		})
	}
}

func TestAnAddressCannotCarryMarkup(t *testing.T) {
	t.Parallel()
	s := demo(t)
	page := enter(t, s, browser.Look{Width: wide})
	for _, path := range []string{"/", "/history", "/iteration", "/compare", "/matrix", "/suite", "/bisect", "/search", "/grade", "/none"} {
		q := url.Values{}
		for _, key := range []string{"q", "prompt", "rev", "a", "b", "suite", "metric", "verdict", "author", "since", "where", "show", "sort", "page"} {
			q.Set(key, hostile.Joined())
		}
		for _, query := range []string{q.Encode(), url.Values{"prompt": {triage}, "q": {hostile.Joined()}, "author": {hostile.Joined()}}.Encode()} {
			must(t, page.Go(s.base+path+"?"+query))
			untouched(t, page, path)
		}
	}
	seen := page.Seen()
	if strays := seen.Strays(s.base, "data:"); len(strays)+len(seen.Dialogs)+len(seen.Opened) > 0 {
		t.Errorf("%+v", seen)
	}
}

func TestNothingHostileRunsInTheFileOfReport(t *testing.T) {
	t.Parallel()
	needsBrowser(t)
	p := hostileProject(t)
	file := filepath.Join(p.root, "report.html")
	p.ok(t, "promptgit", "report", "--outputs", "all", "-o", file)
	page := open(t, browser.Look{Width: narrow, Height: 740})
	must(t, page.Go("file://"+file))
	ask[int](t, page, "[...document.querySelectorAll('details')].map(d => d.open = true).length")
	untouched(t, page, "report")
	seen := page.Seen()
	clean(t, &seen, "file://"+file)
	if len(seen.Requests) != 1 {
		t.Errorf("the file asked for %v", seen.Requests)
	}
}

func TestAFileOfReportNeedsNothingElse(t *testing.T) {
	t.Parallel()
	s := demo(t)
	file := filepath.Join(t.TempDir(), "report.html")
	s.ok(t, "promptgit", "report", "-o", file)
	page := open(t, browser.Look{Width: wide})
	for name, look := range looks() {
		must(t, page.Look(look))
		must(t, page.Go("file://"+file))
		picture(t, page, "report-"+name)
		for _, finding := range axe(t, page) {
			t.Errorf("%s: axe: %s", name, finding)
		}
		if wide := ask[int](t, page, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); wide > 0 {
			t.Errorf("%s: %d px are beside the window", name, wide)
		}
	}
	if broken := ask[[]string](t, page, `[...document.querySelectorAll("a[href]")].map(a => a.getAttribute("href")).filter(h => !h.startsWith("#") || h.length > 1 && !document.getElementById(decodeURIComponent(h.slice(1))))`); len(broken) > 0 {
		t.Errorf("links that lead nowhere: %q", broken)
	}
	seen := page.Seen()
	clean(t, &seen, "file://"+file)
	if len(seen.Requests) != len(looks()) {
		t.Errorf("the file asked for %v", seen.Requests)
	}
}
