package importer

import (
	"strings"

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
