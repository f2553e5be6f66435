package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	latency = 50 * time.Millisecond
	reply   = `{"id":"1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"letter"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}`
)

// benchEval judges many cases against a server that takes 50 ms, beside a
// client that makes the same number of requests and nothing else.
func benchEval(cases, atOnce int) func(context.Context, *lab) (string, error) {
	return func(ctx context.Context, b *lab) (string, error) {
		server := modelServer(latency, func() {})
		defer server.Close()
		dir, err := evalRepo(ctx, b, fmt.Sprintf("eval%d-%d", cases, atOnce), cases, server.URL)
		if err != nil {
			return "", err
		}
		ours, bare, ratio, err := inTurn(3,
			func() (cost, error) {
				return command(ctx, dir, append(isolated, "PROMPTGIT_TRUST=1"), b.tool, "eval", "--no-cache", "-j", strconv.Itoa(atOnce))
			},
			func() (cost, error) { return bareClient(ctx, server.URL, cases, atOnce) })
		ideal := time.Duration(cases) * latency / time.Duration(atOnce)
		return fmt.Sprintf("%.2f x (%.2f s and %.2f s), %.2f x cases x latency / concurrency, %.1f s CPU, %.0f MiB",
			ratio, ours.wall.Seconds(), bare.wall.Seconds(), float64(ours.wall)/float64(ideal), ours.cpu.Seconds(), ours.peakMiB), err
	}
}

func evalRepo(ctx context.Context, b *lab, name string, cases int, url string) (string, error) {
	dir, err := b.repo(ctx, name)
	if err != nil {
		return "", err
	}
	var suite strings.Builder
	for i := range cases {
		fmt.Fprintf(&suite, `{"vars":{"letter":"letter number %d"},"assert":[{"type":"contains","value":"letter"},{"type":"regex","value":"^l"},{"type":"not-icontains","value":"sorry"}]}`+"\n", i)
	}
	for path, text := range map[string]string{
		"promptgit.yaml":    fmt.Sprintf("version: 1\nprovider: local\nproviders:\n  local: {type: openai, base_url: %q}\n", url+"/v1"),
		"prompts/sort.md":   strings.Replace(fmt.Sprintf(promptText, 1), "model: demo", "model: local:m", 1),
		"suites/sort.jsonl": suite.String(),
	} {
		if err := write(dir, path, text); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// bareClient makes the requests with net/http alone.
func bareClient(ctx context.Context, url string, n, atOnce int) (cost, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}
	defer client.CloseIdleConnections()
	body := `{"model":"m","temperature":0,"messages":[{"role":"user","content":"letter"}]}`
	start := time.Now()
	var wg sync.WaitGroup
	work, failed := make(chan struct{}, n), make(chan error, atOnce)
	for range n {
		work <- struct{}{}
	}
	close(work)
	for range atOnce {
		wg.Go(func() {
			for range work {
				req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/v1/chat/completions", strings.NewReader(body))
				if err == nil {
					var resp *http.Response
					if resp, err = client.Do(req); err == nil {
						_, err = io.Copy(io.Discard, resp.Body)
						_ = resp.Body.Close()
					}
				}
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	select {
	case err := <-failed:
		return cost{}, err
	default:
		return cost{wall: time.Since(start)}, nil
	}
}

// benchCached judges again what the cache holds.
func benchCached(ctx context.Context, b *lab) (string, error) {
	server := modelServer(0, func() {})
	defer server.Close()
	dir, err := evalRepo(ctx, b, "cached", 5000, server.URL)
	if err != nil {
		return "", err
	}
	eval := func() (cost, error) {
		return command(ctx, dir, append(isolated, "PROMPTGIT_TRUST=1"), b.tool, "eval", "-j", "64")
	}
	if _, err = eval(); err != nil { // fills the cache
		return "", err
	}
	ours, bare, ratio, err := inTurn(5, eval, func() (cost, error) { return command(ctx, b.dir, nil, b.empty) })
	_ = bare
	return fmt.Sprintf("%.2f s (%.0f x an empty program), %.0f MiB", ours.wall.Seconds(), ratio, ours.peakMiB), err
}
