package prompt

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// renderTimeout is long for any prompt and short for a person who waits.
const renderTimeout = 2 * time.Second

// RenderOptions are what a rendering needs beside the vars of a case.
type RenderOptions struct {
	Env     *value.Object // what {{ env.NAME }} gives, see [NewEnv]
	Timeout time.Duration // for the whole prompt; 0 is two seconds

	// Templates keeps what was compiled, for renderings that share it; nil
	// compiles each time.
	Templates *Templates
}

// Render gives the messages as they are sent for vars. An input that vars leave
// out takes its declared default. A var that is a string may be a template over
// the other vars; it is taken as it is where it names one that does not exist or
// is no valid template, and loses one trailing newline. An error is a [diag.Errors] with the place in
// the file of the prompt or of the included file.
func (p *Prompt) Render(ctx context.Context, vars *value.Object, opts RenderOptions) ([]Message, error) {
	e, err := engineOf(p.Engine)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Path, err)
	}
	ctx, cancel := limited(ctx, opts)
	defer cancel()
	all := vars.Clone()
	for _, in := range p.Inputs {
		if _, given := all.Get(in.Name); !given && in.Default != nil {
			all.Set(in.Name, in.Default)
		}
	}
	return e.render(ctx, withThreads(p, all), all, opts)
}

// RenderText renders a template text that stands alone, such as the value of an
// assertion: with Nunjucks, without includes. In a var that is a string
// {{ name }} stands for another var, and all else for itself; it loses one
// trailing newline. What is undefined renders as nothing.
func RenderText(ctx context.Context, tmpl string, vars *value.Object, opts RenderOptions) (string, error) {
	ctx, cancel := limited(ctx, opts)
	defer cancel()
	return renderTemplate(ctx, template{path: "template", text: tmpl, line: 1, known: opts.Templates}, resolvedVars(vars, opts.Env))
}

// Flatten is the rendered prompt as one string: the text of a single message
// that is only text, else a chat as compact JSON, [{"role": ..., "content": ...}].
func Flatten(messages []Message) string {
	if len(messages) == 1 && messages[0].Identity() == nil {
		return messages[0].Text
	}
	if messages == nil {
		messages = []Message{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(messages) // strings cannot fail
	return strings.TrimSuffix(b.String(), "\n")
}

func limited(ctx context.Context, opts RenderOptions) (context.Context, context.CancelFunc) {
	limit := cmp.Or(opts.Timeout, renderTimeout)
	cause := fmt.Errorf("longer than %s: %w", limit, context.DeadlineExceeded)
	return context.WithTimeoutCause(ctx, limit, cause)
}

// renderNothing sends the messages as they are written.
func renderNothing(_ context.Context, p *Prompt, _ *value.Object, _ RenderOptions) ([]Message, error) {
	return slices.Clone(p.Messages), nil
}

// renderNative renders every message, so that all mistakes of a file are told
// at once.
func renderNative(ctx context.Context, p *Prompt, vars *value.Object, opts RenderOptions) ([]Message, error) {
	all, err := expandVars(ctx, vars, opts.Env, false)
	if err != nil {
		return nil, err
	}
	partials := map[string]string{}
	for _, part := range p.Partials {
		partials[part.Path] = part.Text
	}
	out := slices.Clone(p.Messages)
	var found diag.Errors
	for i, m := range p.Messages {
		t := template{path: p.File(), text: m.Text, line: m.Line, flat: m.Flat, partials: partials, known: opts.Templates}
		if m.Written != nil {
			out[i], err = p.renderWhole(ctx, t, m, all)
		} else {
			out[i].Text, err = renderTemplate(ctx, t, all)
		}
		var some diag.Errors
		switch {
		case err == nil:
		case ctx.Err() == nil && errors.As(err, &some):
			found = append(found, some...)
		default:
			return nil, err
		}
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// NewEnv is an environment for templates, by name so that it dumps the same
// every time. One serves all renderings.
func NewEnv(env map[string]string) *value.Object {
	o := &value.Object{}
	for _, k := range slices.Sorted(maps.Keys(env)) {
		o.Set(k, env[k])
	}
	return o
}
