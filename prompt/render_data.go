package prompt

import (
	"context"

	"github.com/promptgit/promptgit/internal/value"
)

// RenderData renders one template over vars that are data: unlike in
// [RenderText] a var is never a template itself, whatever a model wrote into it.
func RenderData(ctx context.Context, tmpl string, vars *value.Object, opts RenderOptions) (string, error) {
	ctx, cancel := limited(ctx, opts)
	defer cancel()
	if _, own := vars.Get("env"); !own {
		vars = vars.Clone()
		vars.Set("env", opts.Env)
	}
	return renderTemplate(ctx, template{path: "template", text: tmpl, line: 1, known: opts.Templates}, vars)
}
