package browser_test

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/browser"
)

// noWait is for the environment of the program, see cmd.
const noWait = "GORACE=atexit_sleep_ms=0"

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"promptgit": func() { os.Exit(cmd.Main()) }})
}

// tests are all tests of this package around the one browser that they share.
type tests struct{ m *testing.M }

func (t tests) Run() int {
	code := t.m.Run()
	if code != 0 {
		_ = shared.close() // the tests tell what is wrong
		return code
	}
	if err := shared.close(); err != nil {
		fmt.Fprintln(os.Stderr, "the browser:", err)
		return 1
	}
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// shared is the browser of all tests, started by the first that needs it: to start
// one takes longer than a test.
var shared chromium

type chromium struct {
	once    sync.Once
	browser *browser.Browser
	profile string
	err     error

	served  sync.Once
	demo    *service
	demoErr error
	roots   []string // folders of the demo
}

func (c *chromium) start() {
	path, err := browser.Find(os.Getenv)
	if err != nil {
		c.err = err
		return
	}
	if c.profile, c.err = os.MkdirTemp("", "chromium"); c.err == nil {
		c.browser, c.err = browser.Start(noContext(), path, c.profile)
	}
}

func (c *chromium) close() error {
	var err error
	if c.browser != nil {
		err = errors.Join(c.browser.Close(), os.RemoveAll(c.profile))
	}
	if c.demo != nil {
		err = errors.Join(err, c.demo.end())
	}
	for _, root := range c.roots {
		err = errors.Join(err, os.RemoveAll(root))
	}
	return err
}
