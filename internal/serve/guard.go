package serve

import (
	"net/http"
	"strings"
)

// policy lets a page load its style and its script from this server, and nothing
// else from anywhere.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// protect sets what every answer has.
func protect(h http.Header) {
	for name, value := range map[string]string{
		"Content-Security-Policy":      policy,
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(), geolocation=(), microphone=()",
		"Cache-Control":                "no-store",
	} {
		h.Set(name, value)
	}
}

// ownPage says whether a request comes from a page of this server or from the
// address bar. Another site may at most lead to a page, and cannot see it then.
func ownPage(r *http.Request) bool {
	if r.Method == http.MethodPost {
		return strings.EqualFold(r.Header.Get("Origin"), "http://"+r.Host) && oneOf(r.Header.Get("Sec-Fetch-Site"), "", "same-origin")
	}
	if origin := r.Header.Get("Origin"); origin != "" && !strings.EqualFold(origin, "http://"+r.Host) {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin": // "": it is no browser, or an old one
		return true
	}
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" && oneOf(r.Header.Get("Sec-Fetch-Dest"), "", "document")
}

func oneOf(s string, of ...string) bool {
	for _, one := range of {
		if s == one {
			return true
		}
	}
	return false
}

// allow lists the methods of a page.
func allow(r *http.Request, write bool) string {
	if write && r.URL.Path == gradePath {
		return "GET, HEAD, POST"
	}
	return "GET, HEAD"
}

func allowed(r *http.Request, write bool) bool {
	return oneOf(r.Method, strings.Split(allow(r, write), ", ")...)
}

// writeHint says how a grade could be stored.
func writeHint(r *http.Request, write bool) string {
	if !write && r.Method == http.MethodPost && r.URL.Path == gradePath {
		return "start it with promptgit serve --write to grade here"
	}
	return ""
}

// method is that of a request, in a text.
func method(r *http.Request) string {
	if len(r.Method) > 20 {
		return "this method"
	}
	return r.Method
}
