package eval_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cenkalti/backoff/v5"
	"go.uber.org/goleak"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/cache"
	"github.com/promptgit/promptgit/internal/llmtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// served starts a model server and gives a target that calls it over HTTP.
func served(tb testing.TB, rules ...llmtest.Rule) (*llmtest.Server, eval.Target) {
	tb.Helper()
	server, err := llmtest.New(rules...)
	if err != nil {
		tb.Fatal(err)
	}
	client := &http.Client{Transport: provider.Transport(256)}
	tb.Cleanup(func() {
		client.CloseIdleConnections()
		server.Close()
	})
	env := map[string]string{"OPENAI_BASE_URL": server.URL}
	target, err := provider.Resolve("openai:gpt-4.1-mini", nil, "", provider.Deps{
		HTTP:   client,
		Getenv: func(name string) string { return env[name] },
	})
	if err != nil {
		tb.Fatal(err)
	}
	return server, target
}

// TestBadDaysOfARealServer states for each fault what three cases get when it
// strikes the second one: how it ends, and how many requests that takes. The
// other two always pass, no case is lost, and no fault is a fail.
func TestBadDaysOfARealServer(t *testing.T) {
	t.Parallel()
	const second = "^case 1$"
	long := strings.Repeat("and so on ", 100)
	for name, c := range map[string]struct {
		rule  llmtest.Rule
		error string // "" when the case is judged in the end
		calls int    // of the second case
	}{
		"429 once":                    {llmtest.Rule{Status: 429, Times: 1}, "", 2},
		"429 with a date in the past": {llmtest.Rule{Status: 429, Times: 1, Headers: map[string]string{"Retry-After": "Wed, 01 Jan 2020 00:00:00 GMT"}}, "", 2},
		"429 with a short pause":      {llmtest.Rule{Status: 429, Times: 2, Headers: map[string]string{"Retry-After-Ms": "5"}}, "", 3},
		"429 with a pause of a day":   {llmtest.Rule{Status: 429, Headers: map[string]string{"Retry-After": "86400"}}, "HTTP 429", 1},
		"429 for ever":                {llmtest.Rule{Status: 429}, "HTTP 429", 4},
		"500 twice":                   {llmtest.Rule{Status: 500, Times: 2}, "", 3},
		"500 for ever":                {llmtest.Rule{Status: 500}, "HTTP 500", 4},
		"400":                         {llmtest.Rule{Status: 400}, "HTTP 400", 1},
		"401":                         {llmtest.Rule{Status: 401}, "HTTP 401", 1},
		"404":                         {llmtest.Rule{Status: 404}, "HTTP 404", 1},
		"reset before the response":   {llmtest.Rule{Fault: llmtest.Drop, Times: 1}, "", 2},
		"reset in the body":           {llmtest.Rule{Fault: llmtest.Cut, Answer: long, Times: 1}, "", 2},
		"reset in the body for ever":  {llmtest.Rule{Fault: llmtest.Cut, Answer: long}, "unexpected EOF", 4},
		"broken JSON":                 {llmtest.Rule{Body: `{"choices":[{"mess`}, "no chat completion", 1},
		"a page instead of JSON":      {llmtest.Rule{Body: "<html>", Headers: map[string]string{"Content-Type": "text/html"}}, "text/html", 1},
		"an endless body":             {llmtest.Rule{Fault: llmtest.Endless}, "larger than 32 MiB", 1},
		"a slow body":                 {llmtest.Rule{Fault: llmtest.Slow, Answer: "echo case 1", Pause: time.Microsecond}, "", 1},
		"no answer":                   {llmtest.Rule{Fault: llmtest.Hang}, "no answer within", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.rule.Match = second
			server, target := served(t, c.rule, llmtest.Rule{Match: "(.*)", Answer: "echo $1"})
			e := newEngine()
			e.MaxRetries = 3
			e.Concurrency = 1 // the first case is answered first: an endpoint that only ever refused is not asked again
			e.Backoff = func() backoff.BackOff { return &backoff.ZeroBackOff{} }
			if c.rule.Fault == llmtest.Hang {
				e.Timeout = 200 * time.Millisecond
			}
			e.Cache = cache.New(t.TempDir())
			col := eval.Column{Prompt: ask("case {n}"), Suite: suite(3), Target: target}
			run := mustRun(t, e, col)[0]
			for i, r := range run.Results {
				faulty := i == 1 && c.error != ""
				if faulty && (r.Err == nil || !strings.Contains(r.Err.Error(), c.error) || r.Pass || r.Score != 0) || !faulty && !r.Pass {
					t.Errorf("got %s", brief(r))
				}
			}
			if run.Calls != 2+c.calls || server.Count() != run.Calls {
				t.Errorf("want %d calls of the second case, got %d of %d requests", c.calls, run.Calls-2, server.Count())
			}

			before := server.Count()
			again := mustRun(t, e, col)[0]
			paid := 0 // what was answered is never paid again
			if c.error != "" {
				paid = c.calls
			}
			if server.Count()-before != paid || again.Cached != 3-min(paid, 1) {
				t.Errorf("the next run makes %d requests and finds %d answers", server.Count()-before, again.Cached)
			}
		})
	}
}

func TestAnInterruptEndsRequestsUnderWay(t *testing.T) {
	t.Parallel()
	server, target := served(t, llmtest.Rule{Fault: llmtest.Hang})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	e := newEngine()
	e.Concurrency = 8
	done := make(chan error, 1)
	var runs []eval.Run
	go func() {
		var err error
		runs, err = e.Run(ctx, []eval.Column{{Prompt: ask("case {n}"), Suite: suite(100), Target: target}})
		done <- err
	}()
	server.Wait(t.Context(), 8)
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	for _, r := range runs[0].Results {
		if !errors.Is(r.Err, eval.ErrInterrupted) {
			t.Errorf("got %s", brief(r))
		}
	}
	if server.Count() != 8 {
		t.Errorf("%d requests", server.Count())
	}
}

func TestAsManyCallsAtOnceAsAsked(t *testing.T) {
	t.Parallel()
	server, target := served(t, llmtest.Rule{Match: "(.*)", Answer: "echo $1", Delay: 50 * time.Millisecond})
	e := newEngine()
	e.Concurrency = 64
	mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(256), Target: target})
	if server.Peak() > 64 || server.Peak() < 32 {
		t.Errorf("%d calls at once", server.Peak())
	}
}

// BenchmarkOverhead compares a run over HTTP with a bare client that makes the
// same requests, for the budget in the design.
func BenchmarkOverhead(b *testing.B) {
	const cases, latency = 1000, 50 * time.Millisecond
	for _, atOnce := range []int{64, 256} {
		for name, uncached := range map[string]bool{"engine": false, "uncached": true} {
			b.Run(fmt.Sprintf("%s-%d", name, atOnce), func(b *testing.B) {
				_, target := served(b, llmtest.Rule{Match: "(.*)", Answer: "echo $1", Delay: latency})
				for b.Loop() {
					e := newEngine()
					e.Concurrency, e.Cache, e.NoCache = atOnce, cache.New(b.TempDir()), uncached
					if _, err := e.Run(b.Context(), []eval.Column{{Prompt: ask("case {n}"), Suite: suite(cases), Target: target}}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(cases)*latency.Seconds()/float64(atOnce), "ideal-s/op")
			})
		}
		b.Run(fmt.Sprintf("bare-%d", atOnce), func(b *testing.B) {
			server, _ := served(b, llmtest.Rule{Match: "(.*)", Answer: "echo $1", Delay: latency})
			client := &http.Client{Transport: provider.Transport(atOnce)}
			defer client.CloseIdleConnections()
			for b.Loop() {
				bare(b, client, server.URL, cases, atOnce)
			}
		})
	}
}
