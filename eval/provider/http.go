package provider

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/process"
	"github.com/promptgit/promptgit/internal/value"
)

func httpType() Type {
	keys := []string{
		"url", "method", "query", "headers", "api_key_env", "body", "ok_status", "output", "error", "answered_model", "finish_reason",
		"tokens", "cost", "model", "price",
	}
	return Type{
		Name:    "http",
		Doc:     "any server that answers in JSON or text: a template makes the request, programs of jq read the response",
		Example: "http://127.0.0.1:8080/answer",
		Keys:    keys,
		Arg:     true,
		New:     func(s Spec, d Deps) (eval.Target, error) { return newHTTP(s, s.read(keys), d) },
	}
}

// web asks one URL as its templates say. Without a body of its own it speaks
// the JSON protocol.
type web struct {
	*endpoint
	url     slot
	method  string
	query   []namedSlot
	headers []namedSlot
	body    *body
	reads   reading
	env     *value.Object // what the templates may see of the environment
	missing string        // a variable of it that is not set
}

func newHTTP(s Spec, o *options, d Deps) (eval.Target, error) {
	address := o.text("url")
	if address == "" && strings.HasPrefix(s.Arg, "//") {
		address = s.Type + ":" + s.Arg // http://host/path as it was asked for
	}
	w := &web{endpoint: &endpoint{
		dialect: dialect{
			kind: "a JSON API", option: "url",
			authorize: func(h http.Header, key string) { h.Set("Authorization", "Bearer "+key) },
		},
		client: staying(d.HTTP), base: address, price: o.price("price"),
	}}
	w.method = o.method()
	w.verb = w.method
	if address == "" {
		o.errs.Add(s.Pos, "no URL is named", "add url: https://HOST/PATH")
	}
	w.url = o.slot("url", address)
	w.query = o.slotsOf("query")
	w.headers = o.slotsOf("headers")
	w.body = o.body()
	w.reads = o.reading(w.body == nil && w.method != http.MethodGet)
	w.environment(o, d)
	w.checkURL(o)
	model := cmp.Or(s.Model, o.text("model"))
	if err := o.errs.Err(); err != nil {
		return eval.Target{}, err
	}
	t := eval.Target{
		Provider: s.Name, Model: model, Endpoint: w.identity(s), Caller: w, Price: w.price,
		Runs: []string{w.runs()},
	}
	return t, nil
}

func (o *options) method() string {
	method := strings.ToUpper(cmp.Or(o.text("method"), http.MethodPost))
	known := []string{http.MethodDelete, http.MethodGet, http.MethodPatch, http.MethodPost, http.MethodPut}
	if !slices.Contains(known, method) {
		o.errs.Add(o.spec.at("method"), fmt.Sprintf("method cannot be %q", method), "known are "+strings.Join(known, ", "))
	}
	if _, sent := o.spec.Options.Get("body"); sent && method == http.MethodGet {
		o.errs.Add(o.spec.at("body"), "a GET has no body", "write method: POST, or put the prompt into query")
	}
	return method
}

// slotsOf reads a mapping of names to templates. ${NAME} is {{ env.NAME }}.
func (o *options) slotsOf(option string) []namedSlot {
	texts := o.texts(option)
	list, _ := o.spec.Options.Get(option)
	mapping, _ := list.(*value.Object)
	out := make([]namedSlot, 0, len(texts))
	for _, name := range mapping.Keys() {
		text := texts[name]
		if option == "headers" {
			text = shellEnv().ReplaceAllString(text, "{{ env.$1 }}")
		}
		out = append(out, namedSlot{name, o.slot(option+"."+name, text)})
	}
	return out
}

// environment finds what the templates name of it, and the key.
func (w *web) environment(o *options, d Deps) {
	names := w.names()
	w.keyEnv = o.text("api_key_env")
	if w.keyEnv != "" {
		w.key = strings.TrimSpace(d.Getenv(w.keyEnv))
		w.needed = true
		if slices.Contains(names, w.keyEnv) { // the templates say where it goes
			w.authorize = func(http.Header, string) {}
		}
	}
	w.env = value.NewObject()
	for _, name := range names {
		v := d.Getenv(name)
		if v == "" && w.missing == "" {
			w.missing = name
		}
		if process.Secret(name) || name == w.keyEnv {
			v = strings.TrimSpace(v)
			w.hidden = append(w.hidden, v)
			w.keyEnv = cmp.Or(w.keyEnv, name)
		}
		w.env.Set(name, v)
	}
}

// names are the variables of the environment that the templates name, sorted.
func (w *web) names() []string {
	names := environment(w.url.text)
	for _, list := range [][]namedSlot{w.query, w.headers} {
		for _, one := range list {
			names = append(names, environment(one.at.(slot).text)...)
		}
	}
	if w.body != nil {
		names = append(names, w.body.environment()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// checkURL refuses what is no address, and a host that depends on what is asked.
func (w *web) checkURL(o *options) {
	if w.missing != "" || len(o.errs) > 0 {
		return
	}
	var hosts []string
	for _, text := range []string{"a", "b"} {
		vars := value.NewObject("env", w.env)
		for _, name := range httpVars() {
			if name != "env" {
				vars.Set(name, text)
			}
		}
		address, err := w.address(context.Background(), vars)
		if err != nil {
			o.errs.Add(w.url.at, err.Error(), `write it like "https://host.example/answer"`)
			return
		}
		hosts = append(hosts, address.Scheme+"://"+address.Host)
	}
	if hosts[0] != hosts[1] {
		o.errs.Add(w.url.at, "the host of the URL depends on what is asked", "only its path can; configure one provider per host")
	}
}

// runs is what asks for trust: always, also on this machine, since a body of any
// form can make a local service do anything.
func (w *web) runs() string {
	names := w.names()
	if w.keyEnv != "" && !slices.Contains(names, w.keyEnv) {
		names = append(names, w.keyEnv)
	}
	if len(names) == 0 {
		return w.method + " " + w.base
	}
	return w.method + " " + w.base + " with $" + strings.Join(names, ", $")
}

// identity is all that decides the answer: every option but the price and the
// name of the key, and of the environment what is no credential.
func (w *web) identity(s Spec) string {
	options := value.NewObject("url", w.base, "method", w.method)
	for name, v := range s.Options.All() {
		if !slices.Contains([]string{"url", "method", "price", "model", "api_key_env"}, name) {
			options.Set(name, v)
		}
	}
	env := value.NewObject()
	for name, v := range w.env.All() {
		if !process.Secret(name) && name != w.keyEnv {
			env.Set(name, v)
		}
	}
	return fmt.Sprintf("http %s %x", w.base, sha256.Sum256(value.Canonical([]any{options, env})))
}
