package provider

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/process"
	"github.com/promptgit/promptgit/internal/value"
)

// dialect is how the servers of one kind are reached.
type dialect struct {
	home    string // the vendor's own URL
	baseEnv string // the variable that names another one
	keyEnv  string // the variable of the vendor's key
	kind    string // "an OpenAI-compatible API"
	advice  string // on base URLs, such as "most end in /v1"; "" for none
	option  string // that names the server, "" for base_url
	verb    string // of HTTP, "" for POST

	authorize func(h http.Header, key string)
	always    map[string]string                                  // headers of every call, nil for none
	refine    func(e *endpoint, r reply, failed *eval.CallError) // adds what errors of this kind say beyond HTTP, nil for nothing
}

// endpointKeys are the options of every provider that has an endpoint.
func endpointKeys() []string {
	return []string{"base_url", "query", "api_key_env", "api_key_header", "headers", "model", "price"}
}

// endpoint is one server that is asked with one key.
type endpoint struct {
	dialect
	client  *http.Client
	base    string // as the user knows it, without a slash at the end
	key     string
	keyEnv  string            // where the key comes from, "" for none
	needed  bool              // the server is known to refuse calls without a key
	hidden  []string          // other values that no error may show
	headers map[string]string // as they are written: a key in a variable is no part of the identity
	filled  map[string]string // as they are sent
	asks    []string          // variables that they name
	unset   string            // one of them without a value
	query   string            // with its "?", "" for none
	price   *eval.Price
	now     func() time.Time // nil where nothing is measured

	own  bool   // the user's environment or the vendor names the server, and no file
	host string // without port
}

// openEndpoint reads what is configured of an endpoint, nil where its URL is
// none; what is wrong is added to the problems of o.
//
// A repository that names a server of its own does not get the user's key for
// another one, and nothing at all without trust: a template can put the user's
// environment into a prompt.
func openEndpoint(a dialect, s Spec, o *options, d Deps) *endpoint {
	e := &endpoint{dialect: a, client: staying(d.HTTP), now: d.Now, headers: o.texts("headers"), price: o.price("price")}
	configured := o.text("base_url")
	e.base = strings.TrimRight(cmp.Or(configured, d.Getenv(a.baseEnv), a.home), "/")
	at, err := url.Parse(e.base)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		o.errs.Add(s.at("base_url"), fmt.Sprintf("%q is no base URL", e.base), `write it like "http://127.0.0.1:11434/v1"`)
		return nil
	}
	if at.User != nil {
		o.errs.Add(s.at("base_url"), "a base URL cannot hold a password", "put the key into an environment variable and name it with api_key_env")
	}
	if at.RawQuery != "" || at.Fragment != "" { // the path of a call would become part of it
		o.errs.Add(s.at("base_url"), "a base URL cannot hold a query", "write what follows the \"?\" as query: {NAME: VALUE}")
	}
	named := o.text("api_key_env")
	e.keyEnv = named
	if e.keyEnv == "" && configured == "" {
		e.keyEnv = a.keyEnv
	}
	if e.keyEnv != "" {
		e.key = strings.TrimSpace(d.Getenv(e.keyEnv))
	}
	e.filled, e.asks, e.unset = filledHeaders(e.headers, d.Getenv)
	for _, name := range e.asks {
		if process.Secret(name) {
			e.hidden = append(e.hidden, strings.TrimSpace(d.Getenv(name)))
		}
	}
	e.needed = e.base == a.home || named != ""
	if name := o.text("api_key_header"); strings.ContainsAny(name, " \t\r\n:") {
		o.errs.Add(s.at("api_key_header"), fmt.Sprintf("%q is no name of a header", name), "write it like api-key")
	} else if name != "" {
		e.authorize = func(h http.Header, key string) { h.Set(name, key) }
	}
	if list := o.texts("query"); len(list) > 0 {
		query := url.Values{}
		for name, v := range list {
			query.Set(name, v)
		}
		e.query = "?" + query.Encode()
	}
	e.own, e.host = configured == "", at.Hostname()
	return e
}

// runs is what asks for trust when path is called.
func (e *endpoint) runs(path string) []string {
	if e.own && len(e.asks) == 0 || loopback(e.host) {
		return nil
	}
	what := "POST " + e.base + path
	sent := slices.Clone(e.asks)
	if e.keyEnv != "" {
		sent = append([]string{e.keyEnv}, sent...)
	}
	if len(sent) > 0 {
		what += " with $" + strings.Join(sent, ", $")
	}
	return []string{what}
}

// identity is the server, with the query and the headers where there are any: they can choose
// what answers, and a changed one asks for trust again. They are hashed, since
// people put keys into them.
func (e *endpoint) identity() string {
	id := e.base
	if e.query != "" {
		id += fmt.Sprintf(" query %x", sha256.Sum256([]byte(e.query)))
	}
	if len(e.headers) == 0 {
		return id
	}
	headers := &value.Object{}
	for name, v := range e.headers {
		headers.Set(http.CanonicalHeaderKey(name), v)
	}
	return fmt.Sprintf("%s headers %x", id, sha256.Sum256(value.Canonical(headers)))
}

// staying is a client that follows no redirects: they would carry the prompt and
// the configured headers to a host that nobody named or trusted.
func staying(client *http.Client) *http.Client {
	if client == nil {
		return nil
	}
	here := *client
	here.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &here
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
