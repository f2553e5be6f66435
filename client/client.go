package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Options are what a client is made of. The zero value asks without a token, uses an
// answer for ten seconds and keeps nothing on the disk.
type Options struct {
	Token   string        // of PROMPTGIT_API_TOKEN
	Dir     string        // where the last good answers are kept, "" for nowhere; it is made where it is not there
	TTL     time.Duration // how long an answer is used without asking; 0 for 10 seconds, less than 0 to ask each time
	Timeout time.Duration // of one request; 0 for 5 seconds
	HTTP    *http.Client  // nil for one of its own
}

// Client fetches prompts. It is safe for concurrent use.
type Client struct {
	base  string
	o     Options
	now   func() time.Time
	mu    sync.Mutex
	known map[key]*entry
	ctx   context.Context //nolint:containedctx // what is asked in the background ends with the client
	end   context.CancelFunc
	asks  sync.WaitGroup

	diskErr error // of the last write
}

// retryAfter is how long the client waits before it asks again a server that did not
// answer, while it has something to give.
const retryAfter = time.Second

// longPause is how far beyond its TTL an answer is given before the server has said
// again that this is it: who did not ask for that long may have missed a rollback.
const longPause = time.Minute

// New makes a client of the server at an address such as http://127.0.0.1:7717.
func New(baseURL string, o Options) (*Client, error) {
	u, err := url.Parse(baseURL)
	switch {
	case err != nil:
		return nil, fmt.Errorf("address of the server: %w", err)
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("address of the server: write http://HOST:PORT or https://HOST, not %q", baseURL)
	}
	base := strings.TrimSuffix(strings.TrimRight(u.String(), "/"), "/api/v1")
	if o.TTL == 0 {
		o.TTL = 10 * time.Second
	}
	if o.Timeout <= 0 {
		o.Timeout = 5 * time.Second
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{}
	}
	c := &Client{base: base, o: o, now: time.Now, known: map[key]*entry{}} //nolint:forbidigo // of this process
	c.ctx, c.end = context.WithCancel(context.Background())
	return c, nil
}

// Close ends what is asked in the background. What the client has stays usable.
func (c *Client) Close() {
	c.mu.Lock() // nothing is asked from here on
	c.end()
	c.mu.Unlock()
	c.asks.Wait()
}

// GetOptions name a version: that of a label, for a user where the label is shared with
// a candidate, or that of a revision; without both it is the newest of the repository.
type GetOptions struct{ Label, Rev, User string }

// Get gives a version of a prompt. Where the server does not answer it is the last good
// one, marked as [Prompt.Stale]; an error is an [Error], or that of ctx, and comes only
// where there is none, or where the server says that there is no such prompt.
func (c *Client) Get(ctx context.Context, prompt string, o GetOptions) (Prompt, error) {
	if prompt == "" || o.Label != "" && o.Rev != "" {
		return Prompt{}, &Error{Status: http.StatusBadRequest, Message: "name a prompt, and a label or a revision"}
	}
	k := keyOf(prompt, o)
	c.mu.Lock()
	e := c.at(k)
	now := c.now()
	failing := e.problem != nil
	fresh := e.good && !failing && within(now, e.prompt.Fetched, c.o.TTL)
	resting := e.good && failing && within(now, e.tried, retryAfter)
	if fresh || resting {
		p := e.given(now, c.o.TTL)
		c.mu.Unlock()
		return p, nil
	}
	ask := c.ask(k, e, prompt, o)
	if e.good && c.o.TTL > 0 && (failing || within(now, e.prompt.Fetched, c.o.TTL+longPause)) { // it is given at once, and asked for meanwhile
		p := e.given(now, c.o.TTL)
		c.mu.Unlock()
		return p, nil //nolint:nilerr // what failed is told by Prompt.Problem, and the last good version is the answer
	}
	c.mu.Unlock()
	select {
	case <-ask.done:
	case <-ctx.Done():
		if p, ok := c.last(k); ok {
			p.Problem = context.Cause(ctx)
			return p, nil
		}
		return Prompt{}, context.Cause(ctx)
	}
	if ask.err == nil {
		return ask.prompt, nil
	}
	var answer *Error
	if !errors.As(ask.err, &answer) || !answer.final() {
		if p, ok := c.last(k); ok {
			p.Problem = ask.err
			return p, nil
		}
	}
	return Prompt{}, ask.err
}
