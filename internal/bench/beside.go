package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"time"
)

// modelServer answers every chat after a time.
func modelServer(after time.Duration, asked func()) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // a short body is an empty one
		asked()
		time.Sleep(after)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, reply)
	}))
}

// benchBeside judges the same cases against the same server, as many at once, with
// promptfoo too, where the variable PROMPTFOO names its program.
func benchBeside(cases, atOnce int) func(context.Context, *lab) (string, error) {
	return func(ctx context.Context, b *lab) (string, error) {
		promptfoo := os.Getenv("PROMPTFOO")
		if promptfoo == "" {
			return "PROMPTFOO=FILE compares with promptfoo", nil
		}
		server := modelServer(latency, func() {})
		defer server.Close()
		dir, err := evalRepo(ctx, b, fmt.Sprintf("beside%d-%d", cases, atOnce), cases, server.URL)
		if err != nil {
			return "", err
		}
		config := fmt.Sprintf("prompts: ['Sort {{letter}}.']\nproviders: [{id: 'openai:chat:m', config: {apiBaseUrl: %q, temperature: 0}}]\ntests: file://suites/sort.jsonl\n", server.URL+"/v1")
		if err = write(dir, "promptfooconfig.yaml", config); err != nil {
			return "", err
		}
		at := strconv.Itoa(atOnce)
		ours, theirs, _, err := inTurn(1,
			func() (cost, error) {
				return command(ctx, dir, append(isolated, "PROMPTGIT_TRUST=1", "OPENAI_API_KEY=none"), b.tool, "eval", "--suite", "promptfooconfig.yaml", "--no-cache", "-j", at)
			},
			func() (cost, error) { return b.promptfoo(ctx, dir, promptfoo, "-j", at) })
		each := func(c cost) float64 { return float64(c.cpu.Microseconds()) / 1000 / float64(cases) }
		return fmt.Sprintf("CPU a case %.2f and %.1f ms (%.0f x less), wall %.1f and %.1f s, %.0f and %.0f MiB",
			each(ours), each(theirs), each(theirs)/each(ours), ours.wall.Seconds(), theirs.wall.Seconds(), ours.peakMiB, theirs.peakMiB), err
	}
}
