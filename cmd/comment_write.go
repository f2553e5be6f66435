package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/promptgit/promptgit/internal/ui"
)

// comment is a text below a pull request. There is one of each name: a later run
// finds it by its mark and writes over it.
type comment struct {
	forge  forge
	client *http.Client
	tool   string
	mark   string // hidden first line
}

// forge is a service that keeps comments of a pull request.
type forge struct {
	Name    string
	list    string              // URL of the comments, also to add one
	edit    func(string) string // URL of one comment
	change  string              // method that writes over it
	who     string              // URL that says whose token it is
	header  [2]string           // that carries the token
	most    int                 // bytes of a comment
	written func(json.RawMessage) (forgeComment, error)
	owner   func(json.RawMessage) (string, error) // of who
}

// forgeComment is one comment as a forge tells it.
type forgeComment struct {
	ID     string
	Body   string
	Author string
	Bot    bool
}

// newComment finds the pull request that the environment of a CI job names.
func newComment(app *App, name string) (*comment, error) {
	for _, find := range forges() {
		f, err := find(app)
		if err != nil {
			return nil, err
		}
		if f == nil {
			continue
		}
		u, err := url.Parse(f.list)
		if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
			return nil, usageHint("a token goes to https only", "the address of %s is not to be used", f.Name)
		}
		app.keys.Add(strings.TrimPrefix(f.header[1], "Bearer "))
		client := *app.HTTP
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		return &comment{forge: *f, client: &client, tool: app.tool(), mark: "<!-- promptgit " + name + " -->\n"}, nil
	}
	return nil, usageHint("run it in a job of GitHub Actions or GitLab CI that is about a pull request, as promptgit init --ci github sets up",
		"the environment names no pull request")
}

// forges is the one list of services, each nil where the job is none of its pull
// requests.
func forges() []func(*App) (*forge, error) {
	return []func(*App) (*forge, error){githubForge, gitlabForge}
}

// write adds the comment, or writes over the one of an earlier run.
func (c *comment) write(ctx context.Context, text string) error {
	body := c.mark + within(text, c.forge.most-len(c.mark))
	err := retried(ctx, func(ctx context.Context) (time.Duration, bool, error) { return c.put(ctx, body) })
	if err != nil {
		return &exitError{
			Code: exitProvider, Err: fmt.Errorf("%s did not take the comment: %w", c.forge.Name, err),
			Hint: "may the token write to pull requests, and is the pull request still there?",
		}
	}
	return nil
}

// put is one try.
func (c *comment) put(ctx context.Context, body string) (after time.Duration, again bool, err error) {
	own, known, err := c.find(ctx)
	switch {
	case err != nil:
	case !known:
		_, err = c.call(ctx, http.MethodPost, c.forge.list, body)
	case strings.TrimSpace(own.Body) != strings.TrimSpace(body):
		_, err = c.call(ctx, c.forge.change, c.forge.edit(own.ID), body)
	}
	var refused *forgeError
	if errors.As(err, &refused) {
		return refused.after, refused.again, err
	}
	return 0, err != nil, err
}

// find looks for the comment of an earlier run. Anybody can write the mark, so it
// counts only in a comment of whoever this token belongs to; the token of a job of
// GitHub does not say, and stands for a bot.
func (c *comment) find(ctx context.Context) (found forgeComment, known bool, err error) {
	me, err := c.whoami(ctx)
	if err != nil {
		return found, false, err
	}
	const perPage, pages = 100, 50
	for n := 1; n <= pages; n++ {
		raw, err := c.call(ctx, http.MethodGet, fmt.Sprintf("%s?per_page=%d&page=%d", c.forge.list, perPage, n), "")
		if err != nil {
			return found, false, err
		}
		var list []json.RawMessage
		if err = json.Unmarshal(raw, &list); err != nil {
			return found, false, fmt.Errorf("read the comments: %w", err)
		}
		for _, one := range list {
			found, err = c.forge.written(one)
			if err != nil {
				return found, false, fmt.Errorf("read a comment: %w", err)
			}
			mine := me != "" && found.Author == me || me == "" && found.Bot
			if mine && strings.HasPrefix(found.Body, strings.TrimSpace(c.mark)) {
				return found, true, nil
			}
		}
		if len(list) < perPage {
			break
		}
	}
	return forgeComment{}, false, nil
}

// whoami is "" where the token may not ask.
func (c *comment) whoami(ctx context.Context) (string, error) {
	raw, err := c.call(ctx, http.MethodGet, c.forge.who, "")
	var refused *forgeError
	if errors.As(err, &refused) && !refused.again && (refused.code == http.StatusForbidden || refused.code == http.StatusNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return c.forge.owner(raw)
}

// forgeError is an answer that is none.
type forgeError struct {
	code  int
	what  string // what the service says, "" for nothing
	after time.Duration
	again bool
}

func (e *forgeError) Error() string {
	text := fmt.Sprintf("HTTP %d", e.code)
	if e.what != "" {
		text += " " + e.what
	}
	return text
}

// call asks once and gives the body of the answer.
func (c *comment) call(ctx context.Context, method, address, body string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	var in io.Reader
	if method != http.MethodGet {
		raw, err := json.Marshal(map[string]string{"body": body})
		if err != nil {
			return nil, err
		}
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, address, in)
	if err != nil {
		return nil, unnamed(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.tool)
	req.Header.Set(c.forge.header[0], c.forge.header[1])
	res, err := c.client.Do(req)
	if err != nil {
		return nil, unnamed(err)
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	const most = 64 << 20  // a hundred comments of the longest kind, escaped
	raw, err := io.ReadAll(io.LimitReader(res.Body, most))
	if res.StatusCode/100 == 2 {
		return raw, err
	}
	var said struct{ Message json.RawMessage }
	_ = json.Unmarshal(raw, &said) // an error may be no JSON
	after := retryAfter(res.Header)
	return nil, &forgeError{
		code: res.StatusCode, what: ui.Shorten(ui.Line(string(said.Message)), 200), after: after,
		again: mayPass(res.StatusCode) || res.StatusCode == http.StatusForbidden && after > 0, // too much at once
	}
}
