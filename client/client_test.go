package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// document is an answer of a server about a prompt.
func document(text string) string {
	return `{"schema":"promptgit.get/v1","prompt":"p.md","label":"live","rev":"` + text + `","etag":"` + text + `","messages":[{"role":"user","content":"` + text + `"}]}`
}

// place is a server on loopback and a client with a clock of its own.
type place struct {
	*Client
	calls  atomic.Int64
	answer atomic.Value // func(http.ResponseWriter, *http.Request)
	clock  atomic.Int64
	url    string
}

func newPlace(t *testing.T, o Options) *place {
	t.Helper()
	p := &place{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.calls.Add(1)
		p.answer.Load().(func(http.ResponseWriter, *http.Request))(w, r)
	}))
	t.Cleanup(server.Close)
	p.url = server.URL
	p.Client = p.open(t, o)
	return p
}

// open is another client of the same server.
func (p *place) open(t *testing.T, o Options) *Client {
	t.Helper()
	c, err := New(p.url, o)
	if err != nil {
		t.Fatal(err)
	}
	c.now = func() time.Time { return time.Unix(1_800_000_000+p.clock.Load(), 0) }
	t.Cleanup(c.Close)
	return c
}

func (p *place) says(text string) {
	p.answer.Store(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"`+text+`"` {
			w.Header().Set("Promptgit-Rev", "moved")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, document(text))
	})
}

func (p *place) fails(status int, body string) {
	p.answer.Store(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	})
}

func get(t *testing.T, c *Client) Prompt {
	t.Helper()
	p, err := c.Get(t.Context(), "p.md", GetOptions{Label: "live"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAnAnswerIsUsedThenGivenWhileItIsAskedForAgain(t *testing.T) {
	t.Parallel()
	p := newPlace(t, Options{TTL: 10 * time.Second})
	p.says("one")
	for range 5 {
		if got := get(t, p.Client); got.Messages[0].Content != "one" || got.Stale {
			t.Fatalf("got %+v", got)
		}
	}
	if p.calls.Load() != 1 {
		t.Errorf("%d requests for one answer", p.calls.Load())
	}
	p.clock.Add(11)
	p.says("two")
	if got := get(t, p.Client); got.Messages[0].Content != "one" || got.Stale {
		t.Errorf("at once it gives %+v", got)
	}
	p.asks.Wait()
	if got := get(t, p.Client); got.Messages[0].Content != "two" {
		t.Errorf("after that it gives %+v", got)
	}
	p.clock.Add(11)
	get(t, p.Client)
	p.asks.Wait()
	if got := get(t, p.Client); got.Messages[0].Content != "two" || got.Rev != "moved" || p.calls.Load() != 3 {
		t.Errorf("what has not changed is %+v after %d requests", got, p.calls.Load())
	}
}

func TestManyWhoAskAtOnceShareOneRequest(t *testing.T) {
	t.Parallel()
	p := newPlace(t, Options{})
	release := make(chan struct{})
	p.answer.Store(func(w http.ResponseWriter, _ *http.Request) {
		<-release
		fmt.Fprint(w, document("one"))
	})
	var wait sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	wait.Go(func() { // who gives up does not end it for the others
		if _, err := p.Get(ctx, "p.md", GetOptions{Label: "live"}); !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up got %v", err)
		}
	})
	for p.calls.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	for range 50 {
		wait.Go(func() {
			if got := get(t, p.Client); got.Rev != "one" {
				t.Errorf("got %+v", got)
			}
		})
	}
	cancel()
	time.Sleep(10 * time.Millisecond)
	close(release)
	wait.Wait()
	if n := p.calls.Load(); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestWhereTheServerFailsTheLastGoodAnswerStandsIn(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name   string
		answer func(http.ResponseWriter, *http.Request)
		is     error
	}{
		{"a failure", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, ErrUnreachable},
		{"no token any more", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, ErrRefused},
		{"a page of a proxy", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }, ErrUnreachable},
		{"the 404 of a proxy", func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, ErrUnreachable},
		{"another prompt", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, strings.Replace(document("x"), "p.md", "q.md", 1))
		}, ErrUnreachable},
		{"an answer without an end", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
		}, ErrUnreachable},
		{"half an answer", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, document("x")[:40])
		}, ErrUnreachable},
		{"no answer at all", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, ErrUnreachable},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, Options{TTL: -1, Timeout: 2 * time.Second, Dir: filepath.Join(t.TempDir(), "kept")})
			p.says("one")
			get(t, p.Client)
			p.clock.Add(60)
			p.answer.Store(row.answer)
			for name, c := range map[string]*Client{"the same": p.Client, "a new one": p.open(t, Options{TTL: -1, Timeout: 2 * time.Second, Dir: p.o.Dir})} {
				got := get(t, c)
				if got.Rev != "one" || !got.Stale || !errors.Is(got.Problem, row.is) {
					t.Errorf("%s gives %+v, %v", name, got, got.Problem)
				}
			}
			_, err := p.Get(t.Context(), "other.md", GetOptions{})
			if answer := (*Error)(nil); !errors.As(err, &answer) || !errors.Is(err, row.is) {
				t.Errorf("of what it never had it says %v", err)
			}
		})
	}
}

func TestWhatTheServerSaysIsGoneIsGone(t *testing.T) {
	t.Parallel()
	p := newPlace(t, Options{TTL: -1, Dir: t.TempDir()})
	p.says("one")
	get(t, p.Client)
	p.fails(404, `{"schema":"promptgit.api-error/v1","status":404,"message":"p.md has no label live","hint":"it has staging"}`)
	_, err := p.Get(t.Context(), "p.md", GetOptions{Label: "live"})
	var answer *Error
	if !errors.Is(err, ErrNotFound) || !errors.As(err, &answer) || answer.Hint != "it has staging" || !strings.Contains(err.Error(), "no label live") {
		t.Errorf("got %v", err)
	}
	p.fails(500, "")
	if _, err = p.Get(t.Context(), "p.md", GetOptions{Label: "live"}); !errors.Is(err, ErrUnreachable) {
		t.Errorf("after that, with the server down: %v", err)
	}
	if left, _ := os.ReadDir(p.o.Dir); len(left) != 0 {
		t.Errorf("the disk still has %v", left)
	}
}

func TestADamagedFileIsNone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "kept")
	p := newPlace(t, Options{Dir: dir})
	p.says("one")
	get(t, p.Client)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("got %v, %v", files, err)
	}
	info, err := os.Stat(files[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	good, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	p.fails(503, "")
	for name, bad := range map[string]string{
		"empty": "", "cut": string(good[:len(good)/2]), "changed": strings.Replace(string(good), `"content":"one"`, `"content":"two"`, 1),
		"no JSON": "x", "of another server": strings.Replace(string(good), p.base, "http://elsewhere", 1),
	} {
		if err := os.WriteFile(files[0], []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := p.open(t, Options{Dir: dir}).Get(t.Context(), "p.md", GetOptions{Label: "live"}); err == nil {
			t.Errorf("%s gives %+v", name, got)
		}
	}
	if err := os.WriteFile(files[0], good, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := get(t, p.open(t, Options{Dir: dir})); got.Rev != "one" || !got.Stale {
		t.Errorf("whole again it gives %+v", got)
	}
}

// Users of one hundredth share what is kept, and one who was never seen gets what the
// label itself has.
func TestUsersAreKeptByTheirHundredth(t *testing.T) {
	t.Parallel()
	p := newPlace(t, Options{TTL: time.Hour})
	p.answer.Store(func(w http.ResponseWriter, r *http.Request) {
		text := document("label")
		if Bucket("p.md", "live", r.URL.Query().Get("user")) < 10 {
			text = strings.Replace(document("candidate"), `"label":"live"`, `"label":"live","weight":10`, 1)
		}
		fmt.Fprint(w, text)
	})
	for i := range 3000 {
		user := fmt.Sprint("u", i)
		got, err := p.Get(t.Context(), "p.md", GetOptions{Label: "live", User: user})
		if err != nil || (got.Rev == "candidate") != (Bucket("p.md", "live", user) < 10) {
			t.Fatalf("%s gets %+v, %v", user, got, err)
		}
	}
	if n := p.calls.Load(); n > 100 {
		t.Errorf("%d requests", n)
	}
	one := newPlace(t, Options{TTL: -1})
	one.answer.Store(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, document("label")) })
	if _, err := one.Get(t.Context(), "p.md", GetOptions{Label: "live", User: "u1"}); err != nil {
		t.Fatal(err)
	}
	one.fails(500, "")
	if got, err := one.Get(t.Context(), "p.md", GetOptions{Label: "live", User: "u2"}); err != nil || got.Rev != "label" || !got.Stale {
		t.Errorf("an unseen user gets %+v, %v", got, err)
	}
}

func TestAFullDiskCostsTheCopyAlone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := newPlace(t, Options{Dir: filepath.Join(file, "below")})
	p.says("one")
	if got := get(t, p.Client); got.Rev != "one" || p.DiskError() == nil {
		t.Errorf("got %+v, %v", got, p.DiskError())
	}
}

func TestAddressesAndQuestionsAreChecked(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "127.0.0.1:7717", "ftp://x", "http://", "http://x?y=1", "http://x#y", "://"} {
		if _, err := New(bad, Options{}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	p := newPlace(t, Options{Token: "secret"})
	p.answer.Store(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" || r.URL.EscapedPath() != "/api/v1/prompts/a%20b/c%3Fd%23e" || r.URL.RawQuery != "label=x%26y&user=1" {
			t.Errorf("asked %s %s", r.URL, r.Header)
		}
		fmt.Fprint(w, strings.Replace(document("one"), `"p.md"`, `"a b/c?d#e"`, 1))
	})
	if _, err := p.Get(t.Context(), "a b/c?d#e", GetOptions{Label: "x&y", User: "1"}); err != nil {
		t.Error(err)
	}
	if _, err := p.Get(t.Context(), "p.md", GetOptions{Label: "a", Rev: "b"}); !errors.Is(err, ErrInvalidQuery) {
		t.Errorf("a label and a revision: %v", err)
	}
	p.Close()
	if _, err := p.Get(t.Context(), "p.md", GetOptions{}); err == nil {
		t.Error("a closed client asks")
	}
}
