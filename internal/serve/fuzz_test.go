package serve_test

import (
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/serve"
)

// What is read of an address is text that can be written into an address again, and
// everything else is refused by name.
func FuzzAQueryIsReadOrRefused(f *testing.F) {
	for _, s := range []string{"", "prompt=a&rev=b&page=2", "q=%ff", "q=a;b", "page=0", "%zz", "a=1&a=2", "where=score+%3c+1&since=2.weeks", "=0", "item=x&by=Ada&against=HEAD~1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := serve.ParseQuery(raw)
		if err != nil {
			var refused *serve.QueryError
			if !errors.As(err, &refused) || refused.Field == "" || !utf8.ValidString(refused.Error()) {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		for _, text := range []string{q.Prompt, q.Rev, q.A, q.B, q.Suite, q.Metric, q.Text, q.Verdict, q.Author, q.Since, q.Where, q.Show, q.Sort, q.Against, q.By, q.Item} {
			if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
				t.Fatalf("%q gives %q", raw, text)
			}
		}
		_, query, _ := strings.Cut(page.URLs{}.Ask(page.KindHistory, q), "?")
		again, err := serve.ParseQuery(query)
		if q.Page == 1 {
			q.Page = 0 // the first page needs no number
		}
		if err != nil || again != q {
			t.Fatalf("%q: %+v becomes %+v, %v", raw, q, again, err)
		}
	})
}

// Whatever is allowed is an address of this machine, or localhost, with the port.
func FuzzOnlyOwnNamesAreAllowed(f *testing.F) {
	for _, s := range []string{"127.0.0.1:7717", "localhost:7717", "[::1]:7717", "evil.example:7717", "[::1%25lo]:7717", "127.0.0.1:07717", "10.1.2.3:7717", "@localhost:7717", "localhost:7717#"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, host string, all bool) {
		addr := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7717}
		if all {
			addr.IP = net.IPv6unspecified
		}
		if !serve.Allows(addr, host) {
			return
		}
		name, port, err := net.SplitHostPort(host)
		at, notIP := netip.ParseAddr(name)
		ok := err == nil && strings.TrimLeft(port, "0") == "7717" && (strings.EqualFold(name, "localhost") || notIP == nil && (all || at.IsLoopback()))
		if !ok {
			t.Fatalf("%q is allowed", host)
		}
	})
}
