package secret

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Hidden stands where a key was.
const Hidden = "[redacted]"

// Hider takes keys out of texts, also where they are encoded as URLs, JSON,
// hexadecimal or base64 encode them. The zero value knows none and changes nothing.
// It is safe for concurrent use.
type Hider struct {
	mu    sync.RWMutex
	known map[string]bool
	forms []string // longest first, so that none is cut by a part of it
	scan  *scanner // for the forms, nil without any
}

// Add makes values known. What is too short or too plain to be told from a word
// is left out: "ollama", "EMPTY" and "not-needed" are the keys of servers that
// need none, and answers may hold them.
func (h *Hider) Add(values ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	before := len(h.known)
	for _, v := range values {
		if !worth(v) || h.known[v] {
			continue
		}
		if h.known == nil {
			h.known = map[string]bool{}
		}
		h.known[v] = true
		h.forms = append(h.forms, encodings(v)...)
	}
	if len(h.known) == before {
		return
	}
	slices.SortFunc(h.forms, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	h.forms = slices.Compact(h.forms)
	h.scan = newScanner(h.forms)
}

// Knows says whether a value was made known.
func (h *Hider) Knows(v string) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.known[v]
}

// Hide gives a text without the keys in it.
func (h *Hider) Hide(text string) string {
	h.mu.RLock()
	scan := h.scan
	h.mu.RUnlock()
	if scan == nil {
		return text
	}
	found := scan.find(text)
	if found == nil {
		return text
	}
	var b strings.Builder
	from := 0
	for _, f := range found {
		b.WriteString(text[from:f.from])
		b.WriteString(Hidden)
		from = f.to
	}
	b.WriteString(text[from:])
	return b.String()
}

// worth says whether a value looks made and not written: eight characters with
// digits among the letters, or twenty of any kind.
func worth(v string) bool {
	const short, long = 8, 20
	return len(v) >= long || len(v) >= short && mixed([]byte(v))
}

// encodings are the ways in which a value may stand in a text.
func encodings(v string) []string {
	list := []string{v, hex.EncodeToString([]byte(v)), strings.ToUpper(hex.EncodeToString([]byte(v)))}
	for _, escaped := range []string{url.QueryEscape(v), url.PathEscape(v)} {
		list = append(list, escaped, lowerEscapes(escaped))
	}
	if raw, err := json.Marshal(v); err == nil {
		list = append(list, strings.Trim(string(raw), `"`))
	}
	for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 {
			list = append(list, core(enc, v, before))
		}
	}
	return list
}

// core is what base64 makes of a value behind so many other bytes: the digits
// that it alone decides.
func core(enc *base64.Encoding, v string, before int) string {
	digits := enc.EncodeToString([]byte(strings.Repeat("\x00", before) + v))
	return digits[(8*before+5)/6 : 8*(before+len(v))/6]
}

// lowerEscapes writes %2f for %2F.
func lowerEscapes(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:i+3], strings.ToLower(s[i+1:i+3]))
		}
	}
	return string(b)
}
