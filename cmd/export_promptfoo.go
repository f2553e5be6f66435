package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// exportPromptfoo writes a configuration that promptfoo runs: the prompts with
// includes in place, each with the model that answers it, and the tests of their
// suite as they are written, with references that hold from where the file will be.
func exportPromptfoo(ctx context.Context, out io.Writer, p *pages, x *exported) (exportTold, error) {
	file, err := x.suite()
	if err != nil {
		return exportTold{}, err
	}
	c := foreignConfig{x: x, file: file, asks: x.o.provider}
	if c.base, err = p.exportFolder(x.o.output); err != nil {
		return exportTold{}, err
	}
	for _, it := range x.prompts {
		if !slices.Contains(x.judged[it.path], file) {
			c.lost = append(c.lost, it.path+" is judged by no suite and left out")
			continue
		}
		if err = c.addPrompt(it); err != nil {
			return exportTold{}, err
		}
	}
	if err = c.addTests(ctx); err != nil {
		return exportTold{}, err
	}
	root := mapping("description", text("prompts and tests of promptgit"), "prompts", list(c.prompts), "providers", list(c.providers))
	root.Content = append(root.Content, c.tests...)
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err = errors.Join(enc.Encode(root), enc.Close()); err != nil {
		return exportTold{}, err
	}
	_, err = out.Write(b.Bytes())
	return exportTold{Prompts: len(c.prompts), Lost: unique(c.lost)}, err
}

// exportFolder is where the written file will lie, from the root of the repository.
func (p *pages) exportFolder(output string) (string, error) {
	root := p.repo.Top
	if root == "" {
		return ".", nil
	}
	dir := p.app.Dir
	if output != "" && output != "-" {
		dir = filepath.Dir(p.app.path(output))
	}
	if followed, err := filepath.EvalSymlinks(dir); err == nil {
		dir = followed
	}
	rel, err := filepath.Rel(root, dir)
	return filepath.ToSlash(rel), err
}

// foreignConfig is a configuration of promptfoo in the making.
type foreignConfig struct {
	x         *exported
	file      string // the suite
	asks      string // who answers whatever the prompts say, "" for those that they name
	base      string // folder of the file that is written, from the root
	prompts   []*yaml.Node
	providers []*yaml.Node
	asked     []foreignProvider // of providers, in their order
	tests     []*yaml.Node      // keys and values of the suite
	lost      []string
}

// plainTags are templates that Nunjucks, Handlebars and literal ones fill alike.
var plainTags = memo.Regexp(`^(?:[^{]|\{[^{%#]|\{\{\s*[A-Za-z_][A-Za-z0-9_]*\s*\}\})*\{?$`)

// addPrompt adds a prompt and who answers it.
func (c *foreignConfig) addPrompt(it *iteration) error {
	refuse := func(why, hint string) error {
		return diag.Errors{{Pos: diag.Pos{Path: it.path}, Message: why, Hint: hint}}
	}
	p := it.prompt
	messages, left := p.Inlined()
	if source := p.Source(); source != "" && !plainTags().MatchString(source) {
		return refuse("its templates are "+p.Engine+", and promptfoo's are Nunjucks", "leave it out with --prompt")
	}
	switch {
	case len(left) > 0:
		return refuse("it includes "+ui.Line(left[0].Path)+" in a way that promptfoo cannot", "leave it out with --prompt, or write the text in place")
	case p.Schema.Output != nil:
		return refuse("its output schema has no place in promptfoo", "write it as response_format of the model, or leave the prompt out with --prompt")
	}
	for _, m := range messages {
		if m.Written != nil {
			return refuse(fmt.Sprintf("its %s message is more than text, which is not exported", m.Role), "leave it out with --prompt")
		}
		tagged := strings.Contains(m.Text, "{{") || strings.Contains(m.Text, "{%")
		if p.Engine != "nunjucks" && (p.Engine != "none" || tagged) && !plainTags().MatchString(m.Text) {
			return refuse("its templates are "+p.Engine+", and promptfoo's are Nunjucks", "leave it out with --prompt")
		}
	}
	who, err := c.provider(it)
	if err != nil {
		return err
	}
	entry := mapping("label", text(it.path), "raw", text(rawPrompt(messages)))
	c.prompts = append(c.prompts, entry)
	for i := range c.asked {
		if c.asked[i].same(who) {
			labels := c.providers[i].Content[len(c.providers[i].Content)-1]
			labels.Content = append(labels.Content, text(it.path))
			return nil
		}
	}
	c.asked = append(c.asked, who)
	c.providers = append(c.providers, who.node(it.path))
	return nil
}

// rawPrompt is a prompt as promptfoo takes it: a text is what a user says, a chat is
// JSON. One line with a sign that promptfoo takes for a path is a chat of one.
func rawPrompt(messages []prompt.Message) string {
	if len(messages) == 1 && messages[0].Role == "user" && messages[0].Name == "" {
		t := messages[0].Text
		if strings.Contains(t, "\n") || !strings.ContainsAny(t, `/\*.`) {
			return t
		}
	}
	if len(messages) == 1 { // which Flatten gives as a text
		chat := prompt.Flatten(append(slices.Clone(messages), messages...))
		one := chat[1 : len(chat)/2]
		return "[" + one + "]"
	}
	return prompt.Flatten(messages)
}

// mapping makes a mapping of names and nodes.
func mapping(pairs ...any) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for i := 0; i < len(pairs); i += 2 {
		n.Content = append(n.Content, text(pairs[i].(string)), pairs[i+1].(*yaml.Node))
	}
	return n
}

func list(items []*yaml.Node) *yaml.Node { return &yaml.Node{Kind: yaml.SequenceNode, Content: items} }

func text(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	return n
}

// addTests takes over the suite.
func (c *foreignConfig) addTests(ctx context.Context) error {
	src, err := c.x.w.now.Read(ctx, c.file)
	if err != nil {
		return err
	}
	switch ext := strings.ToLower(path.Ext(c.file)); {
	case prompt.IsGitHubModels(c.file):
		return diag.Errors{{Pos: diag.Pos{Path: c.file}, Message: "its testData is judged by the rules of GitHub Models, which promptfoo does not have", Hint: "promptgit export csv, or write a suite"}}
	case ext == ".csv" || ext == ".jsonl" || ext == ".xlsx":
		c.tests = []*yaml.Node{text("tests"), text("file://" + c.moved(c.file))}
		return nil
	}
	var doc yaml.Node
	if err = yaml.Unmarshal(bytes.TrimPrefix(src, []byte("\ufeff")), &doc); err != nil || len(doc.Content) == 0 {
		return fmt.Errorf("%s: %w", ui.Line(c.file), errors.Join(err, errors.New("it is no mapping of tests")))
	}
	root := doc.Content[0]
	if root.Kind == yaml.SequenceNode {
		root = mapping("tests", root)
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, v := root.Content[i], root.Content[i+1]
		switch key.Value {
		case "prompts", "providers", "targets", "description":
			continue
		case "metrics":
			c.lost = append(c.lost, "promptfoo has no place for the weights of metrics")
			continue
		case "steps":
			return diag.Errors{{Pos: diag.Pos{Path: c.file, Line: key.Line, Col: key.Column}, Message: "promptfoo has no prompts that take each other's output", Hint: "export the prompts with a suite that asks them one by one"}}
		case "tests":
			if err := c.tellTests(v); err != nil {
				return err
			}
		}
		c.move(v, map[*yaml.Node]bool{})
		c.tests = append(c.tests, key, v)
	}
	return nil
}

// tellTests puts what promptgit alone knows of a test where promptfoo keeps what it
// does not know, and refuses what it would pass over.
func (c *foreignConfig) tellTests(tests *yaml.Node) error {
	if tests.Kind != yaml.SequenceNode {
		return nil
	}
	for _, test := range tests.Content {
		if test.Kind != yaml.MappingNode {
			continue
		}
		known := test.Content[:0:0]
		var own []*yaml.Node
		described := false
		for i := 0; i+1 < len(test.Content); i += 2 {
			key, v := test.Content[i], test.Content[i+1]
			switch key.Value {
			case "id", "tags", "split", "cluster", "label":
				own = append(own, key, v)
				continue
			case "messages":
				return diag.Errors{{Pos: diag.Pos{Path: c.file, Line: key.Line, Col: key.Column}, Message: "promptfoo has no turns of a conversation in a test", Hint: "export other cases, by a suite without them"}}
			case "description":
				described = true
			}
			known = append(known, key, v)
		}
		for i := 0; i < len(own) && !described; i += 2 {
			if own[i].Value == "id" {
				known = append([]*yaml.Node{text("description"), text(own[i+1].Value)}, known...)
			}
		}
		test.Content = known
		if len(own) == 0 {
			continue
		}
		metadata := &yaml.Node{Kind: yaml.MappingNode}
		for i := 0; i+1 < len(known); i += 2 {
			if known[i].Value == "metadata" && known[i+1].Kind == yaml.MappingNode {
				metadata = known[i+1]
			}
		}
		if len(metadata.Content) == 0 {
			test.Content = append(test.Content, text("metadata"), metadata)
		}
		metadata.Content = append(metadata.Content, own...)
	}
	return nil
}

// move makes references of the suite hold from where the file will be.
func (c *foreignConfig) move(n *yaml.Node, seen map[*yaml.Node]bool) {
	if seen[n] {
		return
	}
	seen[n] = true
	if rest, ok := strings.CutPrefix(n.Value, "file://"); ok && n.Kind == yaml.ScalarNode && !path.IsAbs(rest) && !strings.HasPrefix(rest, "{{") {
		n.Value = "file://" + c.moved(path.Join(path.Dir(c.file), rest))
	}
	for _, child := range n.Content {
		c.move(child, seen)
	}
	if n.Alias != nil {
		c.move(n.Alias, seen)
	}
}

// moved is a path of the repository from the folder of the file that is written.
func (c *foreignConfig) moved(file string) string {
	rel, err := filepath.Rel(filepath.FromSlash(c.base), filepath.FromSlash(file))
	if err != nil {
		return file
	}
	return filepath.ToSlash(rel)
}
