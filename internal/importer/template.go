package importer

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
)

// templateText builds a Nunjucks template of literal texts and tags.
type templateText struct {
	b    strings.Builder
	text strings.Builder // literal, and not written yet
}

// literal adds a text that comes out as it is.
func (t *templateText) literal(s string) { t.text.WriteString(s) }

// tag adds a piece of template as it is.
func (t *templateText) tag(s string) {
	t.flush(true)
	t.b.WriteString(s)
}

func (t *templateText) String() string {
	t.flush(false)
	return t.b.String()
}

// flush writes the text so that Nunjucks gives it back: what would begin a tag, or
// end a comment, stands as a text in a tag, and so does a brace right before one.
func (t *templateText) flush(beforeTag bool) {
	s := t.text.String()
	t.text.Reset()
	for {
		at := strings.IndexAny(s, "{#")
		if at < 0 {
			t.b.WriteString(s)
			return
		}
		t.b.WriteString(s[:at])
		s = s[at:]
		size := 1
		switch {
		case s[0] == '#' && strings.HasPrefix(s, "#}"), s[0] == '{' && len(s) > 1 && strings.IndexByte("{%#", s[1]) >= 0:
			size = 2
		case s == "{" && beforeTag:
		default:
			t.b.WriteByte(s[0])
			s = s[1:]
			continue
		}
		t.b.WriteString(`{{ "` + s[:size] + `" }}`)
		s = s[size:]
	}
}

// identifier is the form of a variable of Nunjucks.
var identifier = memo.Regexp(`^[A-Za-z_][A-Za-z0-9_]*$`)

// variable says whether Nunjucks takes a name for a variable.
func variable(name string) bool { return identifier().MatchString(name) && !reserved(name) }

// reserved says whether a name means something else in a template.
func reserved(name string) bool {
	switch name {
	case "and", "or", "not", "in", "is", "if", "else", "elif", "for", "true", "false", "none", "null", "None", "True", "False",
		"loop", "super", "caller", "env", "range", "cycler", "joiner":
		return true
	}
	return false
}

// roleAlone is a line that a file of role lines would take for the start of a
// message.
var roleAlone = memo.Regexp(`(?im)^(\s*#?\s*(?:system|user|assistant|tool|developer)\s*(?:\[[^\[\]\n]*\])?\s*):([ \t\r]*)$`)

// withoutRoles writes such lines of a text so that they stay text.
func withoutRoles(text string) string {
	if !strings.Contains(text, ":") {
		return text
	}
	return roleAlone().ReplaceAllString(text, `${1}{{ ":" }}${2}`)
}

// simpleTag is what is replaced in a text without a template engine: a variable,
// or in Langfuse another prompt.
var simpleTag = memo.Regexp(`\{\{\s*([^{}]*?)\s*\}\}|@@@langfusePrompt:([^@]*)@@@`)

// plainTemplate makes a Nunjucks template of a text in which {{name}} is replaced
// and nothing else means anything.
func (in *Import) plainTemplate(pos diag.Pos, text string) string {
	return in.variableText(pos, text, nil)
}

// variableText is plainTemplate with references to other prompts.
func (in *Import) variableText(pos diag.Pos, text string, reference func(tag string) string) string {
	var t templateText
	at := 0
	for _, m := range simpleTag().FindAllStringSubmatchIndex(text, -1) {
		t.literal(text[at:m[0]])
		at = m[1]
		whole := text[m[0]:m[1]]
		switch {
		case m[4] >= 0 && reference != nil:
			t.tag(reference(text[m[4]:m[5]]))
		case m[4] >= 0:
			t.literal(whole)
		case variable(text[m[2]:m[3]]):
			t.tag(whole)
		case reserved(text[m[2]:m[3]]):
			in.fail(pos, fmt.Sprintf("%q means something else in a template", text[m[2]:m[3]]), "rename the variable, and in what fills it in")
		default:
			in.warn(pos, whole+" is no variable: it stays as text", "variables are made of letters, digits and _; rename it and what fills it in")
			t.literal(whole)
		}
	}
	t.literal(text[at:])
	return t.String()
}
