package provider

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// fold makes one answer of the events of a stream.
type fold interface {
	// add takes one event. said tells that it holds a part of the output; done
	// that no other matters.
	add(ev event) (said, done bool, err error)
	// answer gives what came, and whether that is a whole answer.
	answer(r reply) (a eval.Answer, whole bool, err error)
}

// converse makes one call that is answered as a stream where one was asked for and
// the server knows how to.
func (e *endpoint) converse(ctx context.Context, f form, body *value.Object, asked bool) (eval.Answer, error) {
	raw, err := encoded(body)
	if err != nil {
		return eval.Answer{}, err
	}
	var begun time.Time
	if e.now != nil {
		begun = e.now()
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	resp, err := e.send(ctx, f.path, raw) //nolint:bodyclose // follow closes it
	if err != nil {
		return eval.Answer{}, err
	}
	return e.follow(ctx, stop, f, resp, begun, asked)
}

// follow reads a response; what was streamed is an answer only with its end.
func (e *endpoint) follow(ctx context.Context, stop context.CancelFunc, f form, resp *http.Response, begun time.Time, asked bool) (eval.Answer, error) {
	if !streamed(resp, asked) {
		r, err := e.read(ctx, f.path, resp)
		if err != nil {
			return eval.Answer{}, err
		}
		return f.answer(r)
	}
	defer func() { _ = resp.Body.Close() }() // everything that matters was read or failed by then
	r := reply{Status: resp.StatusCode, Header: resp.Header}
	events, folded := newEvents(resp.Body), f.fold()
	var first time.Duration
	for {
		ev, err := events.next()
		var said, done bool
		if err == nil {
			said, done, err = folded.add(ev)
			if err != nil {
				return eval.Answer{}, err
			}
		}
		if said && first == 0 && e.now != nil {
			first = max(1, e.now().Sub(begun))
		}
		if !done && err == nil {
			continue
		}
		if done {
			drain(resp.Body, stop)
		}
		a, whole, unread := folded.answer(r)
		switch {
		case unread != nil:
			return eval.Answer{}, unread
		case whole && (done || errors.Is(err, io.EOF)):
			a.FirstToken = first
			return a, nil
		}
		return eval.Answer{}, e.cut(ctx, f.path, err)
	}
}

// cut is the error of a stream that ended before the answer did.
func (e *endpoint) cut(ctx context.Context, path string, err error) error {
	switch {
	case errors.Is(err, errLargeEvent), errors.Is(err, errLargeStream):
		return &eval.CallError{Sent: true, Err: err}
	case err == nil, errors.Is(err, io.EOF):
		return &eval.CallError{Sent: true, Retry: true, Err: fmt.Errorf("POST %s%s: the stream ended before the answer did", e.base, path)}
	}
	return e.broken(ctx, path, err, true)
}

// streamed tells a stream of events from a whole answer. Some servers stream
// unasked, and some under another content type.
func streamed(resp *http.Response, asked bool) bool {
	kind, _, _ := strings.Cut(strings.ToLower(resp.Header.Get("Content-Type")), ";")
	if strings.TrimSpace(kind) == "text/event-stream" {
		return true
	}
	if !asked {
		return false
	}
	body := bufio.NewReader(resp.Body)
	resp.Body = struct {
		io.Reader
		io.Closer
	}{body, resp.Body}
	for _, start := range []string{":", "data:", "event:"} {
		if got, _ := body.Peek(len(start)); string(got) == start {
			return true
		}
	}
	return false
}

// drain reads what follows the end of a stream, so that the connection can be
// used again, unless the server keeps it open.
func drain(body io.Reader, stop context.CancelFunc) {
	const patience, most = 50 * time.Millisecond, 4 << 10
	timer := time.AfterFunc(patience, stop)
	defer timer.Stop()
	_, _ = io.CopyN(io.Discard, body, most) // the answer is here already
}
