package prompt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mailgun/raymond/v2"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
)

// engineHandlebars is the language of dotprompt.
const engineHandlebars = "handlebars"

// maxRendered bounds what a template may grow to.
const maxRendered = 64 << 20

// renderHandlebars renders a prompt with Handlebars. A prompt whose roles are
// set by the template itself is rendered whole and cut into messages then.
func renderHandlebars(ctx context.Context, p *Prompt, vars *value.Object, opts RenderOptions) ([]Message, error) {
	data := handlebarsValue(vars)
	if p.whole != nil {
		text, err := runHandlebars(ctx, p, *p.whole, data, opts.Templates)
		if err != nil {
			return nil, err
		}
		messages, err := cutMarks(p.whole.Role, text)
		if err != nil {
			return nil, handlebarsError(p, *p.whole, err)
		}
		return messages, nil
	}
	out := slices.Clone(p.Messages)
	for i, m := range out {
		text, err := runHandlebars(ctx, p, m, data, opts.Templates)
		if err != nil {
			return nil, err
		}
		out[i].Text = text
		if !strings.Contains(text, mark+mediaMark) {
			continue
		}
		cut, err := cutMarks(m.Role, text)
		if err != nil {
			return nil, handlebarsError(p, m, err)
		}
		out[i].Parts, out[i].Text = cut[0].Parts, cut[0].Text
	}
	return out, nil
}

// runHandlebars renders one template, with the partials of its prompt.
func runHandlebars(ctx context.Context, p *Prompt, m Message, data any, known *Templates) (out string, err error) {
	defer func() { // the library answers some mistakes of a template so
		if r := recover(); r != nil {
			out, err = "", handlebarsError(p, m, fmt.Errorf("%v", r))
		}
	}()
	if err = checkHandlebars(p, m); err != nil {
		return "", err
	}
	t, err := parsedHandlebars(m.Text, known)
	if err != nil {
		return "", handlebarsError(p, m, err)
	}
	t.RegisterHelpers(handlebarsHelpers(ctx))
	for name, text := range p.handlebarsPartials() {
		t.RegisterPartial(name, namedSections(text))
	}
	frame := raymond.NewDataFrame()
	frame.Set("root", data)
	out, err = t.ExecWith(data, frame)
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case err != nil:
		return "", handlebarsError(p, m, err)
	}
	return out, nil
}

// parsedHandlebars parses a template, once for all renderings that share what is
// known. The copy takes the helpers of one rendering.
func parsedHandlebars(text string, known *Templates) (*raymond.Template, error) {
	parse := func() (*raymond.Template, error) { return raymond.Parse(namedSections(text)) }
	if known == nil {
		return parse()
	}
	t, err := known.handlebars.Get(text, parse)
	if err != nil {
		return nil, err
	}
	return t.Clone(), nil
}

// handlebarsHelpers are those of dotprompt, and each in the order in which an
// object was written.
func handlebarsHelpers(ctx context.Context) map[string]any {
	size := 0
	return map[string]any{
		"role":    roleHelper,
		"media":   mediaHelper,
		"history": func() string { return "" }, // a single turn has none
		"section": func(string) string { return "" },
		"json": func(v any, options *raymond.Options) raymond.SafeString {
			indent, _ := strconv.Atoi(options.HashStr("indent"))
			return raymond.SafeString(handlebarsJSON(v, indent))
		},
		"lookup": func(v, key any) any {
			switch name := raymond.Str(key); v := v.(type) {
			case handlebarsList:
				return v[name]
			case handlebarsObject:
				return v[name]
			}
			return nil
		},
		"ifEquals": func(a, b any, options *raymond.Options) any {
			return either(options, sameHandlebars(a, b))
		},
		"unlessEquals": func(a, b any, options *raymond.Options) any {
			return either(options, !sameHandlebars(a, b))
		},
		sectionHelper: func(v any, options *raymond.Options) raymond.SafeString {
			switch v := v.(type) {
			case handlebarsList:
				return raymond.SafeString(eachHandlebars(ctx, v, options, &size))
			case handlebarsObject:
				return raymond.SafeString(options.FnWith(v))
			}
			return either(options, raymond.IsTrue(v))
		},
		"each": func(v any, options *raymond.Options) raymond.SafeString {
			return raymond.SafeString(eachHandlebars(ctx, v, options, &size))
		},
	}
}

// sectionHelper stands for a block that is named by a value.
const sectionHelper = "promptgitSection"

// namedSections writes {{#value}} as the call of a helper, so that a list is
// repeated and an object entered as the original does.
func namedSections(text string) string {
	var b strings.Builder
	at := 0
	var rewritten []bool
	for _, t := range handlebarsTags(text) {
		word, _, more := strings.Cut(t.words, " ")
		replaced := ""
		switch {
		case t.kind == '#':
			section := !more && !slices.Contains(knownHelpers(), word) && text[t.end-3:t.end] != "}}}"
			rewritten = append(rewritten, section)
			if section {
				replaced = "#" + sectionHelper + " " + t.words
			}
		case t.kind == '^' && word != "":
			rewritten = append(rewritten, false)
		case t.kind == '/' && len(rewritten) > 0:
			if rewritten[len(rewritten)-1] {
				replaced = "/" + sectionHelper
			}
			rewritten = rewritten[:len(rewritten)-1]
		}
		if replaced == "" {
			continue
		}
		left, right := "{{", "}}"
		if strings.HasPrefix(text[t.start:], "{{~") {
			left = "{{~"
		}
		if strings.HasSuffix(text[:t.end], "~}}") {
			right = "~}}"
		}
		b.WriteString(text[at:t.start] + left + replaced + right)
		at = t.end
	}
	b.WriteString(text[at:])
	return b.String()
}

func either(options *raymond.Options, yes bool) raymond.SafeString {
	if yes {
		return raymond.SafeString(options.Fn())
	}
	return raymond.SafeString(options.Inverse())
}

// eachHandlebars repeats a block for the items of a list or the values of an
// object. It is the only loop of the language, so it looks after the time and
// the size.
func eachHandlebars(ctx context.Context, v any, options *raymond.Options, size *int) string {
	keys, items := itemsOf(v)
	if len(items) == 0 {
		return options.Inverse()
	}
	var b strings.Builder
	for i, x := range items {
		if err := ctx.Err(); err != nil {
			panic(err)
		}
		frame := options.NewDataFrame()
		frame.Set("index", i)
		frame.Set("key", keys[i])
		frame.Set("first", i == 0)
		frame.Set("last", i == len(items)-1)
		b.WriteString(options.FnCtxData(x, frame))
		if *size += b.Len(); *size > maxRendered {
			panic(errors.New("the text grows beyond 64 MiB"))
		}
	}
	return b.String()
}

var handlebarsLine = memo.Regexp(`(?i)\bline:? ?(\d+)`)

// handlebarsError places an error of the library in the file.
func handlebarsError(p *Prompt, m Message, err error) error {
	text := strings.Join(strings.Fields(err.Error()), " ")
	line := m.Line
	if found := handlebarsLine().FindStringSubmatch(text); found != nil && !m.Flat {
		if n, convErr := strconv.Atoi(found[1]); convErr == nil && n <= strings.Count(m.Text, "\n")+1 {
			line += n - 1
		}
	}
	return diag.Errors{{
		Pos: diag.Pos{Path: p.Path, Line: line, Col: 1}, Message: "handlebars: " + text,
		Hint: "look at the tags on this line, and that every block is closed",
	}}
}

// handlebarsPartials are the included files under the names that include them.
func (p *Prompt) handlebarsPartials() map[string]string {
	texts := map[string]string{}
	for _, part := range p.Partials {
		texts[part.Path] = part.Text
	}
	named := map[string]string{}
	for name, full := range p.partialNames {
		named[name] = texts[full]
	}
	return named
}
