package serve

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/promptgit/promptgit/internal/page"
)

// asset is what a page loads. It is asked for again each time, and sent when it
// differs from what the browser has.
type asset struct {
	kind string
	body []byte
	etag string
}

func assets() map[string]asset {
	made := map[string]asset{}
	for path, a := range map[string]asset{
		"/page.css": {kind: "text/css; charset=utf-8", body: page.Style()},
		"/page.js":  {kind: "text/javascript; charset=utf-8", body: page.Script()},
		"/page.svg": {kind: "image/svg+xml", body: page.Icon()},
	} {
		sum := sha256.Sum256(a.body)
		a.etag = `"` + hex.EncodeToString(sum[:12]) + `"`
		made[path] = a
	}
	return made
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", a.etag)
	for _, known := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if known = strings.TrimPrefix(strings.TrimSpace(known), "W/"); known == a.etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	send(w, r, http.StatusOK, a.body)
}
