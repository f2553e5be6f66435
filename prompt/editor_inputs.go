package prompt

import (
	"context"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// engineEditor fills in what editors ask their user for, ${input:NAME} and
// $ARGUMENTS, and knows nothing else: {{ and {% are text there.
const engineEditor = "editor"

// argumentsName is what stands for all that is typed behind a command.
const argumentsName = "ARGUMENTS"

// renderEditor fills in what vars have. What they lack stays as it is written, as
// do ${file} and #file:PATH, which only an editor knows.
func renderEditor(_ context.Context, p *Prompt, vars *value.Object, _ RenderOptions) ([]Message, error) {
	out := slices.Clone(p.Messages)
	for i := range out {
		out[i].Text = fillEditor(out[i].Text, vars)
	}
	return out, nil
}

func fillEditor(text string, vars *value.Object) string {
	var b strings.Builder
	eachEditorInput(text, func(before, mark, name string) {
		b.WriteString(before)
		if v, ok := vars.Get(name); ok && name != "" {
			mark = literalText(v)
		}
		b.WriteString(mark)
	})
	return b.String()
}

// editorVariables adds the names that a text asks for.
func editorVariables(text string, free map[string]bool) {
	eachEditorInput(text, func(_, _, name string) {
		if name != "" {
			free[name] = true
		}
	})
}

// eachEditorInput calls see with every input of a text, the text before it, and at
// the end with what is left, which has no mark and no name.
func eachEditorInput(text string, see func(before, mark, name string)) {
	for {
		at := strings.IndexByte(text, '$')
		from := 0
		mark, name := "", ""
		for at >= 0 {
			if mark, name = editorInput(text[from+at:]); mark != "" {
				break
			}
			from += at + 1
			at = strings.IndexByte(text[from:], '$')
		}
		if at < 0 {
			see(text, "", "")
			return
		}
		see(text[:from+at], mark, name)
		text = text[from+at+len(mark):]
	}
}

// editorInput reads ${input:NAME}, ${input:NAME:PLACEHOLDER} or $ARGUMENTS at the
// beginning of a text, "" for neither.
func editorInput(text string) (mark, name string) {
	if rest, ok := strings.CutPrefix(text, "$"+argumentsName); ok {
		if rest == "" || !isNameByte(rest[0]) {
			return "$" + argumentsName, argumentsName
		}
		return "", ""
	}
	rest, ok := strings.CutPrefix(text, "${input:")
	if !ok {
		return "", ""
	}
	inside, _, ok := strings.Cut(rest, "}")
	name, _, _ = strings.Cut(inside, ":")
	if !ok || name == "" || strings.ContainsAny(inside, "\n{$") || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' }) {
		return "", ""
	}
	return text[:len("${input:")+len(inside)+1], name
}
