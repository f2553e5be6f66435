package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// endpointKeys are promptfoo's names of what a provider's options are called
// here; every other key of its config is a parameter of the request.
var endpointKeys = map[string]string{
	"apiBaseUrl": "base_url", "apiKeyEnvar": "api_key_env",
}

// inertKeys of a provider's config act on promptfoo itself and not on the
// answer: they are left out with a warning.
var inertKeys = strings.Fields("apiKeyRequired basePath cost costs inputCost maxRetries omitDefaults outputCost showThinking timeout timeoutMs")

// inlineTarget opens a provider of a promptfoo configuration, which must be
// trusted like any other of the repository, and gives the parameters that its
// config sets.
func (w *workspace) inlineTarget(ctx context.Context, s *eval.Suite, spec eval.ProviderSpec, o evalOptions) (eval.Target, *value.Object, error) {
	if o.provider != "" || o.model != "" {
		_, params, err := w.inlineConfig(spec)
		if err != nil {
			return eval.Target{}, nil, err
		}
		t, err := w.target(ctx, &prompt.Prompt{Path: o.suite, Model: spec.ID}, o.provider, o.model)
		return t, params, err
	}
	t, params, err := w.openSpec(ofSuite(s, spec), "")
	if err == nil {
		err = w.mustTrust(t)
	}
	return t, params, err
}

// suiteProvider is a provider with the suite that names it, nil for none.
type suiteProvider struct {
	suite *eval.Suite
	spec  eval.ProviderSpec
	read  provider.Reading // of the names that a suite uses
}

// ofSuite is a provider that a suite, or none, wants outputs of.
func ofSuite(s *eval.Suite, spec eval.ProviderSpec) suiteProvider {
	return suiteProvider{s, spec, provider.FromPromptfoo}
}

// openSpec opens a provider without asking for trust. The fallback is the model
// to ask for where none is named.
func (w *workspace) openSpec(one suiteProvider, fallback string) (eval.Target, *value.Object, error) {
	s, spec := one.suite, one.spec
	options, params, err := w.inlineConfig(spec)
	if err != nil {
		return eval.Target{}, nil, err
	}
	head, _, _ := strings.Cut(spec.ID, ":")
	if _, ours := w.named()[head]; s != nil && !ours {
		f, known, refused := one.read(spec.ID, w.app.Getenv)
		if refused != nil {
			return eval.Target{}, nil, at(refused, spec.Pos)
		}
		if known {
			f.Send(params)
			t, failed := w.openForeign(s, spec, f, options)
			if f.Defaults && !provider.Reasons(f.Model) {
				setDefaults(params)
			}
			return t, params, at(failed, spec.Pos)
		}
	}
	t, err := w.openInline(spec, options, fallback)
	return t, params, at(err, spec.Pos)
}

// openForeign opens a provider that promptfoo has under a name of its own.
func (w *workspace) openForeign(s *eval.Suite, spec eval.ProviderSpec, f provider.Foreign, options *value.Object) (eval.Target, error) {
	base := cmp.Or(f.BaseURL, serverOfFile(s.Env, f.Name))
	if _, set := options.Get("base_url"); !set && base != "" {
		options.Set("base_url", base)
	}
	if _, set := options.Get("api_key_env"); !set && f.KeyEnv != "" {
		options.Set("api_key_env", f.KeyEnv)
	}
	own := provider.Spec{Name: f.Name, Type: f.Type, Options: options, Pos: spec.Pos}
	return w.open(f.Name, f.Model, map[string]provider.Spec{f.Name: own}, w.deps())
}

// setDefaults sets what promptfoo sends to a chat model where nothing is said.
func setDefaults(params *value.Object) {
	if _, set := params.Get("temperature"); !set {
		params.Set("temperature", int64(0))
	}
	_, limited := params.Get("max_tokens")
	if _, completion := params.Get("max_completion_tokens"); !limited && !completion {
		params.Set("max_tokens", int64(1024))
	}
}

// at gives the problems in err that have no place the place of a provider, or of
// a judge.
func at(err error, pos diag.Pos) error {
	var list diag.Errors
	if !errors.As(err, &list) {
		return err
	}
	list = slices.Clone(list)
	for i := range list {
		if list[i].Pos.Path == "" {
			list[i].Pos = pos
		}
	}
	return list
}

// inlineConfig takes the config of a provider apart into what belongs to the
// endpoint and the parameters of a request.
func (w *workspace) inlineConfig(spec eval.ProviderSpec) (options, params *value.Object, err error) {
	options, params = value.NewObject(), value.NewObject()
	var errs diag.Errors
	for key, v := range spec.Config.All() {
		ours, endpoint := endpointKeys[key]
		switch {
		case vendorConfig(spec.ID, key, v, options, params):
		case key == "apiKey":
			name, ok := envTemplate(v)
			if !ok {
				errs.Add(spec.Pos, "an API key does not belong into a file", "put it into an environment variable and name that with apiKeyEnvar")
			}
			options.Set("api_key_env", name)
		case key == "apiHost":
			options.Set("base_url", fmt.Sprintf("https://%v/v1", v))
		case key == "headers":
			addHeaders(options, v)
		case endpoint:
			options.Set(ours, v)
		case key == "passthrough":
			spread(params, v)
		case key == "functionToolCallbacks":
			errs.Add(spec.Pos, key+" of a provider is code that answers in the model's place, which is not supported",
				"leave it out and judge the call itself, or give its result in the messages of a test")
		case slices.Contains(inertKeys, key):
			warning := diag.Diagnostic{Pos: spec.Pos, Message: key + " of a provider is ignored"}
			fmt.Fprintln(w.app.Err, "promptgit: warning:", ui.Line(warning.Error()))
		default:
			params.Set(key, v)
		}
	}
	return options, params, errs.Err()
}

// envTemplate gives NAME of the text "{{ env.NAME }}".
func envTemplate(v any) (name string, ok bool) {
	text, _ := v.(string)
	inner, opened := strings.CutPrefix(strings.TrimSpace(text), "{{")
	inner, closed := strings.CutSuffix(inner, "}}")
	name, named := strings.CutPrefix(strings.TrimSpace(inner), "env.")
	return name, opened && closed && named && !strings.ContainsAny(name, " |.[")
}

// openInline opens a provider with the options that its config sets over those
// of a configured provider of that name. The fallback is the model to ask for
// where none is named.
func (w *workspace) openInline(spec eval.ProviderSpec, options *value.Object, fallback string) (eval.Target, error) {
	named := w.named()
	name, model, err := provider.Split(spec.ID, named, w.config.Provider)
	if err != nil {
		return eval.Target{}, err
	}
	own, known := named[name]
	if !known {
		own.Type, own.Arg, _ = strings.Cut(name, ":")
	}
	all := value.NewObject()
	for _, list := range []*value.Object{own.Options, options} {
		for key, v := range list.All() {
			all.Set(key, v)
		}
	}
	own.Options, own.Pos = all, spec.Pos
	named[name] = own
	return w.open(name, cmp.Or(model, fallback), named, w.deps())
}
