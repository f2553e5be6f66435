package eval_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

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
	return server, asked(tb, server)
}

// asked is a target that calls a server over HTTP.
func asked(tb testing.TB, server *llmtest.Server) eval.Target {
	tb.Helper()
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
	return target
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
