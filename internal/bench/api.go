package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	apiPrompts = 200
	apiRate    = 2000 // requests a second of the paced run
	apiAsking  = 16   // at once
	apiTime    = 3 * time.Second
)

// benchAPI asks serve --api for what labels of 200 prompts have: at 2,000 requests a
// second for the latency, and as fast as 16 connections can for what it bears, where
// nothing has changed (304) and where the client has nothing (200).
func benchAPI(ctx context.Context, b *lab) (string, error) {
	dir, err := b.repo(ctx, "api")
	if err != nil {
		return "", err
	}
	var s stream
	s.commit(0)
	s.file("promptgit.yaml", "version: 1\nprovider: echo\n")
	var refs strings.Builder
	for i := range apiPrompts {
		s.file(fmt.Sprintf("prompts/p%d.md", i), fmt.Sprintf("---\ntemperature: 0.%d\n---\nsystem:\n# Role %d\n%suser:\n{{ q }}\n", i%10, i, strings.Repeat("You answer the customers of a shop.\n", 20)))
		fmt.Fprintf(&refs, "create refs/promptgit/labels/prompts/p%d.md/production HEAD\n", i)
	}
	if err = git(ctx, dir, s.Bytes(), "fast-import", "--quiet"); err != nil {
		return "", err
	}
	if err = git(ctx, dir, []byte(refs.String()), "update-ref", "--stdin"); err != nil {
		return "", err
	}
	server, err := apiServing(ctx, b.tool, dir)
	if err != nil {
		return "", err
	}
	defer server.end() //nolint:errcheck // nothing is lost
	tags, err := server.tags(ctx)
	if err != nil {
		return "", err
	}
	var told []string
	for _, kind := range []struct {
		name string
		tags []string
		want int
	}{{"304", tags, http.StatusNotModified}, {"200", make([]string, apiPrompts), http.StatusOK}} {
		paced, err := server.run(ctx, kind.tags, kind.want, apiRate)
		if err != nil {
			return "", err
		}
		full, err := server.run(ctx, kind.tags, kind.want, 0)
		if err != nil {
			return "", err
		}
		told = append(told, fmt.Sprintf("%s: at %.0f/s p99 %s; at most %.0f/s, p99 %s", kind.name, paced.rate, ms(paced.p99), full.rate, ms(full.p99)))
	}
	return strings.Join(told, "; "), nil
}

// apiServer is promptgit serve --api.
type apiServer struct {
	process *exec.Cmd
	base    string
	token   string
	client  *http.Client
}

func apiServing(ctx context.Context, tool, dir string) (*apiServer, error) {
	c := exec.CommandContext(ctx, tool, "serve", "--api", "--no-pages", "--listen", "0", "--json")
	c.Dir, c.Env = dir, append(append(os.Environ(), isolated...), "PROMPTGIT_API_TOKEN=") // it makes one
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err = c.Start(); err != nil {
		return nil, err
	}
	s := &apiServer{process: c, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: apiAsking}}}
	var doc struct {
		API   string `json:"api"`
		Token string `json:"api_token"`
	}
	if err = json.NewDecoder(bufio.NewReader(out)).Decode(&doc); err != nil {
		return nil, errors.Join(err, s.end())
	}
	s.base, s.token = doc.API, doc.Token
	return s, nil
}

func (s *apiServer) end() error {
	return errors.Join(s.process.Process.Signal(os.Interrupt), s.process.Wait())
}

// ask asks for one prompt, and gives its ETag.
func (s *apiServer) ask(ctx context.Context, i int, tag string, want int) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%sprompts/prompts/p%d.md?label=production", s.base, i), nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	if tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close() //nolint:errcheck // it is read to its end
	if _, err = io.Copy(io.Discard, resp.Body); err == nil && resp.StatusCode != want {
		err = fmt.Errorf("prompt %d: %s, want %d", i, resp.Status, want)
	}
	return resp.Header.Get("ETag"), err
}

func (s *apiServer) tags(ctx context.Context) ([]string, error) {
	tags := make([]string, apiPrompts)
	for i := range tags {
		var err error
		if tags[i], err = s.ask(ctx, i, "", http.StatusOK); err != nil {
			return nil, err
		}
	}
	return tags, nil
}

type apiFigures struct {
	rate float64 // requests a second that were answered
	p99  time.Duration
}

// run asks for all prompts in turn for some seconds: so many requests a second, or
// with 0 as many as come back. A paced request that starts late counts from when it
// was due.
func (s *apiServer) run(ctx context.Context, tags []string, want, rate int) (apiFigures, error) {
	var wait sync.WaitGroup
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	begun := time.Now()
	for worker := range apiAsking {
		wait.Go(func() {
			var own []time.Duration
			var err error
			for n := 0; err == nil && time.Since(begun) < apiTime; n++ {
				due := time.Now()
				if rate > 0 {
					due = begun.Add(time.Duration(n*apiAsking+worker) * time.Second / time.Duration(rate))
					time.Sleep(time.Until(due))
				}
				i := (n*apiAsking + worker) % apiPrompts
				if _, err = s.ask(ctx, i, tags[i], want); err == nil {
					own = append(own, time.Since(due))
				}
			}
			mu.Lock()
			defer mu.Unlock()
			took, failed = append(took, own...), errors.Join(failed, err)
		})
	}
	wait.Wait()
	if failed != nil || len(took) == 0 {
		return apiFigures{}, errors.Join(failed, errors.New("no request was answered"))
	}
	seconds := time.Since(begun).Seconds()
	slices.Sort(took)
	return apiFigures{float64(len(took)) / seconds, took[len(took)*99/100]}, nil
}
