package eval_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/cache"
	"github.com/promptgit/promptgit/internal/llmtest"
)

const (
	tries = 4               // calls of a job that is tried again to the end
	short = 2 * time.Second // deadline of the calls that are to pass it
)

// faultRow is what a server does to one of three cases, and what comes of it.
type faultRow struct {
	name string // as docs/running.md writes it
	rule llmtest.Rule

	calls int           // of the case when the fault strikes once: 2 where it is tried again
	error string        // of the case when the fault never ends; "" where the answer is good all the same
	pause time.Duration // that the server asks for
	late  bool          // the deadline ends it
}

// faultTable is read as: a fault of this kind takes so many calls, and if it does
// not end the case is this error.
func faultTable() []faultRow {
	long := strings.Repeat("and so on ", 100)
	completion := `{"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"echo case 1"},"finish_reason":"stop"}]}`
	header := func(name, v string) map[string]string { return map[string]string{name: v} }
	now := time.Now().UTC()
	date := map[string]string{"Date": now.Format(http.TimeFormat), "Retry-After": now.Add(30 * time.Second).Format(http.TimeFormat)}
	const again, once = 2, 1
	return []faultRow{
		{"429 with `Retry-After` in seconds", llmtest.Rule{Status: 429, Headers: header("Retry-After", "30")}, again, "HTTP 429", 30 * time.Second, false},
		{"429 with `Retry-After` as a date", llmtest.Rule{Status: 429, Headers: date}, again, "HTTP 429", 30 * time.Second, false},
		{"429 with a date in the past", llmtest.Rule{Status: 429, Headers: header("Retry-After", "Wed, 01 Jan 2020 00:00:00 GMT")}, again, "HTTP 429", 0, false},
		{"429 without", llmtest.Rule{Status: 429}, again, "HTTP 429", 0, false},
		{"429 with a pause of more than five minutes", llmtest.Rule{Status: 429, Headers: header("Retry-After", "86400")}, once, "HTTP 429", 0, false},
		{"429 as the quota is used up", llmtest.Rule{Status: 429, Body: `{"error":{"message":"no quota","code":"insufficient_quota"}}`}, once, "no quota", 0, false},
		{"402", llmtest.Rule{Status: 402}, once, "HTTP 402", 0, false},
		{"408", llmtest.Rule{Status: 408}, again, "HTTP 408", 0, false},
		{"409", llmtest.Rule{Status: 409}, again, "HTTP 409", 0, false},
		{"500", llmtest.Rule{Status: 500}, again, "HTTP 500", 0, false},
		{"502 with a page", llmtest.Rule{Status: 502, Body: "<html>Bad Gateway", Headers: header("Content-Type", "text/html")}, again, "HTTP 502: <html>Bad Gateway", 0, false},
		{"503", llmtest.Rule{Status: 503, Headers: header("Retry-After", "7")}, again, "HTTP 503", 7 * time.Second, false},
		{"529", llmtest.Rule{Status: 529}, again, "HTTP 529", 0, false},
		{"a reset before the response", llmtest.Rule{Fault: llmtest.Reset}, again, "POST http", 0, false},
		{"a connection closed before the response", llmtest.Rule{Fault: llmtest.Drop}, again, "EOF", 0, false},
		{"a reset after the head", llmtest.Rule{Fault: llmtest.Head}, again, "POST http", 0, false},
		{"a reset in the body", llmtest.Rule{Fault: llmtest.Cut, Answer: long}, again, "unexpected EOF", 0, false},
		{"a `Content-Length` that is too long", llmtest.Rule{Body: completion, Headers: header("Content-Length", "9999")}, again, "unexpected EOF", 0, false},
		{"a `Content-Length` that is too short", llmtest.Rule{Fault: llmtest.Short, Body: completion}, once, "no chat completion", 0, false},
		{"a connection closed after the whole body", llmtest.Rule{Body: completion, Headers: header("Connection", "close")}, once, "", 0, false},
		{"a slow body", llmtest.Rule{Fault: llmtest.Slow, Body: completion, Pause: time.Microsecond}, once, "", 0, false},
		{"a body that is too slow", llmtest.Rule{Fault: llmtest.Slow, Body: completion, Pause: short / 10}, once, "no answer within 2s", 0, true},
		{"no head within the deadline", llmtest.Rule{Fault: llmtest.Hang}, once, "no answer within 2s", 0, true},
		{"an endless body", llmtest.Rule{Fault: llmtest.Endless}, once, "larger than 32 MiB", 0, false},
		{"JSON that is cut off", llmtest.Rule{Body: completion[:40]}, once, "no chat completion", 0, false},
		{"JSON of another kind", llmtest.Rule{Body: `{"ok":true}`}, once, "no choices", 0, false},
		{"an empty body", llmtest.Rule{Body: " "}, once, "no chat completion", 0, false},
		{"a page instead of JSON", llmtest.Rule{Body: "<html>", Headers: header("Content-Type", "text/html")}, once, "text/html", 0, false},
		{"another content type", llmtest.Rule{Body: completion, Headers: header("Content-Type", "text/plain")}, once, "", 0, false},
		{"a redirect", llmtest.Rule{Status: 302, Headers: header("Location", "http://127.0.0.1:1/elsewhere")}, once, "HTTP 302", 0, false},
		{"400", llmtest.Rule{Status: 400}, once, "HTTP 400", 0, false},
		{"401", llmtest.Rule{Status: 401}, once, "HTTP 401", 0, false},
		{"403", llmtest.Rule{Status: 403}, once, "HTTP 403", 0, false},
		{"404", llmtest.Rule{Status: 404}, once, "HTTP 404", 0, false},
	}
}

// TestEachFaultOfAServer strikes the second of three cases, once and for ever.
// The other two always pass, no case is lost, no fault is a fail, and what was
// answered is never paid again.
func TestEachFaultOfAServer(t *testing.T) {
	t.Parallel()
	for _, row := range faultTable() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			t.Run("once", func(t *testing.T) {
				t.Parallel()
				ends := row
				ends.rule.Times = 1
				failed := row.calls == 1 && row.error != ""
				f := newFaulty(t, ends)
				f.run(failed, row.calls)
				f.run(false, boolean(failed))
				f.run(false, 0)
			})
			t.Run("for ever", func(t *testing.T) {
				t.Parallel()
				f := newFaulty(t, row)
				calls := row.calls
				if calls == 2 {
					calls = tries
				}
				f.run(row.error != "", calls)
				f.run(row.error != "", calls*boolean(row.error != ""))
			})
		})
	}
}

func boolean(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// faulty is a run of three cases, the second of which meets a fault.
type faulty struct {
	t      *testing.T
	row    faultRow
	server *llmtest.Server
	engine *eval.Engine
	column eval.Column

	mu      sync.Mutex
	longest time.Duration // of the pauses
}

func newFaulty(t *testing.T, row faultRow) *faulty {
	t.Helper()
	row.rule.Match = "^case 1$"
	server, target := served(t, row.rule, llmtest.Rule{Match: "(.*)", Answer: "echo $1"})
	e := newEngine()
	f := &faulty{t: t, row: row, server: server, engine: e}
	e.MaxRetries, e.Cache = tries-1, cache.New(t.TempDir())
	e.Concurrency = 1 // the first case is answered first: an endpoint that only ever refused is not asked again
	e.Backoff = func() backoff.BackOff { return &backoff.ZeroBackOff{} }
	e.Sleep = func(ctx context.Context, d time.Duration) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.longest = max(f.longest, d)
		return ctx.Err()
	}
	if row.late {
		e.Timeout = short
	}
	f.column = eval.Column{Prompt: ask("case {n}"), Suite: suite(3), Target: target}
	return f
}

// run judges the cases and says whether the second is an error, and how many
// calls it takes.
func (f *faulty) run(failed bool, calls int) {
	f.t.Helper()
	before := f.server.Count()
	run := mustRun(f.t, f.engine, f.column)[0]
	for i, r := range run.Results {
		bad := failed && i == 1
		if bad && (r.Err == nil || !strings.Contains(r.Err.Error(), f.row.error) || r.Pass || r.Score != 0) || !bad && !r.Pass {
			f.t.Errorf("case %d: got %s", i, brief(r))
		}
	}
	others := 2 - 2*boolean(before > 0) // answered in the first run
	if got := f.server.Count() - before; got != others+calls || run.Calls != got {
		f.t.Errorf("want %d calls of the second case, got %d (%d counted)", calls, got-others, run.Calls-others)
	}
	want := f.row.pause
	if calls < 2 {
		want = 0
	}
	if calls > 0 && (f.longest > want+time.Second || f.longest < want/2) {
		f.t.Errorf("want a pause of %v, got %v", want, f.longest)
	}
}

func TestACertificateThatNobodyVouchesForEndsAllCallsAtOnce(t *testing.T) {
	t.Parallel()
	server, err := llmtest.NewTLS()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	e := newEngine()
	e.Concurrency, e.MaxRetries = 1, tries-1
	run := mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(3), Target: asked(t, server)})[0]
	for _, r := range run.Results {
		if r.Err == nil || !strings.Contains(r.Err.Error(), "certificate") {
			t.Errorf("got %s", brief(r))
		}
	}
	if run.Calls != 1 || server.Count() != 0 {
		t.Errorf("%d calls, %d requests arrived", run.Calls, server.Count())
	}
}

func TestTheDocsTellOfEachFault(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join("..", "docs", "running.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range faultTable() {
		if !strings.Contains(string(raw), row.name) {
			t.Errorf("docs/running.md does not tell of %s", row.name)
		}
	}
}
