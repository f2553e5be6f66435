package browser_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/browser"
)

const triage = "prompts/triage.md" // the prompt of the demo

// demoPages are the addresses of all pages of the demo, by name.
func demoPages(t *testing.T, s *service) map[string]string {
	t.Helper()
	rev := func(name string) string { return s.ok(t, "git", "rev-parse", name) }
	of := func(pairs ...string) string {
		q := url.Values{"prompt": {triage}}
		for i := 0; i < len(pairs); i += 2 {
			q.Set(pairs[i], pairs[i+1])
		}
		return "?" + q.Encode()
	}
	return map[string]string{
		"overview":  "/",
		"history":   "/history" + of(),
		"iteration": "/iteration" + of("rev", rev("HEAD~2")),
		"compare":   "/compare" + of("a", rev("HEAD~3"), "b", rev("HEAD~2")),
		"matrix":    "/matrix" + of(),
		"suite":     "/suite" + of(),
		"bisect":    "/bisect" + of(),
		"search":    "/search?q=refund",
		"grade":     "/grade" + of("rev", rev("HEAD"), "by", "Ada"),
		"problem":   "/history?prompt=none",
	}
}

// looks are how every page is looked at.
func looks() map[string]browser.Look {
	return map[string]browser.Look{
		"1280": {Width: wide, Height: 900}, "1280-dark": {Width: wide, Height: 900, Dark: true},
		"360": {Width: narrow, Height: 740}, "360-dark": {Width: narrow, Height: 740, Dark: true},
	}
}

func TestEveryPageIsSound(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for name, path := range demoPages(t, s) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := enter(t, s, browser.Look{Width: wide})
			for look, shown := range looks() {
				must(t, page.Look(shown))
				must(t, page.Go(s.base+path))
				sound(t, page, name+"-"+look, shown)
			}
			seen := page.Seen()
			if name == "problem" { // its status is 404, which the browser tells
				seen.Complaints, seen.Failed = nil, nil
			}
			clean(t, &seen, s.base)
		})
	}
}

// enter opens a tab that the server lets in.
func enter(t *testing.T, s *service, look browser.Look) *browser.Tab {
	t.Helper()
	page := open(t, look)
	must(t, page.Go(s.address))
	if at := ask[string](t, page, "location.href"); at != s.base+"/" {
		t.Fatalf("the address that was printed leads to %s", at)
	}
	return page
}

// clean fails where a page complained, asked another machine, or opened something.
func clean(t *testing.T, seen *browser.Seen, allowed ...string) {
	t.Helper()
	for what, list := range map[string][]string{
		"complaint": seen.Complaints, "failed request": seen.Failed, "dialog": seen.Dialogs, "window": seen.Opened,
		"request elsewhere": seen.Strays(append(allowed, "data:")...),
	} {
		for _, one := range list {
			t.Errorf("%s: %s", what, one)
		}
	}
	if len(seen.Requests) == 0 {
		t.Error("no request was seen")
	}
}

// sound holds a page to what is wanted of each: nothing beside the window, one
// heading, a table for every chart, the colors that were asked for, and nothing that
// keeps people out.
func sound(t *testing.T, page *browser.Tab, name string, look browser.Look) {
	t.Helper()
	picture(t, page, name)
	const wider = `(() => { const most = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= most) return "";
		const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > most + 1 && !e.closest(".scroll"));
		return document.documentElement.scrollWidth + ": " + out.slice(0, 4).map(e => e.tagName + "." + e.getAttribute("class") + " " + e.textContent.slice(0, 40)).join("; ") })()`
	if got := ask[string](t, page, wider); got != "" {
		t.Errorf("%s: the page is wider than its window: %s", name, got)
	}
	if n := ask[int](t, page, "document.querySelectorAll('h1').length"); n != 1 {
		t.Errorf("%s: %d main headings", name, n)
	}
	if n := ask[int](t, page, "[...document.querySelectorAll('svg[role=img]')].length - document.querySelectorAll('table').length"); n > 0 {
		t.Errorf("%s: %d charts have no table", name, n)
	}
	const back = `getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) / 3`
	if light := ask[float64](t, page, back); light > 128 == look.Dark {
		t.Errorf("%s: the brightness of the background is %.0f of 255", name, light)
	}
	for _, finding := range axe(t, page) {
		t.Errorf("%s: axe: %s", name, finding)
	}
}

// picture keeps what a page looks like in the folder that PROMPTGIT_PICTURES names.
func picture(t *testing.T, page *browser.Tab, name string) {
	t.Helper()
	dir := os.Getenv("PROMPTGIT_PICTURES")
	if dir == "" {
		return
	}
	raw, err := page.Picture()
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+".png"), raw, 0o666)) //nolint:gosec // to be looked at
}
