package serve

import (
	"bytes"
	"compress/gzip"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// writeTime is how long a browser may take to read an answer.
const writeTime = 30 * time.Second

// partHeader asks for a part of a page alone.
const partHeader = "X-Promptgit-Part"

// sendPage sends a page that was made.
func sendPage(w http.ResponseWriter, r *http.Request, body []byte, packs bool) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", partHeader)
	if packs {
		body = pack(w, r, body)
	}
	send(w, r, http.StatusOK, body)
}

// minPacked is the size in bytes from which on packing saves a packet.
const minPacked = 1400

// pack compresses what goes to another machine: on this one it costs more than it
// saves.
func pack(w http.ResponseWriter, r *http.Request, raw []byte) []byte {
	host, _, _ := net.SplitHostPort(r.RemoteAddr) // "" is no loopback
	ip := net.ParseIP(host)
	if len(raw) < minPacked || ip == nil || ip.IsLoopback() || !takesGzip(r.Header.Get("Accept-Encoding")) {
		return raw
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return raw // there is such a level
	}
	if _, err = z.Write(raw); err != nil || z.Close() != nil {
		return raw
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Add("Vary", "Accept-Encoding")
	return b.Bytes()
}

func takesGzip(accept string) bool {
	for _, part := range strings.Split(accept, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == "gzip" {
			weight = strings.ReplaceAll(strings.TrimSpace(weight), " ", "")
			return weight != "q=0" && weight != "q=0.0" && weight != "q=0.00" && weight != "q=0.000"
		}
	}
	return false
}

// send writes an answer that is there whole.
func send(w http.ResponseWriter, r *http.Request, code int, body []byte) {
	limitWrite(w)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // whoever asked is gone
	}
}

// limitWrite holds a connection no longer than its answer may take.
func limitWrite(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime)) //nolint:forbidigo // of the connection; a test's writer has none
}
