package cmd

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// gatherInline takes the prompts and providers of a promptfoo configuration,
// where the file has prompts of its own. done is false where it has none.
func (b *evalBatch) gatherInline(ctx context.Context) (done bool, err error) {
	s, err := b.w.suite(ctx, b.o.suite)
	if err != nil || len(s.Prompts) == 0 && s.OwnErr == nil {
		return false, err
	}
	if s.OwnErr != nil {
		return false, s.OwnErr
	}
	b.inline = true
	specs := s.Providers
	if b.o.provider != "" || len(specs) == 0 {
		specs = []eval.ProviderSpec{{ID: b.o.provider}}
	}
	for _, spec := range specs {
		target, params, err := b.w.inlineTarget(ctx, spec, b.o)
		if err != nil {
			return false, err
		}
		target.Caller = chatCaller{target.Caller}
		for i, in := range s.Prompts {
			if !spec.Asks(in) {
				continue
			}
			some := b.narrowing.narrow(meantFor(s, in, spec))
			if some == nil {
				continue
			}
			name := in.Path
			if name == "" {
				name = fmt.Sprintf("%s#prompts/%d", b.o.suite, i)
			}
			p := prompt.Inline(name, in.Raw)
			p.Params = params
			b.items = append(b.items, &evalItem{
				rev: gitops.WorktreeName, it: &iteration{path: name, lineage: name, prompt: p, key: p.Key()},
				suite: some, target: target, repeat: b.repeat(s), newest: true,
			})
		}
	}
	return true, b.gathered(errNothing("prompt that a provider is asked", "look at the prompts: of each provider in "+b.o.suite))
}

// chatCaller asks a prompt that is the JSON of a chat as that chat, where the
// provider knows messages. The rendered text stays what it is, which is what
// commands and echo get from promptfoo.
type chatCaller struct{ eval.Provider }

// Complete implements [eval.Provider].
func (c chatCaller) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	if chat := prompt.Chat(req.Rendered); chat != nil {
		req.Messages = chat
	}
	return c.Provider.Complete(ctx, req)
}

// meantFor leaves out the cases that name other prompts or providers: such a
// combination is no row.
func meantFor(s *eval.Suite, in eval.InlinePrompt, spec eval.ProviderSpec) *eval.Suite {
	some := *s
	some.Cases = slices.DeleteFunc(slices.Clone(s.Cases), func(c eval.Case) bool {
		return !c.Asks(in) || !c.AsksProvider(spec)
	})
	return &some
}

// endpointKeys are promptfoo's names of what a provider's options are called
// here; every other key of its config is a parameter of the request.
var endpointKeys = map[string]string{
	"apiBaseUrl": "base_url", "apiKeyEnvar": "api_key_env", "headers": "headers",
}

// inlineTarget opens a provider of a promptfoo configuration, which must be
// trusted like any other of the repository, and gives the parameters that its
// config sets.
func (w *workspace) inlineTarget(ctx context.Context, spec eval.ProviderSpec, o evalOptions) (eval.Target, *value.Object, error) {
	options, params, err := inlineConfig(spec)
	if err != nil {
		return eval.Target{}, nil, err
	}
	var t eval.Target
	if options.Len() == 0 || o.model != "" {
		t, err = w.target(ctx, &prompt.Prompt{Path: o.suite, Model: spec.ID}, o.provider, o.model)
		return t, params, err
	}
	t, err = w.openInline(spec, options, "")
	if err == nil {
		err = w.mustTrust(t)
	}
	return t, params, err
}

// inlineConfig takes the config of a provider apart into what belongs to the
// endpoint and the parameters of a request.
func inlineConfig(spec eval.ProviderSpec) (options, params *value.Object, err error) {
	options, params = value.NewObject(), value.NewObject()
	for key, v := range spec.Config.All() {
		ours, endpoint := endpointKeys[key]
		switch {
		case key == "apiKey":
			return nil, nil, diag.Errors{{
				Pos: spec.Pos, Message: "an API key does not belong into a file",
				Hint: "put it into an environment variable and name that with apiKeyEnvar",
			}}
		case endpoint:
			options.Set(ours, v)
		default:
			params.Set(key, v)
		}
	}
	return options, params, nil
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
	return provider.Open(name, cmp.Or(model, fallback), named, w.deps())
}
