package importer

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// simpleParam says whether a setting of a model is a parameter here.
func simpleParam(name string) bool { return prompt.IsParam(name) }

// convert writes a template of LangChain for Nunjucks; given are values that are
// put in right away.
func (m *manifest) convert(n *node, text, format string, given *value.Object) string {
	before := len(m.in.Errors)
	out := m.converted(n, text, format, given)
	if len(m.in.Errors) > before {
		return "(not converted)" // it is told, and nothing is written
	}
	return out
}

func (m *manifest) converted(n *node, text, format string, given *value.Object) string {
	m.formats[format] = true
	switch format {
	case "f-string":
		return m.fString(n, text, given)
	case "mustache":
		return m.mustache(n, text, given)
	case "jinja2":
		if given.Len() > 0 {
			m.fail(n, "examples in a template of jinja2 are not written out", "move this prompt by hand")
		}
		return text
	}
	m.fail(n, fmt.Sprintf("the template format %q is not known", format), "formats are f-string, mustache and jinja2")
	return ""
}

// fString converts the templates of Python's str.format: {name} is a variable, {{
// and }} are braces.
func (m *manifest) fString(n *node, text string, given *value.Object) string {
	var t templateText
	for text != "" {
		at := strings.IndexAny(text, "{}")
		if at < 0 {
			t.literal(text)
			break
		}
		t.literal(text[:at])
		text = text[at:]
		if strings.HasPrefix(text, "{{") || strings.HasPrefix(text, "}}") {
			t.literal(text[:1])
			text = text[2:]
			continue
		}
		end := strings.IndexByte(text, '}')
		if text[0] == '}' || end < 0 {
			m.fail(n, "a single brace in an f-string", "write {{ and }} for braces that are text")
			return ""
		}
		name := strings.TrimSpace(text[1:end])
		switch v, known := given.Get(name); {
		case known:
			t.literal(asText(v))
		case variable(name):
			t.tag("{{ " + name + " }}")
		default:
			m.fail(n, fmt.Sprintf("{%s} of an f-string is more than a name, and has no counterpart", text[1:end]), "give it the plain value under a name of letters, digits and _")
			return ""
		}
		text = text[end+1:]
	}
	return t.String()
}

// mustacheTag is a tag of mustache.
var mustacheTag = memo.Regexp(`\{\{\{\s*([\w.]+)\s*\}\}\}|\{\{([#^/!>&=]?)\s*([^{}]*?)\s*\}\}`)

// mustache converts templates that only fill in variables. One with sections stays
// as it is, for promptgit's own engine for mustache.
func (m *manifest) mustache(n *node, text string, given *value.Object) string {
	var t templateText
	at := 0
	for _, i := range mustacheTag().FindAllStringSubmatchIndex(text, -1) {
		t.literal(text[at:i[0]])
		at = i[1]
		sign, name := "&", ""
		if i[2] >= 0 {
			name = text[i[2]:i[3]]
		} else {
			sign, name = text[i[4]:i[5]], text[i[6]:i[7]]
		}
		v, known := given.Get(name)
		switch {
		case sign == "!":
		case sign == "#" || sign == "^" || sign == "/":
			m.sections = true
		case sign == ">" || sign == "=":
			m.fail(n, "partials and other delimiters of mustache have no counterpart", "write the text out")
		case known:
			t.literal(asText(v))
		case dotted().MatchString(name) && !reserved(name):
			t.tag("{{ " + name + " }}")
		default:
			m.fail(n, fmt.Sprintf("{{%s}} is no name of a variable", name), "rename it: letters, digits and _")
		}
	}
	t.literal(text[at:])
	if m.sections {
		return text
	}
	return t.String()
}

// dotted is a variable, or a part of one.
var dotted = memo.Regexp(`^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$`)
