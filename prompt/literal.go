package prompt

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// engineLiteral replaces {{key}}, without blanks, and knows nothing else.
const engineLiteral = "literal"

// renderLiteral replaces every key of vars. A key that vars lack stays as it is
// written.
func renderLiteral(_ context.Context, p *Prompt, vars *value.Object, _ RenderOptions) ([]Message, error) {
	out := slices.Clone(p.Messages)
	for i := range out {
		out[i].Text = Literal(out[i].Text, vars)
	}
	return out, nil
}

// Literal is text with every {{key}} replaced that vars have, as GitHub's
// prompts are rendered: the marker has no blanks, what a value holds is not
// replaced again, and an unknown key stays.
func Literal(text string, vars *value.Object) string {
	var pairs []string
	for key, v := range vars.All() {
		pairs = append(pairs, "{{"+key+"}}", literalText(v))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// literalText prints a value as Go does with %v.
func literalText(v any) string {
	switch v := v.(type) {
	case *value.Object:
		fields := make([]string, 0, v.Len())
		for key, x := range v.All() {
			fields = append(fields, key+":"+literalText(x))
		}
		slices.Sort(fields)
		return "map[" + strings.Join(fields, " ") + "]"
	case []any:
		items := make([]string, len(v))
		for i, x := range v {
			items[i] = literalText(x)
		}
		return "[" + strings.Join(items, " ") + "]"
	}
	return fmt.Sprint(v)
}

// literalVariables adds the keys that a text names.
func literalVariables(text string, free map[string]bool) {
	for {
		_, rest, ok := strings.Cut(text, "{{")
		if !ok {
			return
		}
		text = rest
		name, _, ok := strings.Cut(rest, "}}")
		if ok && name != "" && !strings.ContainsAny(name, " \t\n{") {
			free[name] = true
		}
	}
}
