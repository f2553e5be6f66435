package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt/nunjucks"
)

// httpVars are the names that the templates of an http provider know.
func httpVars() []string {
	return []string{"prompt", "messages", "model", "params", "tools", "schema", "sample", "seed", "task", "case", "env"}
}

// templateTime bounds the rendering of one template, and a run of one query.
const templateTime = 2 * time.Second

var (
	templateTag = memo.Regexp(`(?s)\{\{.*?\}\}|\{%.*?%\}`)
	envName     = memo.Regexp(`(?:^|[^.\w])env\b(?:\s*\.\s*([A-Za-z_]\w*))?`)
	onlyPath    = memo.Regexp(`^\s*\{\{-?\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*-?\}\}\s*$`)
	onlyDump    = memo.Regexp(`(?s)^\s*\{\{(?:[^{}]|\{[^{}]*\})*\|\s*dump\s*\}\}\s*$`)
	shellEnv    = memo.Regexp(`\$\{([A-Za-z_]\w*)\}`)
)

// slot is a text of the configuration that may be a template.
type slot struct {
	text     string
	compiled *nunjucks.Template
	path     []string // of {{ a.b }} alone: the value itself, and not its text
	dump     bool     // of {{ ... | dump }} alone: the JSON that it gives
	at       diag.Pos
}

// slot reads a template of an option. What is wrong with it is a problem of o.
func (o *options) slot(option, text string) slot {
	s := slot{text: text, at: o.near(option)}
	compiled, err := nunjucks.Compile(option, text)
	if err != nil {
		o.errs.Add(s.at, fmt.Sprintf("the template of %s cannot be read: %v", option, err), "")
		return s
	}
	s.compiled = compiled
	for _, tag := range templateTag().FindAllString(text, -1) {
		for _, m := range envName().FindAllStringSubmatch(tag, -1) {
			if m[1] == "" {
				o.errs.Add(s.at, option+" takes the environment as a whole, so that nobody sees what is sent", "write env.NAME")
			}
		}
	}
	if m := onlyPath().FindStringSubmatch(text); m != nil {
		s.path = strings.Split(m[1], ".")
		if !slices.Contains(httpVars(), s.path[0]) {
			o.errs.Add(s.at, fmt.Sprintf("%s names the unknown variable %q", option, s.path[0]),
				cmpHint(diag.DidYouMean(s.path[0], httpVars()), "known are "+strings.Join(httpVars(), ", ")))
		}
	}
	s.dump = onlyDump().MatchString(text)
	return s
}

func cmpHint(near, list string) string {
	if near != "" {
		return near
	}
	return list
}

// near is where an option stands, or else the nearest one around it that is
// known to stand somewhere.
func (o *options) near(option string) diag.Pos {
	for {
		if pos, ok := o.spec.At[option]; ok {
			return pos
		}
		cut := strings.LastIndexByte(option, '.')
		if cut < 0 {
			return o.spec.Pos
		}
		option = option[:cut]
	}
}

// environment lists the variables of the environment that a text names.
func environment(text string) []string {
	var names []string
	for _, tag := range templateTag().FindAllString(text, -1) {
		for _, m := range envName().FindAllStringSubmatch(tag, -1) {
			if m[1] != "" {
				names = append(names, m[1])
			}
		}
	}
	return names
}

// render gives the text for vars, which are data and never templates.
func (s slot) render(ctx context.Context, vars *value.Object) (string, error) {
	limited, cancel := context.WithTimeout(ctx, templateTime)
	defer cancel()
	out, err := s.compiled.Render(limited, vars, nunjucks.Options{})
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	}
	return "", s.failed(err)
}

// failed gives an error the place of the option.
func (s slot) failed(err error) error {
	var list diag.Errors
	if errors.As(err, &list) && len(list) > 0 {
		return diag.Errors{{Pos: s.at, Message: "the template of a request failed: " + list[0].Error(), Hint: list[0].Hint}}
	}
	return diag.Errors{{Pos: s.at, Message: fmt.Sprintf("the template of a request failed: %v", err)}}
}

// value gives what stands in the place of s in a JSON body; ok is false where a
// lone variable has no value, so that its key is left out.
func (s slot) value(ctx context.Context, vars *value.Object) (v any, ok bool, err error) {
	if s.path != nil {
		v = vars
		for _, name := range s.path {
			o, isObject := v.(*value.Object)
			if !isObject {
				return nil, false, nil
			}
			if v, ok = o.Get(name); !ok {
				return nil, false, nil
			}
		}
		return v, true, nil
	}
	text, err := s.render(ctx, vars)
	if err != nil || !s.dump {
		return text, true, err
	}
	if strings.TrimSpace(text) == "" { // of what is undefined
		return nil, false, nil
	}
	if v, err = value.DecodeJSON([]byte(text)); err != nil {
		return nil, false, s.failed(fmt.Errorf("dump gave no JSON: %w", err))
	}
	return v, true, nil
}
