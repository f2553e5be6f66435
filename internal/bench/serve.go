package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// benchServe asks a server of 2,000 iterations of 500 cases for its pages: each for
// the first time since it started, and again.
func benchServe(ctx context.Context, b *lab) (string, error) {
	const iterations, cases = 2000, 500
	dir, err := b.repo(ctx, "serve")
	if err != nil {
		return "", err
	}
	var suite strings.Builder
	suite.WriteString("tests:\n")
	for i := range cases {
		fmt.Fprintf(&suite, "  - {id: case-%d, vars: {q: %d}, assert: [{type: not-contains, value: '%d'}]}\n", i, i, 100+i%97)
	}
	var s stream
	for i := range iterations {
		s.commit(i)
		s.file("prompts/sum.md", fmt.Sprintf("system:\nVersion %d.\n\nuser:\n%d {{ q }}\n", i, 100+i/20%97))
		if i == 0 {
			s.file("suites/sum.yaml", suite.String())
			s.file("promptgit.yaml", "version: 1\nprovider: echo\n")
		}
	}
	if err = b.judged(ctx, dir, s); err != nil {
		return "", err
	}
	if _, err = command(ctx, dir, isolated, b.tool, "log", "-n", "1"); err != nil { // it leaves the index
		return "", err
	}
	server, err := serving(ctx, b.tool, dir)
	if err != nil {
		return "", err
	}
	defer server.end() //nolint:errcheck // nothing is lost
	const prompt = "prompt=prompts/sum.md"
	var told []string
	for _, page := range []struct{ name, path string }{
		{"overview", "/"},
		{"history", "/history?" + prompt},
		{"iteration", "/iteration?" + prompt + "&rev=HEAD"},
		{"compare", "/compare?" + prompt},
		{"matrix", "/matrix?" + prompt},
		{"suite", "/suite?" + prompt},
	} {
		first, again, err := server.times(ctx, page.path)
		if err != nil {
			return "", err
		}
		told = append(told, fmt.Sprintf("%s %s, then %s", page.name, ms(first), ms(again)))
	}
	return strings.Join(told, "; "), nil
}

// server is promptgit serve, and a browser's cookies.
type server struct {
	process *exec.Cmd
	url     string // without the token
	client  *http.Client
}

func serving(ctx context.Context, tool, dir string) (*server, error) {
	c := exec.CommandContext(ctx, tool, "serve", "--listen", "0")
	c.Dir, c.Env = dir, append(os.Environ(), isolated...)
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err = c.Start(); err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	s := &server{process: c, client: &http.Client{Jar: jar}}
	line, readErr := bufio.NewReader(out).ReadString('\n')
	if err = errors.Join(err, readErr); err != nil {
		return nil, errors.Join(err, s.end())
	}
	url, token, _ := strings.Cut(strings.TrimSpace(line), "/?")
	s.url = url
	_, err = s.get(ctx, url+"/page.css?"+token) // it lets the browser in, and reads nothing
	return s, err
}

func (s *server) end() error {
	return errors.Join(s.process.Process.Signal(os.Interrupt), s.process.Wait())
}

// times gives the time of the first answer, and the median of five more.
func (s *server) times(ctx context.Context, path string) (first, again time.Duration, err error) {
	if first, err = s.get(ctx, s.url+path); err != nil {
		return 0, 0, err
	}
	var list []time.Duration
	for range 5 {
		took, err := s.get(ctx, s.url+path)
		if err != nil {
			return 0, 0, err
		}
		list = append(list, took)
	}
	slices.Sort(list)
	return first, list[len(list)/2], nil
}

func (s *server) get(ctx context.Context, url string) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	resp, err := s.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close() //nolint:errcheck // it is read to its end
	_, err = io.Copy(io.Discard, resp.Body)
	took := time.Since(start)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, resp.Status)
	}
	return took, err
}
