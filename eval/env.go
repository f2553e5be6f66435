package eval

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/promptgit/promptgit/internal/value"
)

// environment is what {{ env.NAME }} gives under a suite with an env block: the
// engine's environment with the block over it, whose texts may be templates over
// the engine's. It is nil for a suite without one.
func (e *Engine) environment(ctx context.Context, s *Suite) (*value.Object, error) {
	if len(s.Env) == 0 {
		return nil, nil //nolint:nilnil // most suites have none
	}
	outer := value.NewObject("env", e.Env.Clone())
	env := e.Env.Clone()
	for _, name := range slices.Sorted(maps.Keys(s.Env)) {
		text, err := e.RenderValue(ctx, s.Env[name], outer)
		if err != nil {
			return nil, fmt.Errorf("%s: %s of env: %w", s.Path, name, err)
		}
		env.Set(name, text)
	}
	return env, nil
}

// scoped gives vars with an environment, unless they have a var of that name.
func scoped(vars, env *value.Object) *value.Object {
	if _, own := vars.Get("env"); env == nil || own {
		return vars
	}
	with := vars.Clone()
	with.Set("env", env)
	return with
}

// scopedRender is render under an environment.
func scopedRender(render RenderFunc, env *value.Object) RenderFunc {
	if env == nil || render == nil {
		return render
	}
	return func(ctx context.Context, tmpl string, vars *value.Object) (string, error) {
		return render(ctx, tmpl, scoped(vars, env))
	}
}
