package cmd

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/ui"
)

type providerJSON struct {
	Name       string         `json:"name"`
	Type       string         `json:"type"`
	Configured bool           `json:"configured"` // in promptgit.yaml; else built in
	Default    bool           `json:"default"`
	Model      string         `json:"model"` // "" for none of its own
	Doc        string         `json:"doc"`
	Example    string         `json:"example"`
	Env        []variableJSON `json:"env"`   // that it reads
	Price      *priceJSON     `json:"price"` // of its model, null where it is not known
	Free       bool           `json:"free"`
	Trust      string         `json:"trust"` // none, allowed or needed
	Runs       []string       `json:"runs"`  // what asks for trust
	Problem    string         `json:"problem"`
}

type variableJSON struct {
	Name string `json:"name"`
	Set  bool   `json:"set"`
}

type priceJSON struct {
	Input  float64 `json:"input"` // US dollars per million tokens
	Output float64 `json:"output"`
}

// listProviders are the configured providers by name, then the types.
func (w *workspace) listProviders() []providerJSON {
	list := []providerJSON{}
	for _, spec := range w.named() {
		list = append(list, w.configuredProvider(spec))
	}
	slices.SortFunc(list, func(a, b providerJSON) int { return strings.Compare(a.Name, b.Name) })
	for _, t := range provider.All() {
		one := providerJSON{
			Name: t.Name, Type: t.Name, Doc: t.Doc, Example: t.Example, Env: w.variables(t.Env, nil), Trust: "none", Runs: []string{},
			Free: slices.Contains([]string{"demo", "echo", "replay"}, t.Name),
		}
		one.Default = w.isDefault(t.Name)
		list = append(list, one)
	}
	return list
}

// configuredProvider opens a provider of the configuration, without calling it,
// to see what it would run.
func (w *workspace) configuredProvider(spec provider.Spec) providerJSON {
	out := providerJSON{
		Name: spec.Name, Type: spec.Type, Configured: true, Example: spec.Name, Env: w.variables(spec.Variables(), spec.Secrets()), Trust: "none", Runs: []string{},
		Default: w.isDefault(spec.Name),
	}
	own, _ := spec.Options.Get("model")
	out.Model, _ = own.(string)
	for _, t := range provider.All() {
		if t.Name == spec.Type {
			out.Doc = t.Doc
		}
	}
	model := out.Model
	if model == "" {
		model = "any" // what runs is the same for every model
	}
	t, err := w.open(spec.Name, model, w.named(), w.deps())
	if err != nil {
		out.Problem = err.Error()
		return out
	}
	out.Free = t.Free
	if t.Price != nil && !t.Free {
		out.Price = &priceJSON{t.Price.Input, t.Price.Output}
	}
	if err := w.trusted(&out, t); err != nil {
		out.Problem = err.Error()
	}
	return out
}

func (w *workspace) trusted(out *providerJSON, t eval.Target) error {
	items := trustItems(t)
	if len(items) == 0 {
		return nil
	}
	out.Runs, out.Trust = append(out.Runs, t.Runs...), "allowed"
	if w.app.Getenv("PROMPTGIT_TRUST") == "1" {
		return nil
	}
	missing, err := w.app.trust().Missing(w.repo.CommonDir, items)
	if len(missing) > 0 || err != nil {
		out.Trust = "needed"
	}
	return err
}

func (w *workspace) isDefault(name string) bool {
	head, _, _ := strings.Cut(w.config.Provider, ":")
	return head == name
}

// variables says which of some variables are set, in the environment or in .env.
// Own are those that hold keys, whatever they are called.
func (w *workspace) variables(names, own []string) []variableJSON {
	list := []variableJSON{}
	v := &variables{w: w, own: own}
	for _, name := range names {
		list = append(list, variableJSON{name, v.get(name) != ""})
	}
	return list
}

func writeProviders(s ui.Streams, doc providersJSON) error {
	t := &ui.Table{Header: []string{"NAME", "TYPE", "MODEL", "ENVIRONMENT", "PRICE", "TRUST", "EXAMPLE", "WHAT"}, Wrap: true}
	for _, p := range doc.Providers {
		name := p.Name
		if p.Default && s.OutTTY {
			name += " (default)"
		}
		t.Add(
			ui.Cell{Text: name, Raw: p.Name, Style: ui.Strong},
			ui.Cell{Text: p.Type},
			ui.Cell{Text: dash(p.Model)},
			ui.Cell{Text: dash(shownVariables(p.Env))},
			ui.Cell{Text: p.price()},
			ui.Cell{Text: p.Trust, Style: trustStyle(p.Trust)},
			ui.Cell{Text: p.Example},
			ui.Cell{Text: p.what(s.OutTTY)},
		)
	}
	if s.OutTTY {
		t.Drop("TYPE")
		t.Drop("ENVIRONMENT") // stands in the last column, which is wrapped
		if s.Width > 0 && s.Width < 120 {
			t.Drop("EXAMPLE") // of all columns the one that the rest says too
		}
		t.Fit(s, "MODEL", "PRICE")
	}
	return t.Write(s)
}

func trustStyle(trust string) ui.Style {
	if trust == "needed" {
		return ui.Warn
	}
	return ui.Plain
}

// what is what a provider does, or what is wrong with it, and perhaps what it reads.
func (p providerJSON) what(environment bool) string {
	text := p.Doc
	switch {
	case p.Problem != "":
		text = p.Problem
	case p.Configured:
		text = "of type " + p.Type
	}
	if environment && len(p.Env) > 0 {
		text += " (" + shownVariables(p.Env) + ")"
	}
	return text
}

func (p providerJSON) price() string {
	switch {
	case p.Free:
		return "free"
	case p.Price != nil:
		return fmt.Sprintf("$%s in, $%s out", short(p.Price.Input), short(p.Price.Output))
	case p.Configured:
		return "unknown"
	}
	return "-"
}

func short(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

func shownVariables(list []variableJSON) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = v.Name + " not set"
		if v.Set {
			texts[i] = v.Name + " set"
		}
	}
	return strings.Join(texts, ", ")
}
