package provider

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
)

// Diagnosis is what is wrong with a provider, in a word for programs and in
// words for people.
type Diagnosis struct {
	Kind    string // one of Kinds
	Problem string
	Hint    string // what to do about it, "" for nothing
	Status  int    // of HTTP, 0 where no response came
}

// Kinds lists the kinds of a diagnosis.
func Kinds() []string {
	return []string{
		"key", "host", "url", "tls", "proxy", "timeout", "model", "quota", "rate-limit", "permission", "api-version", "redirect",
		"server", "response", "request", "command", "network", "other",
	}
}

// Diagnose explains why a call of a target failed. Where the URL or the model is
// in doubt it asks the server which models it has.
func Diagnose(ctx context.Context, t eval.Target, err error) Diagnosis {
	d := Diagnosis{Kind: "other", Problem: err.Error()}
	var failed *eval.CallError
	if errors.As(err, &failed) {
		d.Hint, d.Status = failed.Hint, failed.Status
		d.Kind = kindOf(failed)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		d.Kind, d.Problem = "timeout", "no answer came in time"
		d.Hint = "the server may be loading the model, or a firewall drops the connection: try again, or check the address"
	}
	if d.Kind == "model" || d.Kind == "response" {
		d.consult(ctx, t)
	}
	return d
}

// kindOf sorts a failed call by its cause, where there is one, and by its status.
func kindOf(failed *eval.CallError) string {
	text := strings.ToLower(failed.Err.Error())
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(text, p) })
	}
	switch status := failed.Status; {
	case status == 0:
		return kindOfBreak(failed, has)
	case status < http.StatusMultipleChoices, status == http.StatusMethodNotAllowed:
		return "response"
	case status < http.StatusBadRequest:
		return "redirect"
	case status == http.StatusProxyAuthRequired:
		return "proxy"
	case has("insufficient_quota", "insufficient quota", "billing", "credit balance", "exceeded your current quota"), status == http.StatusPaymentRequired:
		return "quota"
	case status == http.StatusUnauthorized, has("api key not valid", "invalid api key", "incorrect api key", "api_key_invalid"):
		return "key"
	case status == http.StatusForbidden:
		return "permission"
	case has("api-version", "api version", "anthropic-version"):
		return "api-version"
	case status == http.StatusNotFound, status == http.StatusBadRequest && has("model") && has("not exist", "not found", "not a valid", "invalid model", "unknown", "unavailable"):
		return "model"
	case status == http.StatusTooManyRequests:
		return "rate-limit"
	case status >= http.StatusInternalServerError:
		return "server"
	}
	return "request"
}

// kindOfBreak sorts a call that got no response, or one that is no answer.
func kindOfBreak(failed *eval.CallError, has func(...string) bool) string {
	var dns *net.DNSError
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch err := failed.Err; {
	case errors.Is(err, errNoKey), has("environment variable"):
		return "key"
	case isProxy(err):
		return "proxy"
	case errors.As(err, &verify), errors.As(err, &record), has("tls:", "http response to https client"):
		return "tls"
	case errors.As(err, &dns):
		return "host"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "url"
	case has("the response", "the reply", "jq program"):
		return "response"
	case has("command not found", "cannot be run", "exit status", "signal:"):
		return "command"
	}
	return "network"
}

// consult asks the server for its models, and says what they tell of the URL and
// the name of the model.
func (d *Diagnosis) consult(ctx context.Context, t eval.Target) {
	asked, ok := listing(t.Caller)
	if !ok {
		return
	}
	list, err := asked.models(ctx)
	switch {
	case err != nil:
		if d.Kind == "response" && (strings.Contains(d.Problem, "text/html") || strings.Contains(d.Problem, "'<'")) {
			d.Kind = "url" // a web page
		}
	case list.moved != "":
		d.Kind, d.Hint = "url", "the API is below /v1: write base_url: "+list.moved
	case !slices.Contains(list.names, t.Model):
		d.Kind, d.Hint = "model", nearModels(t.Model, list.names)
	}
}

// nearModels names the models that one may have been meant.
func nearModels(model string, names []string) string {
	hint := diag.DidYouMean(model, names)
	if hint == "" {
		var near []string
		for _, name := range names {
			if strings.Contains(name, model) || strings.Contains(model, name) {
				near = append(near, name)
			}
		}
		if len(near) == 0 {
			near = names
		}
		slices.Sort(near)
		const most = 8
		hint = "the server has " + strings.Join(near[:min(len(near), most)], ", ")
		if more := len(near) - most; more > 0 {
			hint += fmt.Sprintf(" and %d more", more)
		}
	}
	return hint
}
