package nunjucks

import (
	"cmp"
	"context"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// Template is a template that was read; it is safe for concurrent use.
type Template struct {
	name, source string
	body         []stmt
	blocks       map[string]*block
	extends      bool
	plain        []segment // set where the template only substitutes variables
}

// Options of a rendering. The zero value allows no includes and the default
// amount of work.
type Options struct {
	// Partials are the texts that include, import and extends may name, by
	// path from the root. A template names them relative to its own name, or
	// from the root with a leading slash.
	Partials map[string]string
	// MaxSteps bounds the work (default 2,000,000 evaluated nodes); MaxOutput
	// the bytes of any text that is made (default 16 MiB).
	MaxSteps, MaxOutput int
	// Filters are filters by name, beside and over those of Nunjucks.
	Filters map[string]Filter
}

// Compile reads a template. The name is its path, for messages and includes.
// A syntax error is a [diag.Errors] with line and column in source.
func Compile(name, source string) (*Template, error) {
	t, f := parse(name, source)
	if f != nil {
		return nil, f.err()
	}
	return t, nil
}

func parse(file, source string) (t *Template, f *failure) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		var ok bool
		if f, ok = p.(*failure); !ok {
			panic(p)
		}
		t, f.name, f.source, f.placed = nil, file, source, true
	}()
	p := &parser{lex: lexer{src: source}, blocks: map[string]*block{}}
	t = &Template{name: file, source: source, body: p.statements(), blocks: p.blocks, extends: p.extends}
	t.plain = plain(t.body)
	return t, nil
}

// Render gives the text for vars. It stops with an error when ctx ends, and
// with [ErrLimit] when the template does too much work. An error is a
// [diag.Errors] with the place in the template.
func (t *Template) Render(ctx context.Context, vars *value.Object, opts Options) (out string, err error) {
	if err := context.Cause(ctx); err != nil {
		return "", err
	}
	opts.MaxSteps = cmp.Or(opts.MaxSteps, 2_000_000)
	opts.MaxOutput = cmp.Or(opts.MaxOutput, 16<<20)
	if out, ok := t.substitute(vars, opts.MaxOutput); ok {
		return out, nil
	}
	return t.walk(ctx, vars, opts)
}

func (t *Template) walk(ctx context.Context, vars *value.Object, opts Options) (out string, err error) {
	r := &run{ctx: ctx, opts: opts, out: &strings.Builder{}, compiled: map[string]*Template{}, state: state{tmpl: t}}
	defer r.settle(&err)
	r.sub(t, &scope{source: vars}, &frame{top: true})
	return r.out.String(), nil
}
