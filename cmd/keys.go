package cmd

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/secret"
	"github.com/promptgit/promptgit/internal/value"
)

// keyName tells variables whose values are hidden in all that comes back from
// providers and code. It is narrower than secretName: an answer must not lose
// the author of commits.
var keyName = memo.Regexp(`(?i)(key|token|secret|passw(or)?d|passphrase|credentials?)(_?id)?[0-9]*$`)

// serverName tells variables that name a server.
var serverName = memo.Regexp(`_(BASE_URL|API_BASE|API_BASE_URL|API_HOST|ENDPOINT|HOST|URL)$`)

// keyring is the keys that promptgit knows of.
type keyring struct {
	secret.Hider
	environment sync.Once // see learnEnvironment
}

// open makes a provider ready. Its keys come from the environment or from .env,
// and stand in nothing that it gives: neither in answers, which a server or a
// command may fill with them, nor in errors.
func (w *workspace) open(name, model string, named map[string]provider.Spec, deps provider.Deps) (eval.Target, error) {
	w.app.learn(named[name])
	v := &variables{w: w, own: named[name].Secrets()}
	if !isCommand(name, named) { // what a command line names goes to the command, which gets the environment alone
		deps.Getenv = v.get
	}
	t, err := provider.Open(name, model, named, deps)
	if err = errors.Join(v.err, err); err != nil {
		return eval.Target{}, err
	}
	if err := v.mixed(); err != nil {
		return eval.Target{}, err
	}
	w.app.learnEnvironment()
	t.Caller = hiding{t.Caller, w.app}
	return t, nil
}

func isCommand(name string, named map[string]provider.Spec) bool {
	kind, _, _ := strings.Cut(name, ":")
	if spec, ok := named[name]; ok {
		kind = spec.Type
	}
	return kind == "exec" || kind == "exec-json"
}

func headersOf(s provider.Spec) map[string]string {
	headers := map[string]string{}
	v, _ := s.Options.Get("headers")
	list, _ := v.(*value.Object)
	for name, x := range list.All() {
		if text, ok := x.(string); ok {
			headers[name] = text
		}
	}
	return headers
}

// learn makes the keys known that a configured provider names, whatever their
// variables are called, and those that stand in its headers.
func (a *App) learn(s provider.Spec) {
	for _, name := range s.Secrets() {
		a.keys.Add(a.Getenv(name))
	}
	for name, v := range headersOf(s) {
		if secretName().MatchString(name) && provider.HeaderVariables(v) == nil {
			a.keys.Add(v)
			a.keys.Add(strings.Fields(v)...) // "Bearer KEY"
		}
	}
}

// learnEnvironment makes the values of the environment known that look like keys
// by their names: commands can print them.
func (a *App) learnEnvironment() {
	a.keys.environment.Do(func() {
		var values []string
		for _, kv := range a.Env {
			if name, v, _ := strings.Cut(kv, "="); keyName().MatchString(name) {
				values = append(values, strings.TrimSpace(v))
			}
		}
		a.keys.Add(values...)
	})
}

// variables is what one provider reads: the environment, and .env for what is
// not set there.
type variables struct {
	w      *workspace
	own    []string // names of keys, whatever they look like
	err    error    // of .env
	key    string   // a variable of the environment with a key that was read
	server string   // a variable of .env with a server that was read
}

func (v *variables) get(name string) string {
	isKey := slices.Contains(v.own, name) || keyName().MatchString(name)
	if text := v.w.app.Getenv(name); text != "" {
		if isKey {
			v.key = name
			v.w.app.keys.Add(strings.TrimSpace(text))
		}
		return text
	}
	isServer := serverName().MatchString(name)
	if strings.HasPrefix(name, "PROMPTGIT") || !isKey && !isServer {
		return ""
	}
	file, err := v.w.dotenv(context.Background())
	if err != nil {
		v.err = err
		return ""
	}
	text := strings.TrimSpace(file[name])
	switch {
	case text == "":
	case isKey:
		v.w.app.keys.Add(text)
	default:
		v.server = name
	}
	return text
}

// mixed refuses to send a key of the environment to a server that a file of the
// working tree names.
func (v *variables) mixed() error {
	if v.server == "" || v.key == "" {
		return nil
	}
	return diag.Errors{{
		Pos:     diag.Pos{Path: dotenvName},
		Message: "it names a server (" + v.server + ") for a key that comes from the environment (" + v.key + ")",
		Hint:    "put both into the environment, or both into " + dotenvName,
	}}
}
