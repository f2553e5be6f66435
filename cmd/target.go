package cmd

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/trust"
	"github.com/promptgit/promptgit/prompt"
)

// deps are what providers need from outside.
func (w *workspace) deps() provider.Deps {
	dir := w.repo.Top
	if dir == "" {
		dir = w.repo.CommonDir
	}
	return provider.Deps{
		HTTP: w.app.client(w.config.Eval), Getenv: w.app.Getenv, Dir: dir, Environ: w.app.Env,
		Read: func(path string) ([]byte, error) {
			if !filepath.IsAbs(path) {
				path = filepath.Join(dir, path)
			}
			return os.ReadFile(path)
		},
	}
}

// client gives the App's HTTP client with a transport that keeps as many
// connections open as there are calls at once.
func (a *App) client(c config.Eval) *http.Client {
	if a.HTTP.Transport != nil {
		return a.HTTP
	}
	client := *a.HTTP
	client.Transport = provider.Transport(max(c.Concurrency, a.jobs))
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
	if model == "" {
		model = p.Model
	}
	name, found, typed, err := w.choose(asked, model)
	if err != nil {
		return eval.Target{}, err
	}
	key := name + "\x00" + found
	if t, ok := w.targets[key]; ok {
		return t, nil
	}
	t, err := provider.Open(name, found, w.named(), w.deps())
	if err != nil {
		return eval.Target{}, err
	}
	if !typed {
		if err := w.mustTrust(t); err != nil {
			return eval.Target{}, err
		}
	}
	w.targets[key] = t
	return t, ctx.Err()
}

// choose splits what was asked for into a provider and a model. typed is true
// when the provider itself stands on the command line and not in a file.
func (w *workspace) choose(asked, model string) (name, found string, typed bool, err error) {
	named := w.named()
	if asked == "" {
		name, found, err = provider.Split(model, named, w.config.Provider)
		return name, found, false, err
	}
	name, found, err = provider.Split(asked, named, w.config.Provider)
	if err != nil || found != "" {
		return name, found, !configured(named, name), err
	}
	if model != "" {
		if own, bare, err := provider.Split(model, named, w.config.Provider); err == nil && own != model {
			model = bare
		}
	}
	return name, model, !configured(named, name), nil
}

func configured(named map[string]provider.Spec, name string) bool {
	_, ok := named[name]
	return ok
}

// mustTrust refuses a target that would run a command of the repository which
// the user has not allowed.
func (w *workspace) mustTrust(t eval.Target) error {
	items := trustItems(t)
	if len(items) == 0 || w.app.Getenv("PROMPTGIT_TRUST") == "1" {
		return nil
	}
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
