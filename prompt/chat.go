package prompt

import (
	"context"
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// engineChat is for a chat that is JSON only after it is rendered.
const engineChat = "chat"

// chat is a file that holds a list of messages, as promptfoo takes it.
func chat() Format {
	return Format{
		Name: "chat",
		Doc: "A .json or .yaml file with a list of messages, each {role, content}, as promptfoo takes it. " +
			"Contents are Nunjucks templates; a JSON file may also have {{ name | dump }} in the place of a value.",
		Path: "prompts/p.json",
		Example: `[
  {"role": "system", "content": "You answer in one line."},
  {"role": "user", "content": "{{ question }}"}
]
`,
		Detect: isChat,
		Parse:  parseChat,
	}
}

func isChat(file, text string) bool {
	if IsGitHubModels(file) {
		return false
	}
	switch strings.ToLower(path.Ext(file)) {
	case ".json":
		return strings.HasPrefix(strings.TrimSpace(text), "[") && strings.Contains(text, `"role"`)
	case ".yaml", ".yml":
		return isYAMLChat(text)
	}
	return false
}

// isYAMLChat tells a list of messages, also one that is broken below.
func isYAMLChat(text string) bool {
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.TrimSpace(l); l == "" || l[0] == '#' || l == "---" {
			continue
		}
		l = strings.TrimSpace(strings.TrimLeft(l, "-[{ "))
		return strings.HasPrefix(l, "role:") || strings.HasPrefix(l, "content:") || strings.HasPrefix(l, `"role"`)
	}
	return false
}

func parseChat(file, text string, opts Options) (*Prompt, error) {
	if strings.EqualFold(path.Ext(file), ".json") {
		return parseJSONChat(file, text, opts)
	}
	r := chatReader(file, opts)
	r.yamlChat(text)
	return r.finish(opts)
}

func parseJSONChat(file, text string, opts Options) (*Prompt, error) {
	r := chatReader(file, opts)
	r.jsonChat(text)
	return r.finish(opts)
}

func chatReader(file string, opts Options) *reader {
	return &reader{p: &Prompt{Path: file, Format: "chat", Engine: engineNunjucks}, read: opts.Read, partly: opts.Partly}
}

// chatRoles are the roles that models know.
func chatRoles() []string {
	return []string{"system", "user", "assistant", "tool", "developer", "function"}
}

func (r *reader) yamlChat(text string) {
	root, err := value.ParseYAML(r.p.Path, []byte(text), 0)
	if err != nil {
		r.fail(err, 1)
		return
	}
	if root == nil {
		return
	}
	if _, err = value.FromYAML(root); err != nil { // before anything follows its aliases
		r.fail(err, root.Line)
		return
	}
	r.refuseTwice(root)
	if root.Kind != yaml.SequenceNode {
		r.errs.Add(r.at(root), "a chat must be a list of messages", "start each message with a dash")
		return
	}
	for _, n := range root.Content {
		role := child(n, "role")
		if role == nil || resolved(n).Kind != yaml.MappingNode {
			r.errs.Add(r.at(n), "a message without a role", "write role: and content:")
			continue
		}
		name, ok := r.chatRole(resolved(role), chatRoles()...)
		if !ok {
			continue
		}
		content := child(n, "content")
		if content != nil && resolved(content).Kind == yaml.ScalarNode && len(resolved(n).Content) == 4 {
			r.appendChat(yamlMessage(name, content))
			continue
		}
		v, err := value.FromYAML(n)
		if err != nil {
			r.fail(err, n.Line)
			continue
		}
		o, _ := v.(*value.Object)
		r.appendChat(r.withMore(named(Message{Role: name, Text: contentText(o), Line: n.Line, Flat: true}, o), o, r.at(n)))
	}
}

// named adds the name of who speaks to a message.
func named(m Message, o *value.Object) Message {
	name, _ := o.Get("name")
	if text, ok := name.(string); ok && text != "" {
		m.Name, m.Attributes, m.RoleLine = text, "name="+text, m.Line
	}
	return m
}

// contentText is what a message says: its content, or the texts of its parts,
// and in JSON whatever else it holds.
func contentText(o *value.Object) string {
	var texts []string
	add := func(v any) {
		if text, ok := v.(string); ok {
			texts = append(texts, text)
		} else if v != nil {
			texts = append(texts, display(v))
		}
	}
	content, _ := o.Get("content")
	if parts, ok := content.([]any); ok {
		for _, x := range parts {
			part, _ := x.(*value.Object)
			if text, ok := part.Get("text"); ok {
				add(text)
			} else {
				add(x)
			}
		}
	} else {
		add(content)
	}
	rest := o.Clone()
	rest.Delete("role")
	rest.Delete("content")
	rest.Delete("name")
	if rest.Len() > 0 {
		add(rest)
	}
	return strings.Join(texts, "\n\n")
}

// renderChat renders the whole file as promptfoo does and reads the chat then.
func renderChat(ctx context.Context, p *Prompt, vars *value.Object, opts RenderOptions) ([]Message, error) {
	whole := Message{Line: 1}
	if p.whole != nil {
		whole = *p.whole
	}
	text, err := renderLikePromptfoo(ctx, template{path: p.File(), text: whole.Text, line: whole.Line, known: opts.Templates}, vars, opts)
	if err != nil {
		return nil, err
	}
	messages := Chat(text)
	if messages == nil {
		return nil, diag.Errors{{
			Pos:     diag.Pos{Path: p.File(), Line: whole.Line, Col: 1},
			Message: "the file renders to no list of messages, each {role, content} with a text",
			Hint:    "write {{ name | dump }} where a value stands without quotes",
		}}
	}
	for i := range messages {
		if err := p.attached(&messages[i]); err != nil {
			return nil, diag.Errors{{Pos: diag.Pos{Path: p.File(), Line: whole.Line, Col: 1}, Message: err.Error()}}
		}
	}
	return messages, nil
}
