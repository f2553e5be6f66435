package prompt

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// engine is one template language.
type engine struct {
	name string // as in Prompt.Engine
	// render turns the templates of a prompt into text.
	render func(ctx context.Context, p *Prompt, vars *value.Object, opts RenderOptions) ([]Message, error)
	// uncomment takes out of a template what is never sent: see [stripComments].
	// Nil where the language has no comments.
	uncomment func(text string) string
	// uses adds the free variables of a template to a set. Nil where there are
	// none.
	uses func(text string, free map[string]bool)
	// includes reads the files that a text includes. Nil where there are none.
	includes func(in *includer, from, text string, first int, flat bool, trail []string)
}

// engines lists every template engine.
func engines() []engine {
	return []engine{
		{engineNunjucks, renderNative, stripComments, freeVariables, (*includer).nunjucksIncludes},
		{engineHandlebars, renderHandlebars, stripHandlebars, handlebarsVariables, (*includer).handlebarsIncludes},
		{engineChat, renderChat, stripComments, freeVariables, nil},
		{enginePromptfoo, renderPromptfoo, nil, freeVariables, nil},
		{engineLiteral, renderLiteral, nil, literalVariables, nil},
		{engineEditor, renderEditor, nil, editorVariables, nil},
		{engineNone, renderNothing, nil, nil, nil},
	}
}

func engineOf(name string) (engine, error) {
	var names []string
	for _, e := range engines() {
		if e.name == name {
			return e, nil
		}
		names = append(names, e.name)
	}
	return engine{}, fmt.Errorf("unknown template engine %q (known: %s)", name, strings.Join(names, ", "))
}

// uncommented is a template without what is never sent.
func (e engine) uncommented(text string) string {
	if e.uncomment == nil {
		return text
	}
	return e.uncomment(text)
}

// free adds the free variables of a template to a set.
func (e engine) free(text string, names map[string]bool) {
	if e.uses != nil {
		e.uses(text, names)
	}
}
