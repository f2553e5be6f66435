package cmd_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const hookSecret = "whsec-9c1f7a52e4d0b386"

// hooked is a receiver on loopback, which answers with the given codes and then
// with 204.
type hooked struct {
	*httptest.Server
	mu       sync.Mutex
	codes    []int
	requests []*http.Request
	bodies   [][]byte
}

func newHooked(t *testing.T, codes ...int) *hooked {
	t.Helper()
	h := &hooked{codes: codes}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.requests, h.bodies = append(h.requests, r), append(h.bodies, body)
		code := http.StatusNoContent
		if n := len(h.requests); n <= len(h.codes) {
			code = h.codes[n-1]
		}
		if code == 0 { // the connection breaks
			panic(http.ErrAbortHandler)
		}
		if code/100 == 3 {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(code)
	}))
	t.Cleanup(h.Close)
	return h
}

// count is the number of requests so far.
func (h *hooked) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.requests)
}

// signed says whether a body carries the signature that the secret makes.
func (h *hooked) signed(i int) bool {
	mac := hmac.New(sha256.New, []byte(hookSecret))
	mac.Write(h.bodies[i])
	return h.requests[i].Header.Get("X-Promptgit-Signature-256") == "sha256="+hex.EncodeToString(mac.Sum(nil))
}

func TestTheWebhookIsToldOfADrift(t *testing.T) {
	t.Parallel()
	l, _ := drifting(t, driftCasesN, years(driftCasesN, 12, 48))
	hook := newHooked(t, 503, 0)
	l = l.at(".", "PROMPTGIT_WEBHOOK_SECRET="+hookSecret, "PROMPTGIT_WEBHOOK_URL="+hook.URL+"/hook?token=abcdef0123456789")
	l.ok("drift")
	if hook.count() != 0 {
		t.Fatal("nothing has drifted yet")
	}
	a := l.want(1, "drift", "--json")
	if hook.count() != 3 {
		t.Fatalf("want two failures and one delivery, got %d\n%s", hook.count(), a.stderr)
	}
	for i, r := range hook.requests {
		if !hook.signed(i) || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("X-Promptgit-Event") != "drift" {
			t.Errorf("request %d: %s %v", i, r.Method, r.Header)
		}
		if string(hook.bodies[i]) != a.out {
			t.Errorf("request %d: it is not the document that was printed:\n%s", i, hook.bodies[i])
		}
	}
	var doc driftDoc
	if err := json.Unmarshal(hook.bodies[2], &doc); err != nil || !doc.Drift || doc.ID == "" || doc.ID != hook.requests[0].Header.Get("X-Promptgit-Delivery") {
		t.Errorf("got %+v, %v", doc, err)
	}
	if doc.ID != hook.requests[2].Header.Get("X-Promptgit-Delivery") || !strings.HasPrefix(doc.Time, "2026-01-01T") {
		t.Errorf("every try has the same id: %+v", doc)
	}
	for _, text := range []string{a.out, a.stderr, l.git("notes", "--ref=promptgit/results", "show", "HEAD:prompts/a.md")} {
		if strings.Contains(text, hookSecret) || strings.Contains(text, "abcdef0123456789") {
			t.Errorf("the secret is told: %s", text)
		}
	}
}

func TestAWebhookThatFailsIsToldAndChangesNoAlarm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		codes []int
		tries int
		want  string
	}{
		{"an answer that another try cannot change", []int{400}, 1, "HTTP 400"},
		{"a redirect", []int{307}, 1, "redirects"},
		{"a server that stays broken", []int{500, 500, 502, 503, 429}, 5, "HTTP 429"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l, _ := drifting(t, driftCasesN, years(driftCasesN, 12, 48))
			l = l.at(".", "PROMPTGIT_WEBHOOK_SECRET="+hookSecret)
			hook := newHooked(t, test.codes...)
			l.ok("drift", "--webhook", hook.URL)
			a := l.want(1, "drift", "--webhook", hook.URL+"/very-private-path-0123456789")
			if hook.count() != test.tries || !strings.Contains(a.stderr, test.want) || strings.Contains(a.stderr, "very-private") {
				t.Errorf("%d tries, %s", hook.count(), a.stderr)
			}
		})
	}
}

// A job does not wait for what it will not live to see.
func TestAWebhookThatAsksForMoreTimeThanThereIsIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	l, _ := drifting(t, 2, years(2, 0))
	var tries atomic.Int32
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		tries.Add(1)
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	t.Cleanup(hook.Close)
	began := time.Now()
	a := l.at(".", "PROMPTGIT_WEBHOOK_SECRET="+hookSecret).want(5, "drift", "--webhook", hook.URL, "--webhook-always")
	if tries.Load() != 1 || !strings.Contains(a.stderr, "was not told: HTTP 429") || time.Since(began) > 50*time.Second {
		t.Errorf("%d tries, %s: %s", tries.Load(), time.Since(began), a.stderr)
	}
}

func TestTheWebhookCanBeToldEachTime(t *testing.T) {
	t.Parallel()
	l, _ := drifting(t, driftCasesN, years(driftCasesN, 12))
	l = l.at(".", "PROMPTGIT_WEBHOOK_SECRET="+hookSecret)
	hook := newHooked(t, 204, 404)
	l.ok("drift", "--webhook", hook.URL, "--webhook-always")
	if hook.count() != 1 || !hook.signed(0) || !strings.Contains(string(hook.bodies[0]), `"drift": false`) {
		t.Errorf("got %d, %s", hook.count(), hook.bodies)
	}
	if a := l.want(5, "drift", "--webhook", hook.URL, "--webhook-always"); !strings.Contains(a.stderr, "was not told: HTTP 404") || !strings.Contains(a.out, "no drift") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
}

func TestAWebhookInTheClearOrUnsignedIsRefused(t *testing.T) {
	t.Parallel()
	l, server := drifting(t, 2, nil)
	for _, test := range []struct {
		env  string
		args []string
		want string
	}{
		{"", []string{"--webhook", "https://example.com/x"}, "needs a secret"},
		{hookSecret, []string{"--webhook", "http://example.com/x"}, "in the clear"},
		{hookSecret, []string{"--webhook", "ftp://example.com/x"}, "no URL of a server"},
		{hookSecret, []string{"--webhook", "example.com"}, "no URL of a server"},
		{hookSecret, []string{"--webhook", "https://ada:password@example.com/"}, "holds a password"},
		{hookSecret, []string{"--webhook-always"}, "nobody to tell"},
		{hookSecret, []string{"--webhook", "https://example.com/x", "--status"}, "--status asks nothing"},
	} {
		a := l.at(".", "PROMPTGIT_WEBHOOK_SECRET="+test.env).want(2, append([]string{"drift"}, test.args...)...)
		if !strings.Contains(a.stderr, test.want) || strings.Contains(a.stderr, hookSecret) {
			t.Errorf("%v: %s", test.args, a.stderr)
		}
	}
	if server.Count() != 0 {
		t.Error("a model was asked")
	}
}
