package provider

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

// anthropicProblem is the body of an error.
type anthropicProblem struct {
	Error struct {
		Type    string `json:"type"`
		Message string `json:"message"`
		Details *struct {
			Code string `json:"error_code"`
		} `json:"details"`
	} `json:"error"`
	Request string `json:"request_id"`
}

// refineAnthropic reads the kind of an error, and names the request, by which
// Anthropic finds it again.
func refineAnthropic(_ *endpoint, r reply, e *eval.CallError) {
	var p anthropicProblem
	_ = json.Unmarshal(r.Body, &p) // of another form it says nothing more
	if id := r.Header.Get("Request-Id"); id != "" {
		p.Request = id
	}
	code := ""
	if p.Error.Details != nil {
		code = p.Error.Details.Code
	}
	switch {
	case strings.Contains(strings.ToLower(p.Error.Message), "credit balance is too low"), p.Error.Type == "billing_error":
		e.Retry, e.Fatal = false, true
		e.Hint = "the account has no credit left: check its billing page"
	case strings.HasSuffix(code, "spend_limit_reached"):
		e.Retry, e.Fatal = false, true
		e.Hint = "the spending limit of the account is reached: raise it in the console"
	case r.Header.Get("X-Should-Retry") == "false":
		e.Retry = false
	case p.Error.Type == "overloaded_error" || p.Error.Type == "timeout_error":
		e.Retry = true
	}
	if p.Request != "" {
		e.Err = fmt.Errorf("%w (request %s)", e.Err, p.Request)
	}
}

// failed is an error that came with status 200: in a stream, or behind a
// gateway. What was answered before it may have been billed.
func (c *anthropic) failed(r reply) error {
	var p anthropicProblem
	_ = json.Unmarshal(r.Body, &p)
	r.Status = anthropicStatus(p.Error.Type)
	e := c.refused(r)
	if failed, ok := e.(*eval.CallError); ok { //nolint:errorlint // refused gives one, bare
		failed.Sent = true
	}
	return e
}

// anthropicStatus is the HTTP status that a kind of error has.
func anthropicStatus(kind string) int {
	switch kind {
	case "invalid_request_error":
		return http.StatusBadRequest
	case "authentication_error":
		return http.StatusUnauthorized
	case "billing_error":
		return http.StatusPaymentRequired
	case "permission_error":
		return http.StatusForbidden
	case "not_found_error":
		return http.StatusNotFound
	case "request_too_large":
		return http.StatusRequestEntityTooLarge
	case "rate_limit_error":
		return http.StatusTooManyRequests
	case "timeout_error":
		return http.StatusGatewayTimeout
	case "overloaded_error":
		const overloaded = 529
		return overloaded
	default:
		return http.StatusInternalServerError
	}
}
