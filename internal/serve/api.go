package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// Releases gives what programs get of prompts. All methods may be called at the same
// time, and answer by the refs as they are then. What is not there is [ErrNotFound].
type Releases interface {
	// Find gives a version of a prompt.
	Find(ctx context.Context, q ReleaseQuery) (*Release, error)
	// List gives the prompts and their labels as a JSON document, and its hash.
	List(ctx context.Context) (*Release, error)
	// Text gives the file of a prompt by the id of its blob, and no other blob.
	Text(ctx context.Context, blob string) ([]byte, error)
	// Checked tells when the refs were last known to be as they are used, and fails
	// where they cannot be read now.
	Checked(ctx context.Context) (time.Time, error)
}

// ReleaseQuery names a version: what a user gets of a label, or a revision; without
// both it is that of HEAD.
type ReleaseQuery struct{ Prompt, Label, Rev, User string }

// Release is a version ready to be sent.
type Release struct {
	ETag    string // without quotes
	Rev     string // the commit, "" for a list
	Weight  int    // of the candidate that it is, 0 for none
	Forever bool   // what was asked for can never be another one
	Body    []byte // JSON
}

// APIOptions are what an API is made of.
type APIOptions struct {
	Releases Releases
	Token    string // that each request must show
	// Explain says of an error what went wrong and what to do, see [Options.Explain].
	Explain func(error) (message, hint string, status int)
	Warn    func(error)
}

// API is an [http.Handler] for programs that fetch prompts.
type API struct {
	APIOptions
	metrics metrics
}

// NewAPI makes an API.
func NewAPI(o APIOptions) *API { return &API{APIOptions: o} }

// The paths of the API.
const (
	promptsPath = "/api/v1/prompts"
	blobsPath   = "/api/v1/blobs/"
	healthPath  = "/healthz"
	metricsPath = "/metrics"
)

// forPrograms says whether a path is one of the API's.
func forPrograms(path string) bool {
	return strings.HasPrefix(path, "/api/") || path == healthPath || path == metricsPath
}

// ServeHTTP answers one request. A token that no page of another site has stands for
// the checks of hosts and origins that pages need; only the health is told without.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now() //nolint:forbidigo // of this process
	counted := &counter{ResponseWriter: w}
	defer func() {
		a.recover(counted, r, recover())
		a.metrics.count(counted.code, time.Since(began))
	}()
	protect(w.Header())
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		a.problem(counted, r, http.StatusMethodNotAllowed, "the API is read by GET and HEAD", "promptgit promote moves labels")
	case r.URL.Path == healthPath:
		a.health(counted, r)
	case !a.allowed(r):
		w.Header().Set("WWW-Authenticate", `Bearer realm="promptgit"`)
		a.problem(counted, r, http.StatusUnauthorized, "the token is missing or wrong", "send the header Authorization: Bearer TOKEN, with the token of PROMPTGIT_API_TOKEN or the one that promptgit serve --api printed")
	default:
		a.route(counted, r)
	}
}

func (a *API) allowed(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") && same(strings.TrimSpace(token), a.Token)
}

func (a *API) route(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	name, prompt := strings.CutPrefix(path, promptsPath+"/")
	blob, text := strings.CutPrefix(path, blobsPath)
	switch {
	case path == promptsPath:
		a.list(w, r)
	case prompt && name != "":
		a.prompt(w, r, name)
	case text && blob != "":
		a.text(w, r, blob)
	case path == metricsPath:
		a.tellMetrics(w, r)
	default:
		a.problem(w, r, http.StatusNotFound, "there is no such address", "the addresses are /api/v1/prompts, /api/v1/prompts/PROMPT, /api/v1/blobs/ID, /healthz and /metrics")
	}
}

// apiProblem is why there is no answer.
type apiProblem struct {
	Schema  string `json:"schema"`
	Status  int    `json:"status"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

func (a *API) problem(w http.ResponseWriter, r *http.Request, status int, message, hint string) {
	body, err := json.Marshal(apiProblem{"promptgit.api-error/v1", status, message, hint})
	if err != nil {
		panic(http.ErrAbortHandler) // texts can be written
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
	send(w, r, status, append(body, '\n'))
}

// failed answers where there was an error.
func (a *API) failed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		panic(http.ErrAbortHandler) // nobody reads it
	}
	var query *QueryError
	if errors.As(err, &query) {
		a.problem(w, r, http.StatusBadRequest, query.Error(), query.Hint)
		return
	}
	message, hint, status := a.Explain(err)
	if errors.Is(err, ErrNotFound) {
		status = http.StatusNotFound
	}
	if status == 0 {
		status = http.StatusInternalServerError
		a.Warn(fmt.Errorf("%s: %w", r.URL.Path, err))
	}
	a.problem(w, r, status, message, hint)
}

func (a *API) recover(w *counter, r *http.Request, p any) {
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler { //nolint:errorlint // it is compared with itself, as net/http does
		panic(p)
	}
	a.Warn(fmt.Errorf("%s: %v\n%s", r.URL.Path, p, debug.Stack()))
	if w.code == 0 {
		a.problem(w, r, http.StatusInternalServerError, "this could not be answered", "the terminal of promptgit serve says why")
	}
}
