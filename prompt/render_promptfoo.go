package prompt

import (
	"context"

	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
)

// enginePromptfoo is Nunjucks with the habits of promptfoo, for the prompts of
// a promptfoo configuration that is run as it stands.
const enginePromptfoo = "promptfoo"

// Inline is a prompt that a promptfoo configuration holds itself: one user
// message. Where it renders to a JSON array of messages, models are asked that
// chat, see [Chat]; everything else sees the text.
func Inline(name, raw string) *Prompt {
	p := &Prompt{
		Path:     name,
		Format:   "promptfoo",
		Engine:   enginePromptfoo,
		Messages: []Message{{Role: "user", Text: raw, Line: 1}},
	}
	p.Variables = textVariables(p.Messages, p.Engine)
	return p
}

// renderPromptfoo renders as promptfoo does: a text that is JSON is walked and
// its strings are rendered, so that vars are escaped; where that fails, and
// for any other text, it is rendered as a whole.
func renderPromptfoo(ctx context.Context, p *Prompt, vars *value.Object, opts RenderOptions) ([]Message, error) {
	var out []Message
	for _, m := range p.Messages {
		text, err := renderLikePromptfoo(ctx, template{path: p.File(), text: m.Text, line: m.Line, known: opts.Templates}, vars, opts)
		if err != nil {
			return nil, err
		}
		out = append(out, Message{Role: m.Role, Text: text, Line: m.Line})
	}
	return out, nil
}

func renderLikePromptfoo(ctx context.Context, t template, vars *value.Object, opts RenderOptions) (string, error) {
	if parsed, err := value.DecodeJSON([]byte(t.text)); err == nil {
		walked, err := renderInside(ctx, t, parsed, resolvedVars(vars, opts.Env))
		if err == nil {
			return printAs("{{ v | dump(2) }}", walked), nil
		}
	}
	all, err := expandVars(ctx, vars, opts.Env, true)
	if err != nil {
		return "", err
	}
	t.text = wrapRaw(t.text)
	return renderTemplate(ctx, t, all)
}

// renderInside renders the strings in a JSON value, not its keys.
func renderInside(ctx context.Context, t template, v any, vars *value.Object) (any, error) {
	switch v := v.(type) {
	case string:
		t.text = v
		return renderTemplate(ctx, t, vars)
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			var err error
			if out[i], err = renderInside(ctx, t, x, vars); err != nil {
				return nil, err
			}
		}
		return out, nil
	case *value.Object:
		out := &value.Object{}
		for k, x := range v.All() {
			rendered, err := renderInside(ctx, t, x, vars)
			if err != nil {
				return nil, err
			}
			out.Set(k, rendered)
		}
		return out, nil
	}
	return v, nil
}

var (
	openLine = memo.Regexp(`(?m)(\{%[^%]*$|\{\{[^}]*$|\{#[^#]*$)`)
	rawOpen  = memo.Regexp(`\{%\s*raw\s*%\}`)
	rawClose = memo.Regexp(`\{%\s*endraw\s*%\}`)
)

// wrapRaw switches templating off, as promptfoo does, for a text with a line
// that ends inside a tag.
func wrapRaw(text string) string {
	if !openLine().MatchString(text) || rawOpen().MatchString(text) && rawClose().MatchString(text) {
		return text
	}
	return "{% raw %}" + text + "{% endraw %}"
}

// Chat reads a JSON array of messages, see [ReadMessage]; nil for any other text.
func Chat(text string) []Message {
	v, err := value.DecodeJSON([]byte(text))
	if err != nil {
		return nil
	}
	list, _ := v.([]any)
	var out []Message
	for _, x := range list {
		o, ok := x.(*value.Object)
		if _, says := o.Get("content"); !ok || !says {
			return nil
		}
		m, err := ReadMessage(o)
		if err != nil {
			return nil
		}
		out = append(out, m)
	}
	return out
}

// IsInline says whether a prompt stands in a promptfoo configuration, see [Inline].
func IsInline(p *Prompt) bool { return p.Engine == enginePromptfoo }
