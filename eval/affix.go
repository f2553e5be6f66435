package eval

import (
	"slices"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// affixed puts the prefix and the suffix of a case around a prompt before it is
// rendered, so that both may be templates, as in promptfoo. The prefix stands at
// the very beginning and the suffix at the very end: in a chat, before the text
// of the first message and behind that of the last.
func affixed(p *prompt.Prompt, options *value.Object) *prompt.Prompt {
	prefix, suffix := affix(options, "prefix"), affix(options, "suffix")
	if prefix == "" && suffix == "" || len(p.Messages) == 0 {
		return p
	}
	wrapped := *p
	wrapped.Messages = slices.Clone(p.Messages)
	first, last := &wrapped.Messages[0], &wrapped.Messages[len(wrapped.Messages)-1]
	first.Text = prefix + first.Text
	first.Written = around(first.Written, prefix, "")
	last.Text += suffix
	last.Written = around(last.Written, "", suffix)
	return &wrapped
}

// around puts texts around the content of a message that holds more than text.
func around(written *value.Object, before, after string) *value.Object {
	content, _ := written.Get("content")
	parts, isList := content.([]any)
	if !isList || before+after == "" {
		return written
	}
	wrapped := []any{value.NewObject("type", "text", "text", before)}
	if before == "" {
		wrapped = nil
	}
	if wrapped = append(wrapped, parts...); after != "" {
		wrapped = append(wrapped, value.NewObject("type", "text", "text", after))
	}
	with := written.Clone()
	with.Set("content", wrapped)
	return with
}

func affix(options *value.Object, name string) string { return optionText(options, name) }

// optionText gives an option that is a text; the parser lets nothing else through.
func optionText(options *value.Object, name string) string {
	v, _ := options.Get(name)
	text, _ := v.(string)
	return text
}
