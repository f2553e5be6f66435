package cmd

import (
	"context"
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
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
	if s, err = b.narrow(s); err != nil {
		return false, err
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
		for i, in := range s.Prompts {
			name := in.Path
			if name == "" {
				name = fmt.Sprintf("%s#prompts/%d", b.o.suite, i)
			}
			p := prompt.Inline(name, in.Raw)
			p.Params = params
			b.items = append(b.items, &evalItem{
				rev: "worktree", it: &iteration{path: name, lineage: name, prompt: p, key: p.Key()},
				suite: s, target: target, repeat: b.repeat(s), newest: true,
			})
		}
	}
	return true, nil
}

// endpointKeys are promptfoo's names of what a provider's options are called
// here; every other key of its config is a parameter of the request.
var endpointKeys = map[string]string{
	"apiBaseUrl": "base_url", "apiKeyEnvar": "api_key_env", "headers": "headers",
}

// inlineTarget opens a provider of a promptfoo configuration and gives the
// parameters that its config sets.
func (w *workspace) inlineTarget(ctx context.Context, spec eval.ProviderSpec, o evalOptions) (eval.Target, *value.Object, error) {
	options, params := value.NewObject(), value.NewObject()
	for key, v := range spec.Config.All() {
		if ours, ok := endpointKeys[key]; ok {
			options.Set(ours, v)
		} else {
			params.Set(key, v)
		}
	}
	if options.Len() == 0 {
		t, err := w.target(ctx, &prompt.Prompt{Model: spec.ID}, o.provider, o.model)
		return t, params, err
	}
	name, model, err := provider.Split(spec.ID, w.named(), w.config.Provider)
	if err != nil {
		return eval.Target{}, nil, err
	}
	named := w.named()
	own := named[name]
	own.Type, own.Options, own.Pos = name, options, spec.Pos
	named[name] = own
	t, err := provider.Open(name, model, named, w.deps())
	if err != nil {
		return eval.Target{}, nil, err
	}
	return t, params, w.mustTrust(t)
}
