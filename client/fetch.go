package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// mostBody bounds what is read of an answer, in bytes.
const mostBody = 16 << 20

// fetch asks the server once. Where it has not changed it is what the client had.
func (c *Client) fetch(ctx context.Context, prompt string, o GetOptions, had *Prompt) (Prompt, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.address(prompt, o), http.NoBody)
	if err != nil {
		return Prompt{}, &Error{Status: http.StatusBadRequest, Message: err.Error()}
	}
	req.Header.Set("Accept", "application/json")
	if c.o.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.o.Token)
	}
	if had != nil {
		req.Header.Set("If-None-Match", `"`+had.ETag+`"`)
	}
	resp, err := c.o.HTTP.Do(req)
	if err != nil {
		return Prompt{}, &Error{Err: err}
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	body, err := io.ReadAll(io.LimitReader(resp.Body, mostBody+1))
	switch {
	case err != nil:
		return Prompt{}, &Error{Err: err}
	case len(body) > mostBody:
		return Prompt{}, &Error{Err: fmt.Errorf("the answer is larger than %d MiB", mostBody>>20)}
	case resp.StatusCode == http.StatusNotModified && had != nil:
		p := *had
		err = p.placed(resp.Header)
		return p, err
	case resp.StatusCode != http.StatusOK:
		return Prompt{}, refusal(resp.StatusCode, body)
	}
	p, err := parse(body)
	if err == nil && p.Name != prompt {
		err = fmt.Errorf("the answer is about %q", p.Name)
	}
	if err != nil {
		return Prompt{}, &Error{Err: err}
	}
	return p, nil
}

// placed takes over where a version that has not changed stands now.
func (p *Prompt) placed(h http.Header) error {
	if rev := h.Get("Promptgit-Rev"); rev != "" {
		p.Rev = rev
	}
	p.Weight = 0
	if text := h.Get("Promptgit-Weight"); text != "" {
		weight, err := strconv.Atoi(text)
		if err != nil || weight < 1 || weight > 99 {
			return &Error{Err: errors.New("the weight of the answer cannot be read")}
		}
		p.Weight = weight
	}
	return nil
}

func (c *Client) address(prompt string, o GetOptions) string {
	parts := strings.Split(prompt, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	query := url.Values{}
	for name, v := range map[string]string{"label": o.Label, "rev": o.Rev, "user": o.User} {
		if v != "" {
			query.Set(name, v)
		}
	}
	address := c.base + "/api/v1/prompts/" + strings.Join(parts, "/")
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	return address
}

// refusal reads why the server gives no prompt.
func refusal(status int, body []byte) *Error {
	e := &Error{Status: status}
	var doc struct{ Schema, Message, Hint string }
	if json.Unmarshal(body, &doc) == nil && doc.Schema == "promptgit.api-error/v1" {
		e.Message, e.Hint = doc.Message, doc.Hint
		return e
	}
	if e.final() { // somebody else's 404, such as that of a proxy, says nothing of the prompt
		return &Error{Err: fmt.Errorf("status %d, and not from promptgit", status)}
	}
	return e
}
