package prompt

import (
	"context"
	"errors"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt/nunjucks"
)

// template is a Nunjucks text and where it stands.
type template struct {
	path, text string
	line       int               // of its first line in the file
	partials   map[string]string // by path from the root
}

// renderTemplate gives the text for vars. Lines in errors are those of the
// file, not of the message.
func renderTemplate(ctx context.Context, t template, vars *value.Object) (string, error) {
	compiled, err := nunjucks.Compile(t.path, t.text)
	if err != nil {
		return "", t.shifted(err)
	}
	out, err := compiled.Render(ctx, vars, nunjucks.Options{Partials: t.partials})
	if err != nil {
		return "", t.shifted(err)
	}
	return out, nil
}

// shifted moves the lines of an error of this rendering, which nobody else has
// seen yet, in place.
func (t template) shifted(err error) error {
	var errs diag.Errors
	if errors.As(err, &errs) {
		for i := range errs {
			if p := &errs[i].Pos; p.Path == t.path && p.Line > 0 {
				p.Line += t.line - 1
			}
		}
	}
	return err
}
