package provider

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
)

// Resolve finds the target that spec asks for: "openai:gpt-4.1-mini",
// "exec:./model.sh --flag", "echo", "replay:FILE", "NAME" or "NAME:model" of a
// configured provider, or a bare model name, which goes to def. An empty spec
// is def itself.
func Resolve(spec string, named map[string]Spec, def string, deps Deps) (eval.Target, error) {
	name, model, err := Split(spec, named, def)
	if err != nil {
		return eval.Target{}, err
	}
	return Open(name, model, named, deps)
}

// Split takes a spec apart into the provider and the model, "" for none.
func Split(spec string, named map[string]Spec, def string) (name, model string, err error) {
	spec = strings.TrimSpace(spec)
	if spec == "" {
		if def == "" {
			return "", "", problem("there is neither a model nor a provider",
				`write "model: openai:gpt-4.1-mini" into the prompt or "provider: openai" into promptgit.yaml, or use --provider`)
		}
		return Split(def, named, "")
	}
	head, rest, qualified := strings.Cut(spec, ":")
	if _, ok := named[head]; ok {
		return head, rest, nil
	}
	if t, ok := lookup(head); ok {
		if t.Arg {
			return spec, "", nil
		}
		return head, rest, nil
	}
	hint := diag.DidYouMean(head, Names(named))
	if qualified && hint != "" {
		return "", "", problem(fmt.Sprintf("unknown provider %q", head), hint)
	}
	if def == "" {
		if hint == "" {
			hint = fmt.Sprintf("write openai:%s, or name the default with \"provider:\" in promptgit.yaml; providers are %s",
				spec, strings.Join(Names(named), ", "))
		}
		return "", "", problem(fmt.Sprintf("no provider is named for the model %q", spec), hint)
	}
	name, _, err = Split(def, named, "")
	return name, spec, err
}

// Open makes the provider that Split named ready for a model.
func Open(name, model string, named map[string]Spec, deps Deps) (eval.Target, error) {
	spec, ok := named[name]
	if ok {
		spec.Name = name
	} else {
		head, arg, _ := strings.Cut(name, ":")
		spec = Spec{Name: name, Type: head, Arg: strings.TrimSpace(arg)}
	}
	if model != "" {
		spec.Model = model
	}
	t, ok := lookup(spec.Type)
	if !ok {
		errs := diag.Errors{}
		errs.Add(spec.at("type"), fmt.Sprintf("unknown provider type %q", spec.Type), diag.DidYouMean(spec.Type, Names(nil)))
		return eval.Target{}, errs.Err()
	}
	target, err := t.New(spec, deps)
	return limited(target, spec, err)
}

// Names are the built-in and the configured providers, sorted.
func Names(named map[string]Spec) []string {
	names := slices.Collect(maps.Keys(named))
	for _, t := range All() {
		names = append(names, t.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func problem(message, hint string) error {
	return diag.Errors{{Message: message, Hint: hint}}
}
