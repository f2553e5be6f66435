package browser_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/promptgit/promptgit/internal/browser"
)

// wide and narrow are the two widths at which every page is looked at.
const wide, narrow = 1280, 360

func noContext() context.Context { return context.Background() } // the browser outlives every test

// needsBrowser makes sure that there is a browser, or leaves the test out where there is no browser; not where all
// tests must run, as in CI.
func needsBrowser(t *testing.T) {
	t.Helper()
	shared.once.Do(shared.start)
	if errors.Is(shared.err, browser.ErrNone) && os.Getenv("PROMPTGIT_TESTS") != "all" {
		t.Skip(shared.err)
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
}

// open opens a tab.
func open(t *testing.T, look browser.Look) *browser.Tab {
	t.Helper()
	needsBrowser(t)
	if look.Height == 0 {
		look.Height = 900
	}
	page, err := shared.browser.Open(look)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(page.Close)
	return page
}

// must is for what a browser does not refuse.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits until something outside of a page is as it is wanted; how it is
// instead stands in the failure.
func eventually(t *testing.T, want string, ask func() (got string, ok bool)) {
	t.Helper()
	for deadline := time.Now().Add(browser.Patience); ; {
		got, ok := ask()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("want %q, got %q", want, got)
		}
		<-time.After(10 * time.Millisecond)
	}
}

func ask[T any](t *testing.T, tab *browser.Tab, expression string) T {
	t.Helper()
	v, err := browser.Ask[T](tab, expression)
	must(t, err)
	return v
}
