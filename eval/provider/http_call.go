package provider

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// Complete makes one call.
func (w *web) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	if w.missing != "" {
		return eval.Answer{}, &eval.CallError{
			Fatal: true, Err: fmt.Errorf("the environment variable %s is not set", w.missing),
			Hint: fmt.Sprintf("%s %s needs it", w.method, w.base),
		}
	}
	if w.key == "" && w.needed {
		return eval.Answer{}, w.noKey()
	}
	out, err := w.request(ctx, req)
	if err != nil {
		return eval.Answer{}, err
	}
	resp, err := w.client.Do(out) //nolint:bodyclose // read closes it
	if err != nil {
		var wrapped *url.Error // it repeats the URL, which may hold a key
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return eval.Answer{}, w.broken(ctx, "", err, false)
	}
	r, err := w.read(ctx, "", resp)
	if err != nil {
		return eval.Answer{}, err
	}
	return w.reads.answer(ctx, w.endpoint, r)
}

// vars are what the templates of a request see.
func (w *web) vars(req eval.Request) *value.Object {
	vars := document(req)
	vars.Delete("version")
	vars.Set("seed", seedOf(req.Seed))
	vars.Set("env", w.env)
	return vars
}

func (w *web) request(ctx context.Context, req eval.Request) (*http.Request, error) {
	vars := w.vars(req)
	address, err := w.address(ctx, vars)
	if err != nil {
		return nil, err
	}
	raw, kind, err := w.content(ctx, req, vars)
	if err != nil {
		return nil, err
	}
	out, err := http.NewRequestWithContext(ctx, w.method, address.String(), bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	if kind != "" {
		out.Header.Set("Content-Type", kind)
	}
	out.Header.Set("Accept", "application/json, text/plain;q=0.9, */*;q=0.8")
	if w.key != "" {
		w.authorize(out.Header, w.key)
	}
	for _, h := range w.headers {
		s := h.at.(slot)
		text, err := s.render(ctx, vars)
		if err != nil {
			return nil, err
		}
		if text = strings.TrimSpace(text); strings.ContainsFunc(text, isControl) {
			return nil, s.failed(fmt.Errorf("the header %s would hold a line break or another control character", h.name))
		}
		out.Header.Set(h.name, text)
	}
	return out, nil
}

func isControl(r rune) bool { return r != '\t' && (r < ' ' || r == 0x7f) }

// content gives the body of a request and its media type, "" for none.
func (w *web) content(ctx context.Context, req eval.Request, vars *value.Object) (raw []byte, kind string, err error) {
	if w.body == nil {
		if !w.reads.protocol {
			return nil, "", nil
		}
		raw, err = encoded(document(req))
		return raw, "application/json", err
	}
	raw, isJSON, err := w.body.render(ctx, vars)
	if isJSON {
		return raw, "application/json", err
	}
	return raw, "text/plain; charset=utf-8", err
}

// address is the URL of a request. What templates put into it is escaped, but
// for the environment, which may hold a whole URL.
func (w *web) address(ctx context.Context, vars *value.Object) (*url.URL, error) {
	safe := value.NewObject()
	for name, v := range vars.All() {
		if name != "env" {
			v = value.MapTexts(v, url.PathEscape) // its texts can stand in a URL
		}
		safe.Set(name, v)
	}
	text, err := w.url.render(ctx, safe)
	if err != nil {
		return nil, err
	}
	at, err := url.Parse(strings.TrimSpace(text))
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return nil, fmt.Errorf("%q is no URL", w.base)
	}
	if at.User != nil {
		return nil, errors.New("a URL cannot hold a password: put it into a header")
	}
	at.Fragment = ""
	more := make([]string, 0, len(w.query)+1)
	if at.RawQuery != "" {
		more = append(more, at.RawQuery)
	}
	for _, q := range w.query {
		v, known, failed := q.at.(slot).value(ctx, vars)
		if failed != nil {
			return nil, failed
		}
		if !known || v == nil {
			continue
		}
		text, isText := v.(string)
		if !isText {
			text = compact(v)
		}
		more = append(more, url.QueryEscape(q.name)+"="+url.QueryEscape(text))
	}
	at.RawQuery = strings.Join(more, "&")
	return at, nil
}
