package provider

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/promptgit/promptgit/eval"
)

// googleProblem is the body of an error, as all APIs of Google write it. A
// stream without events wraps it into a list.
type googleProblem struct {
	Error struct {
		Code    int            `json:"code"`
		Message string         `json:"message"`
		Status  string         `json:"status"` // such as RESOURCE_EXHAUSTED
		Details []googleDetail `json:"details"`
	} `json:"error"`
}

// googleDetail is one of several kinds, told apart by what they hold.
type googleDetail struct {
	Reason     string `json:"reason"`     // ErrorInfo: API_KEY_INVALID, SERVICE_DISABLED
	RetryDelay string `json:"retryDelay"` // RetryInfo: "37s"
	Violations []struct {
		QuotaID string `json:"quotaId"`
	} `json:"violations"` // QuotaFailure
}

func readGoogleProblem(raw []byte) (p googleProblem) {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && raw[0] == '[' {
		var list []googleProblem
		if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
			p = list[0]
		}
		return p
	}
	if json.Unmarshal(raw, &p) != nil {
		return googleProblem{} // of another form it says nothing more
	}
	return p
}

// refineGoogle reads what Google says beside the status: a key that is not
// valid is a bad request there, and a pause stands in the body.
func refineGoogle(at *endpoint, r reply, e *eval.CallError) {
	p := readGoogleProblem(r.Body)
	daily := false
	for _, d := range p.Error.Details {
		if delay, err := time.ParseDuration(d.RetryDelay); err == nil && e.After == 0 {
			e.After = pause(delay.Seconds())
		}
		for _, v := range d.Violations {
			daily = daily || strings.Contains(v.QuotaID, "PerDay")
		}
		switch d.Reason {
		case "API_KEY_INVALID", "API_KEY_SERVICE_BLOCKED", "ACCESS_TOKEN_EXPIRED":
			e.Fatal, e.Retry = true, false
			e.Hint = at.keyHint()
		case "SERVICE_DISABLED":
			e.Fatal, e.Retry = true, false
			e.Hint = "the API is not enabled for the project of the key: enable it in the console of Google Cloud"
		}
	}
	switch {
	case daily:
		e.Fatal, e.Retry = true, false
		e.Hint = "the quota of the day is used up: wait until tomorrow, or raise it in the console"
	case p.Error.Status == "FAILED_PRECONDITION":
		e.Fatal = true
		e.Hint = "the account or the region cannot use this API"
	case p.Error.Status == "RESOURCE_EXHAUSTED", p.Error.Status == "UNAVAILABLE":
		e.Retry = true
	}
}

// failed is an error that came with status 200: in a stream, or behind a
// gateway. What was answered before it may have been billed.
func (c *google) failed(r reply) error {
	r.Status = http.StatusInternalServerError
	if code := readGoogleProblem(r.Body).Error.Code; code >= http.StatusBadRequest && code < 600 {
		r.Status = code
	}
	e := c.refused(r)
	if failed, ok := e.(*eval.CallError); ok { //nolint:errorlint // refused gives one, bare
		failed.Sent = true
	}
	return e
}
