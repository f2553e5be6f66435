package eval

import (
	"context"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// fillEnv renders what `{{ env.NAME }}` stands for in the texts of a document,
// names of files and of providers among them. A name that the environment does
// not have stays as it is written, for the rendering of a case to find empty.
// The env block of the suite itself is rendered first, over the environment
// alone, and then holds for all that is read.
//
// What is rendered for each case anyway stays as it is written, so that the keys
// of cases are alike on every machine; but in a file that is run as it stands,
// where nothing is compared by keys, all texts are filled in, as in promptfoo.
func (p *suiteParser) fillEnv(root *yaml.Node) {
	if p.opts.Env == nil || root == nil {
		return
	}
	f := filler{p: p, seen: map[*yaml.Node]bool{}}
	if p.environ == nil {
		p.fillAll = p.opts.Standing && child(root, "prompts") != nil
		p.environ = p.opts.Env
		if block := child(root, "env"); block != nil && block.Kind == yaml.MappingNode {
			p.environ = p.ownEnv(block)
			f.seen[block] = true
		}
	}
	f.fill(root, false)
}

// ownEnv is the environment under the env block of the suite.
func (p *suiteParser) ownEnv(block *yaml.Node) *value.Object {
	own := p.opts.Env.Clone()
	for i := 0; i+1 < len(block.Content); i += 2 {
		v := block.Content[i+1]
		if v.Kind != yaml.ScalarNode || value.Scalar(v) == nil {
			continue
		}
		text := p.filled(v.Value)
		if p.fillAll && text != v.Value {
			v.Value, v.Style = text, yaml.DoubleQuotedStyle
		}
		own.Set(block.Content[i].Value, text)
	}
	return own
}

// filler fills in the texts of one document, each once.
type filler struct {
	p    *suiteParser
	seen map[*yaml.Node]bool
}

// fill renders the texts under a node, keys of mappings excepted; of those that
// are rendered for each case only the names of files.
func (f *filler) fill(n *yaml.Node, later bool) {
	if n == nil || f.seen[n] {
		return
	}
	f.seen[n] = true
	switch n.Kind {
	case yaml.AliasNode:
		f.fill(n.Alias, later)
	case yaml.ScalarNode:
		if later && !strings.HasPrefix(n.Value, fileScheme) {
			return
		}
		if filled := f.p.filled(n.Value); filled != n.Value {
			n.Value = filled
			n.Style = yaml.DoubleQuotedStyle // a text, whatever it looks like now
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if name := n.Content[i].Value; name != "apiKey" { // it is named, never read
				f.fill(n.Content[i+1], later || !f.p.fillAll && renderedLater(n, name, n.Content[i+1]))
			}
		}
	default:
		for _, c := range n.Content {
			f.fill(c, later)
		}
	}
}

// renderedLater says whether what a key of a mapping holds is rendered with the
// vars of each case. The code of processes is not: whoever allows it is to see it
// whole.
func renderedLater(of *yaml.Node, name string, n *yaml.Node) bool {
	switch name {
	case "vars":
		return n.Kind == yaml.MappingNode // else it names files
	case "value":
		kind := child(of, "type")
		return kind == nil || !slices.Contains([]string{Python, Ruby, Exec}, strings.TrimPrefix(kind.Value, "not-"))
	}
	return slices.Contains([]string{"description", "metric", "prefix", "rubricPrompt", "suffix"}, name)
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
