package serve

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// How long an answer may be kept: what a label has is asked for again each time,
// which costs no more than a 304 where nothing changed.
const (
	keepNot     = "private, no-cache"
	keepForever = "private, max-age=31536000, immutable"
)

// prompt answers with a version of a prompt.
func (a *API) prompt(w http.ResponseWriter, r *http.Request, name string) {
	q, err := releaseQuery(name, r.URL.RawQuery)
	if err != nil {
		a.failed(w, r, err)
		return
	}
	found, err := a.Releases.Find(r.Context(), q)
	if err != nil {
		a.failed(w, r, err)
		return
	}
	a.send(w, r, found)
}

func (a *API) list(w http.ResponseWriter, r *http.Request) {
	if r.URL.RawQuery != "" {
		a.failed(w, r, &QueryError{Field: "prompts", Err: errors.New("the list takes no query")})
		return
	}
	found, err := a.Releases.List(r.Context())
	if err != nil {
		a.failed(w, r, err)
		return
	}
	a.send(w, r, found)
}

// text answers with the file of a prompt, which its id names for good.
func (a *API) text(w http.ResponseWriter, r *http.Request, blob string) {
	body, err := a.Releases.Text(r.Context(), blob)
	if err != nil {
		a.failed(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", "attachment")
	a.answer(w, r, &Release{ETag: blob, Forever: true, Body: body})
}

func (a *API) send(w http.ResponseWriter, r *http.Request, found *Release) {
	w.Header().Set("Content-Type", "application/json")
	a.answer(w, r, found)
}

// answer sends a body, or that the one which the client has is still it.
func (a *API) answer(w http.ResponseWriter, r *http.Request, found *Release) {
	h := w.Header()
	h.Set("ETag", `"`+found.ETag+`"`)
	h.Set("Cache-Control", keepNot)
	if found.Forever {
		h.Set("Cache-Control", keepForever)
	}
	h.Set("Vary", "Authorization")
	if found.Rev != "" {
		h.Set("Promptgit-Rev", found.Rev)
	}
	if found.Weight > 0 {
		h.Set("Promptgit-Weight", strconv.Itoa(found.Weight))
	}
	if has(r.Header.Values("If-None-Match"), found.ETag) {
		h.Del("Content-Type")
		h.Del("Content-Disposition")
		limitWrite(w)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	send(w, r, http.StatusOK, found.Body)
}

// has says whether one of the tags of If-None-Match is this one.
func has(headers []string, etag string) bool {
	for _, header := range headers {
		for tag := range strings.SplitSeq(header, ",") {
			tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
			if tag == "*" || tag == `"`+etag+`"` {
				return true
			}
		}
	}
	return false
}

// releaseQuery reads what is asked for.
func releaseQuery(name, raw string) (ReleaseQuery, error) {
	q := ReleaseQuery{Prompt: name}
	if raw == "" {
		return q, nil
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return q, &QueryError{Field: "query", Err: errors.New("it cannot be read"), Hint: "write label=LABEL, rev=REV and user=ID, each encoded as in a URL"}
	}
	into := map[string]*string{"label": &q.Label, "rev": &q.Rev, "user": &q.User}
	for key, list := range values {
		to := into[key]
		switch {
		case to == nil:
			return q, &QueryError{Field: "query", Err: fmt.Errorf("there is no %q", short(key)), Hint: "the keys are label, rev and user"}
		case len(list) != 1 || list[0] == "":
			return q, &QueryError{Field: key, Err: errors.New("it takes one value")}
		case len(list[0]) > 1024:
			return q, &QueryError{Field: key, Err: errors.New("it is longer than 1024 bytes")}
		}
		*to = list[0]
	}
	switch {
	case q.Label != "" && q.Rev != "":
		return q, &QueryError{Field: "query", Err: errors.New("label and rev exclude each other")}
	case q.User != "" && q.Label == "":
		return q, &QueryError{Field: "user", Err: errors.New("users differ at a label only"), Hint: "add label=LABEL"}
	}
	return q, nil
}

func short(s string) string {
	if len(s) > 40 {
		return s[:40] + "..."
	}
	return s
}
