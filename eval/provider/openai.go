package provider

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

const openaiURL = "https://api.openai.com/v1"

func openaiType() Type {
	keys := []string{"base_url", "api_key_env", "headers", "model", "price"}
	return Type{
		Name:    "openai",
		Doc:     "the chat completions of OpenAI and of every server that speaks them: Ollama, vLLM, llama.cpp, OpenRouter, Azure",
		Env:     []string{"OPENAI_API_KEY", "OPENAI_BASE_URL"},
		Example: "openai:gpt-4.1-mini",
		Keys:    keys,
		New:     func(s Spec, d Deps) (eval.Target, error) { return newOpenAI(s, s.read(keys), d) },
	}
}

// openai calls one server with one key. Requests and answers have the library's
// types, but the one POST is made here: the library leaves out a temperature of
// 0, refuses model names by guesses, reads bodies without a bound and hides
// Retry-After where the status is an error.
type openai struct {
	client  *http.Client
	url     string // of the chat completions
	base    string // as the user knows it
	key     string
	keyEnv  string // where the key comes from, "" for none
	needed  bool   // the server is known to refuse calls without a key
	headers map[string]string
	price   *eval.Price
}

func newOpenAI(s Spec, o *options, d Deps) (eval.Target, error) {
	c := &openai{client: staying(d.HTTP), headers: o.texts("headers"), price: o.price("price")}
	model := cmp.Or(s.Model, o.text("model"))
	for _, kind := range []string{"chat:", "embedding:", "embeddings:", "moderation:"} { // as promptfoo writes it
		model = strings.TrimPrefix(model, kind)
	}
	if model == "" {
		o.errs.Add(s.Pos, fmt.Sprintf("no model is named for the provider %q", s.Name), "write "+s.Name+":MODEL")
	}
	if c.price == nil {
		c.price = price(model)
	}
	configured := o.text("base_url")
	c.base = strings.TrimRight(cmp.Or(configured, d.Getenv("OPENAI_BASE_URL"), openaiURL), "/")
	at, err := url.Parse(c.base)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		o.errs.Add(s.at("base_url"), fmt.Sprintf("%q is no base URL", c.base), `write it like "http://127.0.0.1:11434/v1"`)
		return eval.Target{}, o.errs.Err()
	}
	if at.User != nil {
		o.errs.Add(s.at("base_url"), "a base URL cannot hold a password", "put the key into an environment variable and name it with api_key_env")
	}
	if at.RawQuery != "" || at.Fragment != "" { // "/chat/completions" would become part of it
		o.errs.Add(s.at("base_url"), "a base URL cannot hold a query", `leave out what follows the "?"; Azure's .../openai/v1 needs none`)
	}
	// A repository that names a server of its own does not get the user's key
	// for another one, and nothing at all without trust: a template can put the
	// user's environment into a prompt.
	named := o.text("api_key_env")
	c.keyEnv = named
	if c.keyEnv == "" && configured == "" {
		c.keyEnv = "OPENAI_API_KEY"
	}
	if c.keyEnv != "" {
		c.key = strings.TrimSpace(d.Getenv(c.keyEnv))
	}
	c.needed = c.base == openaiURL || named != ""
	c.url = c.base + "/chat/completions"
	if err := o.errs.Err(); err != nil {
		return eval.Target{}, err
	}
	t := eval.Target{Provider: s.Name, Model: model, Endpoint: c.endpoint(), Caller: c, Price: c.price}
	if configured != "" && !loopback(at.Hostname()) {
		t.Runs = []string{"POST " + c.url}
		if c.keyEnv != "" {
			t.Runs[0] += " with $" + c.keyEnv
		}
	}
	return t, nil
}

// endpoint is the server, with the headers where there are any: they can choose
// what answers, and a changed one asks for trust again. They are hashed, since
// people put keys into them.
func (c *openai) endpoint() string {
	if len(c.headers) == 0 {
		return c.base
	}
	headers := &value.Object{}
	for name, v := range c.headers {
		headers.Set(http.CanonicalHeaderKey(name), v)
	}
	return fmt.Sprintf("%s headers %x", c.base, sha256.Sum256(value.Canonical(headers)))
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
