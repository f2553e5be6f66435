package serve_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/serve"
)

// stream is a page that follows what happens.
type stream struct {
	l    *lab
	conn net.Conn
	in   *bufio.Reader
}

// listen opens the events; last is the id of the event that was taken last.
func (l *lab) listen(c *visitor, last string) *stream {
	l.tb.Helper()
	conn := l.dial()
	fmt.Fprintf(conn, "GET /events HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nLast-Event-ID: %s\r\n\r\n", l.addr, c.cookie, last)
	in := bufio.NewReader(conn)
	res, err := http.ReadResponse(in, nil)
	if err != nil {
		l.tb.Fatal(err)
	}
	l.tb.Cleanup(func() {
		conn.Close()     //nolint:errcheck // perhaps the test did
		res.Body.Close() //nolint:errcheck // the same
	})
	if res.StatusCode == http.StatusOK && res.Header.Get("Content-Type") != "text/event-stream" {
		l.tb.Errorf("got %v", res.Header)
	}
	if res.StatusCode != http.StatusOK {
		return nil
	}
	s := &stream{l, conn, bufio.NewReader(res.Body)}
	if line := s.next(); line != "retry: 2000" {
		l.tb.Errorf("got %q", line)
	}
	return s
}

// next is the next event, its lines joined by blanks; "" at the end.
func (s *stream) next() string {
	s.l.tb.Helper()
	var lines []string
	for {
		line, err := s.in.ReadString('\n')
		switch line = strings.TrimSpace(line); {
		case err != nil:
			return ""
		case line == "" && len(lines) > 0:
			return strings.Join(lines, " ")
		case line != "":
			lines = append(lines, line)
		}
	}
}

// follow waits until the source is followed so often.
func (l *lab) follow(n int) {
	l.tb.Helper()
	eventually(l.tb, fmt.Sprintf("the source is followed %d times", n), func() bool { return l.source.followed() == n })
}

func (l *lab) tell(c serve.Change) {
	l.tb.Helper()
	select {
	case l.source.changes <- c:
	case <-time.After(time.Minute):
		l.tb.Fatal("nobody takes a change")
	}
}

// kind is an event without its id.
func kind(event string) string {
	_, rest, _ := strings.Cut(event, " ")
	_, rest, _ = strings.Cut(rest, " ")
	return rest
}

func TestPagesThatAreOpenAreToldWhatIsNew(t *testing.T) {
	alone(t)
	l := start(t, false)
	c := l.browser()
	a, b := l.listen(c, ""), l.listen(c, "")
	l.follow(1)
	l.tell(serve.Change{Pages: true})
	for _, s := range []*stream{a, b} {
		if e := kind(s.next()); e != "event: pages data: {}" {
			t.Errorf("got %q", e)
		}
	}
	l.tell(serve.Change{Running: []page.Running{{ID: "1", Command: "eval", Prompt: hostile + "\n\ndata: x", Done: 3, Total: 5}}})
	first := a.next()
	if !strings.HasPrefix(kind(first), `event: running data: [{"id":"1","command":"eval","prompt":"\u003c/title`) || !strings.Contains(first, `\n\ndata: x","rev":"","done":3,"total":5,`) {
		t.Errorf("got %q", first)
	}
	b.next()
	late := l.listen(c, "")
	if e := kind(late.next()); !strings.HasPrefix(e, "event: running data: [{") {
		t.Errorf("a new page is told what runs, got %q", e)
	}
	l.tell(serve.Change{Pages: true, Running: []page.Running{}})
	if e := kind(a.next()); e != "event: running data: []" {
		t.Errorf("got %q", e)
	}
	last := a.next()
	if kind(last) != "event: pages data: {}" {
		t.Errorf("got %q", last)
	}
	id := strings.TrimPrefix(strings.Fields(last)[0]+strings.Fields(last)[1], "id:")
	l.tell(serve.Change{Pages: true})
	a.next()
	again := l.listen(c, id)
	if e := again.next(); !strings.Contains(e, "running") {
		t.Errorf("got %q", e)
	}
	if e := kind(again.next()); e != "event: pages data: {}" {
		t.Errorf("a page that was away is told that it missed something, got %q", e)
	}
}

func TestNobodyIsFollowedForNobody(t *testing.T) {
	alone(t)
	l := start(t, false)
	c := l.browser()
	for range 3 {
		a, b := l.listen(c, ""), l.listen(c, "")
		l.follow(1)
		a.conn.Close() //nolint:errcheck // it is done with
		l.tell(serve.Change{Pages: true})
		b.next()
		l.follow(1)
		b.conn.Close() //nolint:errcheck // it is done with
		l.follow(0)
	}
}

func TestASlowPageGetsManyChangesAsOne(t *testing.T) {
	alone(t)
	l := start(t, false)
	s := l.listen(l.browser(), "")
	l.follow(1)
	for i := range 1000 {
		l.tell(serve.Change{Pages: true, Running: []page.Running{{Done: i}}})
	}
	n := 0
	for e := s.next(); !strings.Contains(e, `"done":999`); e = s.next() {
		if n++; n > 2000 || e == "" {
			t.Fatalf("the last state does not come, after %d events", n)
		}
	}
}

func TestTheEndOfTheServerEndsTheEvents(t *testing.T) {
	alone(t)
	l := start(t, false)
	s := l.listen(l.browser(), "")
	l.follow(1)
	l.end()
	if e := s.next(); e != "" {
		t.Errorf("got %q", e)
	}
	l.follow(0)
}

func TestSoManyPagesFollowAndNoMore(t *testing.T) {
	alone(t)
	l := start(t, false)
	c := l.browser()
	var open []*stream
	for range serve.MostListeners {
		open = append(open, l.listen(c, ""))
	}
	if a := l.ask(c, request{path: "/events"}); a.code != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("got %+v", a)
	}
	if a := l.ask(c, request{}); a.code != http.StatusOK {
		t.Errorf("pages are still there, got %d", a.code)
	}
	open[0].conn.Close() //nolint:errcheck // it is done with
	eventually(t, "there is a place again", func() bool { return l.listen(c, "") != nil })
}
