package serve

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// metrics are what is counted of requests.
type metrics struct {
	mu      sync.Mutex
	codes   map[int]uint64
	buckets [buckets]atomic.Uint64 // each counts what none before it does
	sum     atomic.Int64           // nanoseconds
	total   atomic.Uint64
}

const buckets = 15

// bucketEnds are the upper ends of the histogram of latencies, in seconds.
func bucketEnds() [buckets]float64 {
	return [...]float64{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5}
}

func (m *metrics) count(code int, took time.Duration) {
	m.mu.Lock()
	if m.codes == nil {
		m.codes = map[int]uint64{}
	}
	m.codes[code]++
	m.mu.Unlock()
	m.total.Add(1)
	m.sum.Add(int64(took))
	for i, end := range bucketEnds() {
		if took.Seconds() <= end {
			m.buckets[i].Add(1)
			return
		}
	}
}

// counter remembers the status of an answer.
type counter struct {
	http.ResponseWriter
	code int
}

// WriteHeader notes the status.
func (c *counter) WriteHeader(code int) {
	if c.code == 0 {
		c.code = code
	}
	c.ResponseWriter.WriteHeader(code)
}

// Unwrap lets deadlines through.
func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// health says whether the repository can be read.
func (a *API) health(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if _, err := a.Releases.Checked(r.Context()); err != nil {
		a.Warn(fmt.Errorf("%s: %w", healthPath, err))
		a.problem(w, r, http.StatusServiceUnavailable, "the repository cannot be read", "the terminal of promptgit serve says why")
		return
	}
	send(w, r, http.StatusOK, []byte("{\"status\":\"ok\"}\n"))
}

// tellMetrics writes them in the text format of Prometheus, version 0.0.4.
func (a *API) tellMetrics(w http.ResponseWriter, r *http.Request) {
	var b strings.Builder
	m := &a.metrics
	b.WriteString("# HELP promptgit_http_requests_total Requests by status.\n# TYPE promptgit_http_requests_total counter\n")
	m.mu.Lock()
	var codes []int
	for code := range m.codes {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		fmt.Fprintf(&b, "promptgit_http_requests_total{code=\"%d\"} %d\n", code, m.codes[code])
	}
	m.mu.Unlock()
	b.WriteString("# HELP promptgit_http_request_duration_seconds Time to answer.\n# TYPE promptgit_http_request_duration_seconds histogram\n")
	var upTo uint64
	for i, end := range bucketEnds() {
		upTo += m.buckets[i].Load()
		fmt.Fprintf(&b, "promptgit_http_request_duration_seconds_bucket{le=\"%g\"} %d\n", end, upTo)
	}
	total := max(m.total.Load(), upTo)
	fmt.Fprintf(&b, "promptgit_http_request_duration_seconds_bucket{le=\"+Inf\"} %d\n", total)
	fmt.Fprintf(&b, "promptgit_http_request_duration_seconds_sum %g\n", time.Duration(m.sum.Load()).Seconds())
	fmt.Fprintf(&b, "promptgit_http_request_duration_seconds_count %d\n", total)
	b.WriteString("# HELP promptgit_refs_age_seconds Time since the refs were last known to be as they are used.\n# TYPE promptgit_refs_age_seconds gauge\n")
	checked, err := a.Releases.Checked(r.Context())
	up := 1
	if err != nil {
		up = 0
	}
	fmt.Fprintf(&b, "promptgit_refs_age_seconds %g\n", max(0, time.Since(checked).Seconds()))
	fmt.Fprintf(&b, "# HELP promptgit_repository_readable Whether the repository can be read.\n# TYPE promptgit_repository_readable gauge\npromptgit_repository_readable %d\n", up)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	send(w, r, http.StatusOK, []byte(b.String()))
}
