package prompt

import (
	"context"
	"errors"

	"github.com/mailgun/raymond/v2"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt/nunjucks"
)

// template is a Nunjucks text and where it stands.
type template struct {
	path, text string
	line       int               // of its first line in the file
	flat       bool              // all of it stands there
	partials   map[string]string // by path from the root
	known      *Templates
}

// Templates keeps compiled templates: a run renders the same few thousands of
// times. The zero value is ready; it is safe for concurrent use.
type Templates struct {
	compiled   memo.Memo[templateKey, *nunjucks.Template]
	handlebars memo.Memo[string, *raymond.Template]
}

type templateKey struct {
	path, text string
	line       int
	flat       bool
}

// compiled reads the template. Lines in errors are those of the file.
func (t template) compiled() (*nunjucks.Template, error) {
	compile := func() (*nunjucks.Template, error) {
		compiled, err := nunjucks.Compile(t.path, t.text)
		return compiled, t.shifted(err)
	}
	if t.known == nil {
		return compile()
	}
	return t.known.compiled.Get(templateKey{t.path, t.text, t.line, t.flat}, compile)
}

// renderTemplate gives the text for vars. Lines in errors are those of the
// file, not of the message.
func renderTemplate(ctx context.Context, t template, vars *value.Object) (string, error) {
	compiled, err := t.compiled()
	if err != nil {
		return "", err
	}
	out, err := compiled.Render(ctx, vars, nunjucks.Options{Partials: t.partials, Filters: filtersOf(ctx)})
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
			switch p := &errs[i].Pos; {
			case p.Path != t.path || p.Line == 0:
			case t.flat:
				p.Line, p.Col = t.line, 1
			default:
				p.Line += t.line - 1
			}
		}
	}
	return err
}
