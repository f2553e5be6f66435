package eval

import (
	"context"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// fillEnv renders what `{{ env.NAME }}` stands for in all texts of a document,
// names of files and of providers among them. A name that the environment does
// not have stays as it is written, for the rendering of a case to find empty.
// The env block of the suite itself is rendered first, over the environment
// alone, and then holds for all that is read.
func (p *suiteParser) fillEnv(root *yaml.Node) {
	if p.opts.Env == nil || root == nil {
		return
	}
	seen := map[*yaml.Node]bool{}
	if p.environ == nil {
		p.environ = p.opts.Env
		if block := child(root, "env"); block != nil && block.Kind == yaml.MappingNode {
			p.fillTexts(block, seen)
			own := p.opts.Env.Clone()
			for i := 0; i+1 < len(block.Content); i += 2 {
				if v := block.Content[i+1]; v.Kind == yaml.ScalarNode && value.Scalar(v) != nil {
					own.Set(block.Content[i].Value, v.Value)
				}
			}
			p.environ = own
		}
	}
	p.fillTexts(root, seen)
}

// fillTexts renders the texts under a node once, keys of mappings excepted.
func (p *suiteParser) fillTexts(n *yaml.Node, seen map[*yaml.Node]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	switch n.Kind {
	case yaml.AliasNode:
		p.fillTexts(n.Alias, seen)
	case yaml.ScalarNode:
		if filled := p.filled(n.Value); filled != n.Value {
			n.Value = filled
			n.Style = yaml.DoubleQuotedStyle // a text, whatever it looks like now
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value != "apiKey" { // it is named, never read
				p.fillTexts(n.Content[i+1], seen)
			}
		}
	default:
		for _, c := range n.Content {
			p.fillTexts(c, seen)
		}
	}
}

// filled gives a text with its templates over the environment rendered.
func (p *suiteParser) filled(text string) string {
	if !strings.Contains(text, "{{") || !strings.Contains(text, "env.") && !strings.Contains(text, "env[") {
		return text
	}
	var b strings.Builder
	for {
		begin := strings.Index(text, "{{")
		if begin < 0 {
			break
		}
		end := strings.Index(text[begin:], "}}")
		if end < 0 {
			break
		}
		end += begin + len("}}")
		b.WriteString(text[:begin])
		b.WriteString(p.filledTag(text[begin:end]))
		text = text[end:]
	}
	b.WriteString(text)
	return b.String()
}

// filledTag renders one `{{ ... }}`, or leaves it as it is: where it is not over
// the environment, or over a name that is not there and without a filter, which
// may give a default.
func (p *suiteParser) filledTag(tag string) string {
	name, ok := envName(tag)
	if !ok {
		return tag
	}
	if _, known := p.environ.Get(name); !known && !strings.Contains(tag, "|") {
		return tag
	}
	out, err := prompt.RenderText(context.Background(), tag, value.NewObject("env", p.environ), prompt.RenderOptions{Env: p.environ})
	if err != nil { // reported when the text is rendered, if it ever is
		return tag
	}
	return out
}

// envName is the first name of the environment that a tag asks for, as env.NAME
// or env['NAME'].
func envName(tag string) (name string, ok bool) {
	for i := 0; i+4 <= len(tag); i++ {
		if tag[i:i+3] != "env" || i > 0 && isWord(tag[i-1]) {
			continue
		}
		rest := tag[i+4:]
		switch tag[i+3] {
		case '.':
			end := 0
			for end < len(rest) && isWord(rest[end]) {
				end++
			}
			return rest[:end], true
		case '[':
			if rest == "" || rest[0] != '\'' && rest[0] != '"' {
				return "", true
			}
			name, _, _ = strings.Cut(rest[1:], rest[:1])
			return name, true
		}
	}
	return "", false
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
