package serve

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// keys are the secrets of one server: the token of its address, and what a browser
// that was let in with it shows from then on. None of them tells another.
type keys struct {
	token, cookie, form string
}

func newKeys() keys {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	derive := func(what string) string {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(what))
		return hex.EncodeToString(mac.Sum(nil))
	}
	return keys{derive("token"), derive("cookie"), derive("form")}
}

// same compares in a time that tells nothing of where two texts differ.
func same(given, want string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// cookieName has the port in it: the ports of a host share their cookies.
func cookieName(port int) string { return "promptgit-" + strconv.Itoa(port) }

// in says whether a request comes from a browser that was let in.
func (k keys) in(r *http.Request, port int) bool {
	ok := false
	for _, c := range r.CookiesNamed(cookieName(port)) { // another port's pages may have set one for a path
		ok = same(c.Value, k.cookie) || ok
	}
	return ok
}

// enter lets a browser in that shows the token, and takes the token out of its
// address. It says whether it answered.
func (s *Server) enter(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodPost || !r.URL.Query().Has("token") {
		return false
	}
	query := r.URL.Query()
	if !same(query.Get("token"), s.keys.token) && !s.once.take(query.Get("token")) {
		s.refuse(w, r, "this is not the token of the server that runs now", "open the address that promptgit serve printed last")
		return true
	}
	query.Del("token")
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure needs TLS, which loopback has not
		Name: cookieName(s.hosts.port), Value: s.keys.cookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	to := *r.URL
	to.Scheme, to.Host, to.User, to.RawQuery, to.Fragment = "", "", nil, query.Encode(), ""
	if pageAt(to.Path) == nil {
		to.Path = "/"
	}
	to.RawPath = ""
	if oneOf(r.Header.Get("Sec-Fetch-Site"), "cross-site", "same-site") { // browsers would keep the cookie back from where another site sent them
		s.send(w, r, problem{Code: http.StatusOK, Message: "you are in", To: to.String()})
		return true
	}
	w.Header().Set("Location", to.String())
	w.WriteHeader(http.StatusSeeOther)
	return true
}

// once is a token that lets in once.
type once struct {
	mu    sync.Mutex
	token string // "" for none
	until time.Time
}

const onceTime = time.Minute

func (o *once) issue() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.token, o.until = rand.Text()+rand.Text(), time.Now().Add(onceTime) //nolint:forbidigo // of this process
	return o.token
}

func (o *once) take(token string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	ok := o.token != "" && same(token, o.token) && time.Now().Before(o.until) //nolint:forbidigo // the same
	if ok {
		o.token = ""
	}
	return ok
}
