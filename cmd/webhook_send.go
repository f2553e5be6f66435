package cmd

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/promptgit/promptgit/internal/ui"
)

// delivery is one document on its way to a webhook. Every try has the same body,
// signature and id, so that a receiver that got it twice can tell.
type delivery struct {
	client    *http.Client
	url       string
	body      []byte
	id        string
	signature string // "sha256=" and the HMAC of the body in hex, as GitHub signs
	tool      string
}

func (a *App) newDelivery(o webhookOptions, id string, body []byte) *delivery {
	mac := hmac.New(sha256.New, []byte(o.secret))
	mac.Write(body) // never fails
	client := *a.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &delivery{client: &client, url: o.url, body: body, id: id, signature: "sha256=" + hex.EncodeToString(mac.Sum(nil)), tool: a.tool()}
}

// send posts until the server takes the document: again after what may pass (a
// broken connection, 408, 429, 5xx), not after another answer. A redirect is such
// an answer: what is signed for one server is for no other.
func (d *delivery) send(ctx context.Context) error { return retried(ctx, d.post) }

// post is one try. It says whether another may help, and how long the server asks
// to wait before it.
func (d *delivery) post(ctx context.Context) (after time.Duration, again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(d.body))
	if err != nil {
		return 0, false, unnamed(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", d.tool)
	req.Header.Set("X-Promptgit-Event", "drift")
	req.Header.Set("X-Promptgit-Delivery", d.id)
	req.Header.Set("X-Promptgit-Signature-256", d.signature)
	res, err := d.client.Do(req)
	if err != nil {
		return 0, true, unnamed(err)
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	const most = 1 << 16
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, most)) // so that the connection can be used again
	code := res.StatusCode
	switch code / 100 {
	case 2:
		return 0, false, nil
	case 3:
		return 0, false, fmt.Errorf("it redirects (HTTP %d), which is not followed", code)
	default:
		return retryAfter(res.Header), mayPass(code), fmt.Errorf("HTTP %d", code)
	}
}

// unnamed is the cause of an error without the URL, which may hold a token.
func unnamed(err error) error {
	var named *url.Error
	if errors.As(err, &named) {
		return named.Err
	}
	return err
}

// tellWebhook posts a document and tells of a failure.
func (a *App) tellWebhook(ctx context.Context, o webhookOptions, id string, doc any) error {
	var body bytes.Buffer
	if err := ui.JSON(&body, doc); err != nil {
		return err
	}
	u, err := url.Parse(o.url)
	if err != nil {
		return unnamed(err)
	}
	if err = a.newDelivery(o, id, body.Bytes()).send(ctx); err != nil {
		return &exitError{
			Code: exitProvider, Err: fmt.Errorf("the webhook at %s was not told: %w", u.Host, err),
			Hint: "promptgit drift --status --json prints what it would have been told",
		}
	}
	a.note("promptgit: note: the webhook at " + u.Host + " was told")
	return nil
}
