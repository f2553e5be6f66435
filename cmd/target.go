package cmd

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/trust"
	"github.com/promptgit/promptgit/prompt"
)

// deps are what providers need from outside. A file that the repository names
// lies in the repository.
func (w *workspace) deps() provider.Deps {
	dir := w.repo.Top
	if dir == "" {
		dir = w.repo.CommonDir
	}
	return provider.Deps{
		HTTP: w.app.client(w.config), Getenv: w.app.Getenv, Now: w.app.Now, Dir: dir, Environ: w.app.Env,
		Prices: prices(w.config),
		Read:   func(path string) ([]byte, error) { return w.now.Read(context.Background(), path) },
	}
}

// typedDeps are those of a provider on the command line: its files count from
// where the user stands.
func (w *workspace) typedDeps() provider.Deps {
	d := w.deps()
	d.Read = func(path string) ([]byte, error) { return os.ReadFile(w.app.path(path)) }
	return d
}

// client gives the App's HTTP client with a transport that keeps as many
// connections open as there are calls at once.
func (a *App) client(c *config.Config) *http.Client {
	if a.HTTP.Transport != nil {
		return a.HTTP
	}
	atOnce := c.Eval.Concurrency
	for _, p := range c.Providers {
		if own, _ := p.Options.Get("concurrency"); own != nil {
			n, _ := own.(int64) // another kind of value is refused where the provider is opened
			atOnce = max(atOnce, int(n))
		}
	}
	client := *a.HTTP
	client.Transport = provider.Transport(max(atOnce, a.jobs))
	return &client
}

// named are the configured providers.
func (w *workspace) named() map[string]provider.Spec {
	list := make(map[string]provider.Spec, len(w.config.Providers))
	for _, p := range w.config.Providers {
		list[p.Name] = provider.Spec{Name: p.Name, Type: p.Type, Options: p.Options, Pos: p.Pos, At: p.At}
	}
	return list
}

// target finds what judges a prompt: the provider and model that the user
// asked for, else those of the prompt, else the configuration's. A command or a
// URL of the repository must be trusted; what the user typed is.
func (w *workspace) target(ctx context.Context, p *prompt.Prompt, asked, model string) (eval.Target, error) {
	own, err := w.app.ownModel(p)
	if err != nil && asked+model == "" {
		return eval.Target{}, err
	}
	name, found, typed, err := w.choose(asked, model, own)
	if err != nil {
		return eval.Target{}, placed(err, p, asked+model == "")
	}
	key := name + "\x00" + found
	if t, ok := w.targets[key]; ok {
		return t, nil
	}
	if typed && w.app.agent != nil {
		if err = w.namedHere(name, own); err != nil {
			return eval.Target{}, err
		}
		typed = false // nobody typed it
	}
	deps := w.deps()
	if typed {
		deps = w.typedDeps()
	}
	t, err := w.open(name, found, w.named(), deps)
	if err != nil {
		return eval.Target{}, placed(err, p, !typed)
	}
	if !typed {
		if err := w.mustTrust(t); err != nil {
			return eval.Target{}, err
		}
	}
	w.targets[key] = t
	return t, ctx.Err()
}

// choose splits what was asked for into a provider and a model: asked and model
// are flags, own is the prompt's. typed is true when the provider itself stands
// on the command line and not in a file.
func (w *workspace) choose(asked, model, own string) (name, found string, typed bool, err error) {
	named, fallback := w.named(), w.config.Provider
	if asked == "" && model == "" {
		name, found, err = provider.Split(own, named, fallback)
		return name, found, false, err
	}
	if asked == "" {
		if theirs, _, none := provider.Split(own, named, fallback); none == nil {
			fallback = theirs // a bare model goes to the prompt's provider
		}
		asked, model = model, ""
	}
	name, found, err = provider.Split(asked, named, fallback)
	switch {
	case err != nil:
		return "", "", false, err
	case model != "":
		found = bare(model, named, name)
	case found == "" && own != "":
		found = bare(own, named, name)
	}
	_, _, foreign := provider.Split(asked, named, "")
	return name, found, foreign == nil && !configured(named, name), nil
}

// bare takes the provider off a model, so that another one can be asked for it.
func bare(model string, named map[string]provider.Spec, fallback string) string {
	if _, found, err := provider.Split(model, named, fallback); err == nil {
		return found
	}
	return model
}

// placed says which prompt an error about its model comes from.
func placed(err error, p *prompt.Prompt, own bool) error {
	var list diag.Errors
	if !own || !errors.As(err, &list) {
		return err
	}
	list = slices.Clone(list)
	for i := range list {
		if list[i].Pos.Path == "" {
			list[i].Pos.Path = p.Path
		}
	}
	return list
}

func configured(named map[string]provider.Spec, name string) bool {
	_, ok := named[name]
	return ok
}

// mustTrust refuses a target that would run a command of the repository which
// the user has not allowed.
func (w *workspace) mustTrust(t eval.Target) error {
	items := trustItems(t)
	if len(items) == 0 || w.cassette.plays() || w.app.Getenv("PROMPTGIT_TRUST") == "1" {
		return nil
	}
	err := w.mustAllow(items)
	if exit := (*exitError)(nil); w.plans && errors.As(err, &exit) {
		w.untrusted = append(w.untrusted, exit)
		return nil // a plan runs nothing
	}
	return err
}

// mustAllow refuses what the user has not allowed.
func (w *workspace) mustAllow(items []trust.Item) error {
	missing, err := w.app.trust().Missing(w.repo.CommonDir, items)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return &exitError{
			Code: exitProvider, Err: errUntrusted(missing[0].What),
			Hint: "read what it does, then allow it with: promptgit trust",
		}
	}
	return nil
}

func (a *App) trust() trust.Store {
	return trust.Store{Dir: filepath.Join(a.stateDir(), "trust")}
}

func trustItems(t eval.Target) []trust.Item {
	items := make([]trust.Item, 0, len(t.Runs))
	for _, what := range t.Runs {
		items = append(items, trust.Of(what, t.Endpoint))
	}
	return items
}

// sleep waits for d or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
