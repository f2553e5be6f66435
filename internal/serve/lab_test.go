package serve_test

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/serve"
)

// hostile is a text that must never be markup.
const hostile = `</title><script>alert(1)</script>"'><img src=x onerror=alert(1)>`

// source tells of one prompt, prompts/p.md, whose names are hostile.
type source struct {
	serve.Source // what no test asks for
	changes      chan serve.Change
	failing      error

	mu      sync.Mutex
	asked   []page.Query
	graded  []serve.Graded
	follows int // how often it is followed now
}

func (s *source) look(q page.Query) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, q)
	switch q.Prompt {
	case "", "prompts/p.md":
		return s.failing
	case "panic":
		panic("a secret of the program")
	}
	return fmt.Errorf("%w: %s", serve.ErrNotFound, q.Prompt)
}

func (s *source) Overview(_ context.Context, q page.Query) (*page.Overview, error) {
	o := &page.Overview{Frame: page.Frame{Title: hostile, Repository: hostile}, Prompts: []page.PromptCard{{Path: hostile}}}
	if q.Text == "large" {
		o.Repository = strings.Repeat("x", 16<<20) // more than a connection takes that nobody reads
	}
	return o, s.look(q)
}

func (s *source) History(_ context.Context, q page.Query) (*page.History, error) {
	return &page.History{Frame: page.Frame{Title: hostile}, Prompt: hostile}, s.look(q)
}

func (s *source) Detail(_ context.Context, q page.Query) (*page.Detail, error) {
	answer := page.Answer{Output: hostile, Rendered: hostile, Vars: []page.Pair{{Name: hostile, Value: hostile}}}
	return &page.Detail{Iteration: page.Iteration{Subject: hostile}, Outputs: true, Cases: []page.Case{{Name: hostile, Answers: []page.Answer{answer}}}}, s.look(q)
}

func (s *source) Grade(_ context.Context, q page.Query) (*page.Grade, error) {
	return &page.Grade{Prompt: "prompts/p.md", Rev: q.Rev, By: q.By, Items: []page.GradeItem{{Ticket: "t1", Output: hostile}}, Total: 1}, s.look(q)
}

func (s *source) SaveGrade(_ context.Context, q page.Query, g serve.Graded) error {
	if err := s.look(q); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.graded = append(s.graded, g)
	return nil
}

func (s *source) Changes(ctx context.Context) (<-chan serve.Change, error) {
	s.follow(1)
	out := make(chan serve.Change)
	go func() {
		defer s.follow(-1)
		defer close(out)
		for {
			select {
			case <-ctx.Done():
				return
			case c := <-s.changes:
				select {
				case out <- c:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return out, nil
}

func (s *source) follow(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.follows += n
}

func (s *source) followed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.follows
}

func (s *source) pages() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

// lab is a server that listens on loopback.
type lab struct {
	tb     testing.TB
	source *source
	server *serve.Server
	addr   string
	end    context.CancelFunc
	ended  chan error

	mu     sync.Mutex
	warned []string
}

func start(tb testing.TB, write bool) *lab {
	tb.Helper()
	listener, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	l := &lab{tb: tb, source: &source{changes: make(chan serve.Change)}, addr: listener.Addr().String(), end: cancel, ended: make(chan error, 1)}
	l.server = serve.New(serve.Options{
		Source: l.source, Addr: listener.Addr(), Write: write,
		Explain: func(err error) (string, string, int) { return "explained: " + err.Error(), "type this", 0 },
		Warn: func(err error) {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.warned = append(l.warned, err.Error())
		},
	})
	go func() { l.ended <- l.server.Serve(ctx, listener) }()
	tb.Cleanup(func() {
		cancel()
		select {
		case err := <-l.ended:
			if err != nil {
				tb.Error(err)
			}
		case <-time.After(time.Minute):
			tb.Error("the server does not end")
		}
	})
	return l
}

// alone checks at the end of a test that nothing goes on. The test must not run
// beside others.
func alone(t *testing.T) {
	t.Helper()
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
}

// visitor is a browser, or who else asks.
type visitor struct{ cookie string }

// stranger is a browser that was not let in.
func (l *lab) stranger() *visitor { return &visitor{} }

// browser is one that was.
func (l *lab) browser() *visitor {
	l.tb.Helper()
	c := l.stranger()
	if a := l.ask(c, request{path: "/?token=" + l.token()}); a.code != http.StatusSeeOther {
		l.tb.Fatalf("the address does not let in: %+v", a)
	}
	return c
}

// token is that of the address.
func (l *lab) token() string { return l.server.URL()[strings.Index(l.server.URL(), "token=")+6:] }

func (l *lab) port() string { return l.addr[strings.LastIndex(l.addr, ":")+1:] }

// request is what a test asks, byte for byte; zero values stand for what a browser
// sends that opens the first page.
type request struct {
	method, path, host, body string
	header                   map[string]string
}

type answer struct {
	code   int
	header http.Header
	body   string
}

func (l *lab) ask(c *visitor, r request) answer {
	l.tb.Helper()
	conn := l.dial()
	defer conn.Close() //nolint:errcheck // it was read
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n", cmp.Or(r.method, "GET"), cmp.Or(r.path, "/"), cmp.Or(r.host, l.addr))
	if c.cookie != "" {
		fmt.Fprintf(&b, "Cookie: %s\r\n", c.cookie)
	}
	for k, v := range r.header {
		fmt.Fprintf(&b, "%s: %s\r\n", k, v)
	}
	if r.body != "" {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(r.body))
	}
	if _, err := io.WriteString(conn, b.String()+"\r\n"+r.body); err != nil {
		l.tb.Fatal(err)
	}
	a := l.read(conn, cmp.Or(r.method, "GET"))
	for _, set := range a.header["Set-Cookie"] {
		c.cookie, _, _ = strings.Cut(set, ";")
	}
	return a
}

func (l *lab) dial() net.Conn {
	l.tb.Helper()
	conn, err := (&net.Dialer{}).DialContext(l.tb.Context(), "tcp", l.addr)
	if err != nil {
		l.tb.Fatal(err)
	}
	_ = conn.SetDeadline(time.Now().Add(time.Minute)) // nothing may hang
	return conn
}

func (l *lab) read(conn net.Conn, method string) answer {
	l.tb.Helper()
	res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		l.tb.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	body, err := io.ReadAll(res.Body)
	if err != nil && !errors.Is(err, syscall.ECONNRESET) { // as where more was sent than is read
		l.tb.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(body)}
}

func eventually(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	deadline := time.Now().Add(time.Minute)
	for !holds() {
		if time.Now().After(deadline) {
			tb.Fatalf("never: %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}
