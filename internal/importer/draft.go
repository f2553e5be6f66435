package importer

import (
	"bytes"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// draft is a version of a prompt before it is written as a file of promptgit.
type draft struct {
	front    *value.Object
	messages []message
	threads  []string      // inputs that stand for messages
	defaults *value.Object // of inputs
}

// message is one message; its text is a template in the engine of the draft.
type message struct {
	role string // "" for a text of which the source does not say who speaks
	text string
	pos  diag.Pos
}

// roleOf reads the role of a message in the words of many tools.
func roleOf(role string) (string, bool) {
	switch r := strings.ToLower(strings.TrimSpace(role)); r {
	case "system", "user", "assistant", "tool", "developer":
		return r, true
	case "human":
		return "user", true
	case "ai", "model":
		return "assistant", true
	}
	return "", false
}

// write gives the file, or a problem where it would not read back as what it was
// made from.
func (d *draft) write(path string, pos diag.Pos) ([]byte, diag.Errors) {
	var b bytes.Buffer
	front := d.front.Clone()
	var inputs []any
	for _, name := range d.threads {
		inputs = append(inputs, value.NewObject("name", name, "type", "thread"))
	}
	for name, v := range d.defaults.All() {
		inputs = append(inputs, value.NewObject("name", name, "default", v))
	}
	if len(inputs) > 0 {
		front.Set("inputs", inputs)
	}
	bare := len(d.messages) == 1 && d.messages[0].role == ""
	if front.Len() > 0 || bare && strings.HasPrefix(d.messages[0].text, "---") {
		b.WriteString("---\n" + yamlText(front) + "---\n")
	}
	var want []message
	for i, m := range d.messages {
		text := strings.TrimRight(withoutRoles(unixText(m.text)), " \t\n")
		role := m.role
		if i > 0 && !bare {
			b.WriteString("\n")
		}
		if !bare {
			b.WriteString(role + ":\n")
		}
		b.WriteString(text + "\n")
		want = append(want, message{role: role, text: text})
	}
	return b.Bytes(), readsBack(path, b.Bytes(), want, pos)
}

// readsBack holds a file to what it should say.
func readsBack(path string, src []byte, want []message, pos diag.Pos) diag.Errors {
	p, err := prompt.Parse(path, src, prompt.Options{Partly: true})
	if err != nil {
		return diag.Errors{{Pos: pos, Message: fmt.Sprintf("as a file it could not be read: %v", err), Hint: "move this prompt by hand"}}
	}
	same := len(p.Messages) == len(want)
	for i := range p.Messages {
		same = same && strings.TrimSpace(p.Messages[i].Text) == strings.TrimSpace(want[i].text) &&
			(want[i].role == "" || p.Messages[i].Role == want[i].role)
	}
	if !same {
		return diag.Errors{{Pos: pos, Message: "its text would not read back as it is", Hint: "move this prompt by hand"}}
	}
	return nil
}

// yamlText writes a mapping as a block of YAML.
func yamlText(o *value.Object) string {
	if o.Len() == 0 {
		return ""
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(yamlNode(o)); err != nil {
		return ""
	}
	_ = enc.Close() // into memory
	return b.String()
}

// yamlNode gives data as YAML that the core schema reads back as the same.
func yamlNode(v any) *yaml.Node {
	switch v := v.(type) {
	case *value.Object:
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for key, x := range v.All() {
			n.Content = append(n.Content, yamlNode(key), yamlNode(x))
		}
		return n
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		plain := true
		for _, x := range v {
			item := yamlNode(x)
			plain = plain && item.Kind == yaml.ScalarNode && item.Style != yaml.LiteralStyle && len(item.Value) < 40
			n.Content = append(n.Content, item)
		}
		if plain && len(v) <= 8 {
			n.Style = yaml.FlowStyle
		}
		return n
	case string:
		n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v}
		if strings.Contains(v, "\n") {
			n.Style = yaml.LiteralStyle
		} else if _, is := value.Scalar(&yaml.Node{Kind: yaml.ScalarNode, Value: v}).(string); !is {
			n.Style = yaml.DoubleQuotedStyle
		}
		return n
	case nil:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	}
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: string(value.Canonical(v))}
	return n
}

func unixText(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}
