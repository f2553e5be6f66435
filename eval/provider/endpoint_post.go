package provider

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

// reply is a response whose body was read.
type reply struct {
	Status int
	Header http.Header
	Body   []byte
}

const responseLimit = 32 << 20 // bytes

// send posts JSON to a path of the server. A response with an error status, or
// none, is a [eval.CallError]; the body of any other is the caller's to read and
// to close.
func (e *endpoint) send(ctx context.Context, path string, body []byte) (*http.Response, error) {
	if e.key == "" && e.needed {
		return nil, e.noKey()
	}
	if e.unset != "" {
		return nil, &eval.CallError{
			Fatal: true,
			Err:   fmt.Errorf("a header for %s needs $%s, which is not set", e.base, e.unset),
			Hint:  "set the environment variable " + e.unset,
		}
	}
	query := e.query
	if strings.Contains(path, "?") {
		query = strings.Replace(query, "?", "&", 1)
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, e.base+path+query, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	post.Header.Set("Content-Type", "application/json")
	post.Header.Set("Accept", "application/json")
	if e.key != "" {
		e.authorize(post.Header, e.key)
	}
	for name, v := range e.always {
		post.Header.Set(name, v)
	}
	e.setHeaders(post.Header)
	resp, err := e.client.Do(post)
	if err != nil {
		return nil, e.broken(ctx, path, err, false)
	}
	if resp.StatusCode < http.StatusMultipleChoices {
		return resp, nil
	}
	r, err := e.read(ctx, path, resp)
	if err != nil {
		return nil, err
	}
	return nil, e.refused(r)
}

// errNoKey says that a server needs a key and there is none.
var errNoKey = errors.New("no API key")

func (e *endpoint) noKey() error {
	return &eval.CallError{
		Fatal: true,
		Err:   fmt.Errorf("%w for %s", errNoKey, e.base),
		Hint:  "set the environment variable " + e.keyEnv,
	}
}

// post is send with the whole body of the response.
func (e *endpoint) post(ctx context.Context, path string, body []byte) (reply, error) {
	resp, err := e.send(ctx, path, body) //nolint:bodyclose // read closes it
	if err != nil {
		return reply{}, err
	}
	return e.read(ctx, path, resp)
}

// read takes the whole body of a response and closes it.
func (e *endpoint) read(ctx context.Context, path string, resp *http.Response) (reply, error) {
	defer func() { _ = resp.Body.Close() }() // everything that matters was read or failed by then
	raw, err := io.ReadAll(io.LimitReader(resp.Body, responseLimit+1))
	switch {
	case err != nil:
		return reply{}, e.broken(ctx, path, err, true)
	case len(raw) > responseLimit:
		return reply{}, &eval.CallError{Sent: true, Err: errors.New("the response is larger than 32 MiB")}
	}
	return reply{resp.StatusCode, resp.Header, raw}, nil
}

// charge puts the cost of a call beside its usage, where the price is known.
func (e *endpoint) charge(a *eval.Answer) {
	if e.price != nil {
		a.Cost = new(e.price.Cost(a.Tokens))
	}
}

// unreadable is a response of another kind than the API's.
func (e *endpoint) unreadable(r reply, what string, err error) error {
	return &eval.CallError{
		Sent: true,
		Err:  fmt.Errorf("the response is %s (%s): %w", what, r.Header.Get("Content-Type"), err),
		Hint: fmt.Sprintf("check that %s is the %s of %s%s", e.base, e.noun(), e.kind, e.advised()),
	}
}

func (e *endpoint) advised() string {
	if e.advice == "" {
		return ""
	}
	return "; " + e.advice
}
