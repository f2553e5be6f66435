package prompt

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt/nunjucks"
)

// onlyName is {{ name }}, the one form that is replaced inside vars before they
// are rendered.
var onlyName = memo.Regexp(`\{\{\s*(\w+)\s*\}\}`)

// maxPasses bounds how often vars that name each other are replaced; it is
// promptfoo's number.
const maxPasses = 5

// expandVars gives vars with env added and with every string among them
// rendered, since a var may be a template over the others. In a configuration
// of promptfoo a var that is no valid template is an error, as it is there.
func expandVars(ctx context.Context, vars *value.Object, env *value.Object, promptfoo bool) (*value.Object, error) {
	all := resolvedVars(vars, env)
	out := all.Clone()
	for k, v := range all.All() {
		text, ok := v.(string)
		if !ok || !strings.Contains(text, "{") {
			continue
		}
		if promptfoo {
			text = wrapRaw(text)
		}
		compiled, err := nunjucks.Compile("var "+k, text)
		if err != nil {
			if promptfoo {
				return nil, err
			}
			continue // data that only looks like a template
		}
		if slices.ContainsFunc(compiled.Vars(), func(name string) bool { return !known(all, name) }) {
			continue
		}
		rendered, err := compiled.Render(ctx, all, nunjucks.Options{Filters: filtersOf(ctx)})
		if err != nil {
			return nil, fmt.Errorf("var %s cannot be rendered: %w", k, err)
		}
		out.Set(k, rendered)
	}
	return out, nil
}

func known(vars *value.Object, name string) bool {
	_, ok := vars.Get(name)
	return ok
}

// resolvedVars cuts one newline off every string and replaces the names of
// other vars in it, the first one of each string in each pass.
func resolvedVars(vars *value.Object, env *value.Object) *value.Object {
	all := vars.Clone()
	for k, v := range vars.All() {
		if text, ok := v.(string); ok {
			all.Set(k, strings.TrimSuffix(text, "\n"))
		}
	}
	again := true
	for pass := 0; again && pass < maxPasses; pass++ {
		again = false
		for _, k := range all.Keys() {
			v, _ := all.Get(k)
			text, ok := v.(string)
			if !ok {
				continue
			}
			m := onlyName().FindStringSubmatchIndex(text)
			if m == nil {
				continue
			}
			if with, ok := all.Get(text[m[2]:m[3]]); ok && len(text) < maxVar {
				all.Set(k, text[:m[0]]+printed(with)+text[m[1]:])
				again = true
			}
		}
	}
	if !known(all, "env") {
		all.Set("env", cmp.Or(env, &value.Object{}))
	}
	return all
}

// maxVar bounds vars that name themselves several times and so grow.
const maxVar = 1 << 20

// printed is how Nunjucks prints a value.
func printed(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	return printAs("{{ v }}", v)
}

// printAs renders a template of ours, which cannot fail, over v.
func printAs(tmpl string, v any) string {
	compiled, err := nunjucks.Compile("", tmpl)
	if err != nil {
		return err.Error()
	}
	out, err := compiled.Render(context.Background(), value.NewObject("v", v), nunjucks.Options{})
	if err != nil {
		return err.Error()
	}
	return out
}

// ResolveVars gives vars as code sees them: the names of other vars replaced in
// those that are strings, without what only templates know, see [RenderText].
func ResolveVars(vars *value.Object) *value.Object {
	all := resolvedVars(vars, nil)
	if !known(vars, "env") {
		all.Delete("env")
	}
	return all
}
