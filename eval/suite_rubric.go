package eval

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// rubric reads the judge's prompt: a template, or a list or mapping of them,
// which becomes JSON.
func (p *suiteParser) rubric(keys *keySet) string {
	n := keys.get("rubricPrompt")
	if n == nil {
		return ""
	}
	at := keys.d.pos(n)
	if n.Kind == yaml.ScalarNode {
		return p.rubricText(at, n.Value)
	}
	v := p.value(keys.d, n)
	if list, ok := v.([]any); ok {
		for i, item := range list {
			if text, isText := item.(string); isText && strings.HasPrefix(text, fileScheme) {
				list[i] = p.rubricText(at, text)
			}
		}
	}
	if o, ok := v.(*value.Object); ok {
		if o.Len() == 0 {
			return ""
		}
		for name, item := range o.All() {
			if text, isText := item.(string); isText && strings.HasPrefix(text, fileScheme) {
				o.Set(name, p.rubricText(at, text))
			}
		}
	}
	return compactJSON(v)
}

func (p *suiteParser) rubricText(at diag.Pos, text string) string {
	if strings.HasPrefix(text, fileScheme) {
		switch ext := extension(text); {
		case slices.Contains(codeFiles, ext):
			p.errs.Add(at, text+": a rubricPrompt from code is not supported in this version", "write the prompt as text, JSON or YAML")
			return ""
		case ext == ".json" || ext == ".yaml" || ext == ".yml":
			v, _ := p.data(at, text)
			return compactJSON(v)
		}
		_, src, _ := p.read(at, text)
		text = string(src)
	}
	if chat := strings.TrimSpace(text); strings.HasPrefix(chat, "- role:") { // a chat in YAML
		if root, err := value.ParseYAML("", []byte(chat), 0); err == nil && root != nil {
			if v, err := value.FromYAML(root); err == nil {
				return compactJSON(v)
			}
		}
	}
	return text
}
