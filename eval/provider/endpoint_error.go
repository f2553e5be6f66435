package provider

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/promptgit/promptgit/eval"
)

// broken says what a connection that failed means. begun tells whether a
// response had begun.
func (e *endpoint) broken(ctx context.Context, path string, err error, begun bool) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var wrapped *url.Error // repeats method and URL, with a query that may hold a key
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	failed := &eval.CallError{Err: fmt.Errorf("%s %s: %w", cmp.Or(e.verb, http.MethodPost), e.base+path, e.redacted(err))}
	var dns *net.DNSError
	var dial *net.OpError
	switch {
	case begun:
		failed.Retry, failed.Sent = true, true
	case isProxy(err):
		failed.Fatal = true
		failed.Hint = proxyHint
	case errors.Is(err, syscall.ECONNREFUSED):
		failed.Retry, failed.Fatal = true, true
		failed.Hint = fmt.Sprintf("nothing listens at %s: start the server, or correct %s%s", e.base, cmp.Or(e.option, "base_url"), e.orEnv())
	case errors.As(err, &dns):
		failed.Retry, failed.Fatal = !dns.IsNotFound, true
		failed.Hint = fmt.Sprintf("the host of %s was not found: check the spelling and the network", e.base)
	case errors.As(err, &dial) && dial.Op == "dial":
		failed.Retry, failed.Fatal = true, true
		failed.Hint = e.base + " cannot be reached: check the network"
	case isTLS(err):
		failed.Fatal = true
		failed.Hint = fmt.Sprintf("check that %s is served with a valid certificate", e.base)
	default: // reset or closed before a response
		failed.Retry, failed.Sent = true, true
	}
	return failed
}

// refused turns a response with an error status into an error: 408, 409, 429
// and 5xx may go better another time.
func (e *endpoint) refused(r reply) error {
	status := r.Status
	said := e.reason(r.Body)
	failed := &eval.CallError{
		Status: status,
		After:  retryAfter(r.Header),
		Err:    errors.New(cmp.Or(said.message, http.StatusText(status))),
		Retry: status == http.StatusRequestTimeout || status == http.StatusConflict ||
			status == http.StatusTooManyRequests || status >= http.StatusInternalServerError,
	}
	switch {
	case status >= http.StatusMultipleChoices && status < http.StatusBadRequest:
		failed.Fatal = true
		failed.Hint = fmt.Sprintf("%s redirects to %q: write that as the %s if you trust it", e.base, e.redact(r.Header.Get("Location")), e.noun())
	case status == http.StatusProxyAuthRequired:
		failed.Fatal = true
		failed.Hint = proxyHint
	case said.code == "insufficient_quota" || said.kind == "insufficient_quota" || status == http.StatusPaymentRequired:
		failed.Retry, failed.Fatal = false, true
		failed.Hint = "the account has no credit left: check its billing page"
	case status == http.StatusUnauthorized:
		failed.Fatal = true
		failed.Hint = e.keyHint()
	case status == http.StatusForbidden:
		failed.Fatal = true
		failed.Hint = "the key may not use this model"
	case status == http.StatusNotFound:
		failed.Fatal = true
		failed.Hint = fmt.Sprintf("check the name of the model, and that %s is the %s%s", e.base, e.noun(), e.advised())
	case status == http.StatusTooManyRequests:
		failed.Hint = "wait, or bound the calls: requests_per_minute and concurrency of the provider in promptgit.yaml"
	}
	if e.refine != nil {
		e.refine(e, r, failed)
	}
	return failed
}

// keyHint is what to do where a server does not let a call in.
func (e *endpoint) keyHint() string {
	switch {
	case e.keyEnv == "":
		return e.base + " asks for a key: name its environment variable with api_key_env"
	case e.key == "" && len(e.hidden) == 0:
		return e.base + " asks for a key: set the environment variable " + e.keyEnv
	}
	return fmt.Sprintf("the key in %s is not accepted by %s", e.keyEnv, e.base)
}

// retryAfter reads how long a server asks to wait (RFC 9110, section 10.2.3,
// and the milliseconds of OpenAI and Azure). A date counts from the response's
// own, so that the clocks need not agree.
func retryAfter(h http.Header) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil {
		return pause(ms / 1000)
	}
	asked := h.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(asked, 64); err == nil {
		return pause(seconds)
	}
	until, err := http.ParseTime(asked)
	if err != nil {
		return 0
	}
	sent, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return max(0, until.Sub(sent))
}

// pause keeps nonsense such as -1, NaN and 1e300 within what a Duration holds.
func pause(seconds float64) time.Duration {
	const week = 7 * 24 * 3600
	if !(seconds > 0) {
		return 0
	}
	return time.Duration(min(seconds, week) * float64(time.Second))
}

// redact hides the key, whoever repeated it.
func (e *endpoint) redact(s string) string {
	for _, secret := range append(slices.Clip(e.hidden), e.key) {
		if secret != "" {
			s = strings.ReplaceAll(s, secret, "[redacted]")
		}
	}
	return s
}

// redacted hides the key in an error, which keeps its identity where it did not
// hold it.
func (e *endpoint) redacted(err error) error {
	if s := e.redact(err.Error()); s != err.Error() {
		return errors.New(s)
	}
	return err
}

// isTLS tells an endpoint that speaks no TLS, or not for its name, from a
// connection that broke.
func isTLS(err error) bool {
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &verify) || errors.As(err, &record) || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

// noun is how people call what names the server.
func (e *endpoint) noun() string {
	if e.option == "" {
		return "base URL"
	}
	return "URL"
}

func (e *endpoint) orEnv() string {
	if e.baseEnv == "" {
		return ""
	}
	return " or " + e.baseEnv
}
