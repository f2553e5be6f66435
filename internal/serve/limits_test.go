package serve_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/promptgit/promptgit/internal/serve"
)

func TestWhatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	l := start(t, true)
	c := l.browser()
	if a := l.ask(c, request{header: map[string]string{"X-Large": strings.Repeat("x", 2*serve.MaxHeader)}}); a.code != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a large header: got %d", a.code)
	}
	form := map[string]string{"Origin": "http://" + l.addr, "Content-Type": "application/x-www-form-urlencoded"}
	if a := l.ask(c, request{method: "POST", path: "/grade", header: form, body: "note=" + strings.Repeat("x", 65<<10)}); a.code != http.StatusRequestEntityTooLarge {
		t.Errorf("a large body: got %d", a.code)
	}
	form["Transfer-Encoding"] = "chunked"
	conn := l.dial()
	defer conn.Close() //nolint:errcheck // it was read
	fmt.Fprintf(conn, "POST /grade HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n", l.addr, l.addr, c.cookie)
	go func() {
		for range 1000 { // without an end
			if _, err := fmt.Fprintf(conn, "400\r\n%s\r\n", strings.Repeat("x", 1024)); err != nil {
				return
			}
		}
	}()
	if a := l.read(conn, "POST"); a.code != http.StatusRequestEntityTooLarge {
		t.Errorf("a body that does not end: got %d", a.code)
	}
	if len(l.source.graded) > 0 {
		t.Errorf("got %+v", l.source.graded)
	}
}

func TestASlowClientIsLeft(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	c := l.browser()
	conn := l.dial()
	defer conn.Close() //nolint:errcheck // it was read
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: "+l.addr+"\r\nX-Slow: "); err != nil {
		t.Fatal(err)
	}
	if a := l.ask(c, request{}); a.code != http.StatusOK {
		t.Errorf("others are answered meanwhile, got %d", a.code)
	}
	begun := time.Now()
	if _, err := io.ReadAll(conn); err != nil {
		t.Errorf("want the end of the connection, got %v", err)
	}
	if took := time.Since(begun); took > serve.HeaderTime+30*time.Second {
		t.Errorf("it took %s", took)
	}
}

// A page that is sent over a slow connection keeps no other one from being made.
func TestWhoReadsSlowlyHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	c := l.browser()
	for range serve.MostPages {
		conn := l.dial()
		defer conn.Close() //nolint:errcheck // nothing is read
		fmt.Fprintf(conn, "GET /?q=large HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", l.addr, c.cookie)
	}
	eventually(t, "all of them are being made", func() bool { return l.source.pages() == serve.MostPages })
	begun := time.Now()
	if a := l.ask(c, request{}); a.code != http.StatusOK {
		t.Errorf("got %d", a.code)
	}
	if took := time.Since(begun); took > serve.WriteTime/2 {
		t.Errorf("it took %s", took)
	}
}

func TestOfTheServerAsAWholeNothingIsAsked(t *testing.T) {
	t.Parallel()
	l := start(t, false)
	if a := l.ask(l.stranger(), request{method: "OPTIONS", path: "*", host: "evil.example"}); a.code != http.StatusForbidden {
		t.Errorf("got %d", a.code)
	}
}
