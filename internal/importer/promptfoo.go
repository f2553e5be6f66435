package importer

import (
	"fmt"
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// promptfoo takes a configuration of promptfoo apart: its prompts become files,
// its tests a suite, its providers the model of the prompts or promptgit.yaml.
func promptfoo() Source {
	return Source{
		Name: "promptfoo",
		Doc: "A promptfooconfig.yaml: prompts written into it become files, its tests, as they are written, a suite; " +
			"the first provider becomes their model. Prompts in files of this repository stay where they are.",
		Path: "promptfooconfig.yaml",
		Example: `description: replies to tickets
prompts:
  - "Answer in one sentence: {{ticket}}"
  - "Answer kindly: {{ticket}}"
providers: [echo]
tests:
  - vars: {ticket: Where is my refund?}
    assert: [{type: icontains, value: refund}]
`,
		Suffixes: []string{"promptfooconfig.yaml", "promptfooconfig.yml", "promptfooconfig.json"},
		Read: func(files []File, o Options) *Import {
			in := &Import{}
			for _, f := range files {
				p := &promptfooFile{in: in, o: o, from: f, where: &paths{folder: o.Prompts, ext: ".md"}}
				p.read()
			}
			return in
		},
	}
}

// promptfooFile is one configuration.
type promptfooFile struct {
	in      *Import
	o       Options
	from    File
	where   *paths
	name    string // of the suite
	suite   string // its path
	text    string // of the configuration
	here    string // folder of the configuration in the repository, "" where it lies outside
	inRepo  bool
	tested  bool          // there is something to make a suite of
	front   *value.Object // model and parameters of the first provider
	config  *value.Object // promptgit.yaml as it should be
	entries []any         // of its prompts
}

func (p *promptfooFile) pos(n *yaml.Node) diag.Pos {
	if n == nil || strings.EqualFold(path.Ext(p.from.Path), ".json") {
		return diag.Pos{Path: p.from.Path}
	}
	return diag.Pos{Path: p.from.Path, Line: n.Line, Col: n.Column}
}

func (p *promptfooFile) fail(n *yaml.Node, message, hint string) { p.in.fail(p.pos(n), message, hint) }

func (p *promptfooFile) read() {
	p.name = suiteName(p.from)
	p.suite = path.Join(p.o.Suites, fileName(p.name)+".yaml")
	p.inRepo, p.here = p.from.InRepo != "", path.Dir(p.from.InRepo)
	switch strings.ToLower(path.Ext(p.from.Path)) {
	case ".yaml", ".yml":
		p.text = strings.TrimPrefix(string(p.from.Src), "\ufeff")
	case ".json":
		v, err := value.DecodeJSON(p.from.Src)
		o, ok := v.(*value.Object)
		if err != nil || !ok {
			p.fail(nil, "not a configuration in JSON", "give the file that promptfoo eval reads")
			return
		}
		p.text = yamlText(o)
	default:
		p.fail(nil, "a configuration in code cannot be moved in", "write it as YAML: promptfoo export, or by hand")
		return
	}
	root, err := value.ParseYAML(p.from.Path, []byte(p.text), 0)
	if err == nil {
		_, err = value.FromYAML(root) // before anything follows its aliases
	}
	if err != nil {
		p.in.Errors = append(p.in.Errors, asDiagnostics(p.from.Path, err)...)
		return
	}
	if root == nil || root.Kind != yaml.MappingNode {
		p.fail(root, "this is no configuration of promptfoo", "it needs prompts, providers and tests")
		return
	}
	p.front, p.config = &value.Object{}, &value.Object{}
	for _, key := range []string{"tests", "scenarios", "defaultTest"} {
		p.tested = p.tested || childOf(root, key) != nil
	}
	p.providers(childOf(root, "providers"), childOf(root, "targets"))
	p.prompts(childOf(root, "prompts"))
	p.tests(root)
	p.configuration()
}

// suiteName names the suite after the file, or after its folder where the file has
// the name that all have.
func suiteName(f File) string {
	stem, _ := cutExt(path.Base(f.Path))
	if strings.EqualFold(stem, "promptfooconfig") {
		if dir := path.Base(path.Dir(f.Path)); dir != "." && dir != "/" && dir != ".." {
			return dir
		}
		return "promptfoo"
	}
	return stem
}

// childOf gives the value of a key, nil for none.
func childOf(n *yaml.Node, key string) *yaml.Node {
	n = resolvedNode(n)
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return resolvedNode(n.Content[i+1])
		}
	}
	return nil
}

func resolvedNode(n *yaml.Node) *yaml.Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// objectOf gives a node as data.
func objectOf(n *yaml.Node) *value.Object {
	v, _ := value.FromYAML(n) // it was read once
	o, _ := v.(*value.Object)
	return o
}

// configuration is promptgit.yaml, where there is anything to say in it.
func (p *promptfooFile) configuration() {
	if len(p.entries) > 0 {
		p.config.Set("prompts", append(p.entries, value.NewObject("path", path.Join(p.o.Prompts, "**"))))
	}
	if p.config.Len() == 0 {
		return
	}
	all := value.NewObject("version", int64(1))
	for key, v := range p.config.All() {
		all.Set(key, v)
	}
	if p.in.Config != nil {
		p.in.warn(p.pos(nil), "promptgit.yaml is made of the first configuration only; this one would need:\n"+yamlText(p.config), "")
		return
	}
	p.in.Config = &File{Path: "promptgit.yaml", Src: p.in.withoutKeys([]byte(yamlText(all)), p.from, p.pos(nil))}
}

// providers takes over the first provider that can be.
func (p *promptfooFile) providers(lists ...*yaml.Node) {
	var list []*yaml.Node
	for _, n := range lists {
		switch {
		case n == nil:
		case n.Kind == yaml.SequenceNode:
			list = append(list, n.Content...)
		default:
			list = append(list, n)
		}
	}
	taken := false
	for _, n := range list {
		n = resolvedNode(n)
		id, config := n.Value, &value.Object{}
		if n.Kind == yaml.MappingNode {
			if idNode := childOf(n, "id"); idNode != nil {
				id, config = idNode.Value, objectOf(childOf(n, "config"))
			} else if len(n.Content) == 2 { // {openai:gpt-4o: {config: ...}}
				id, config = n.Content[0].Value, objectOf(childOf(n.Content[1], "config"))
			}
		}
		if taken {
			p.in.warn(p.pos(n), fmt.Sprintf("a prompt has one model here: %s is left out", id), "promptgit eval --matrix model=A,B compares models")
			continue
		}
		taken = p.provider(n, id, config)
	}
}

// provider says what a provider of promptfoo is here.
func (p *promptfooFile) provider(n *yaml.Node, id string, config *value.Object) bool {
	kind, rest, _ := strings.Cut(id, ":")
	vendor, model := "", rest
	endpoint := &value.Object{}
	switch kind {
	case "echo":
		p.config.Set("provider", "echo")
		return true
	case "exec":
		p.config.Set("providers", value.NewObject("script", value.NewObject("type", "exec", "command", strings.TrimSpace(rest))))
		p.config.Set("provider", "script")
		return true
	case "openai":
		vendor, model = "openai", strings.TrimPrefix(strings.TrimPrefix(rest, "chat:"), "responses:")
	case "anthropic":
		vendor, model = "anthropic", strings.TrimPrefix(rest, "messages:")
	case "google", "vertex", "palm":
		vendor = "google"
	case "ollama":
		vendor, model = "ollama", strings.TrimPrefix(strings.TrimPrefix(rest, "chat:"), "completion:")
		endpoint = value.NewObject("type", "openai", "base_url", "http://127.0.0.1:11434/v1")
	case "openrouter":
		vendor = "openrouter"
		endpoint = value.NewObject("type", "openai", "base_url", "https://openrouter.ai/api/v1", "api_key_env", "OPENROUTER_API_KEY")
	}
	if vendor == "" || model == "" || strings.HasPrefix(model, "completion:") || strings.HasPrefix(model, "embedding") {
		p.in.warn(p.pos(n), fmt.Sprintf("the provider %s is not taken over", id), "name a model in the prompts or in promptgit.yaml: docs/providers.md lists the providers")
		return false
	}
	params := &value.Object{}
	for key, v := range config.All() {
		switch {
		case (key == "apiBaseUrl" || key == "baseUrl") && vendor == "openai":
			vendor = "own"
			endpoint = value.NewObject("type", "openai", "base_url", v)
		case key == "apiKey", key == "apiKeyEnvar":
		case simpleParam(key) || key == "tools":
			params.Set(key, v)
		case v == nil:
		default:
			p.in.warn(p.pos(n), fmt.Sprintf("%s of the provider %s is left out", key, id), "docs/providers.md lists what a provider takes")
		}
	}
	if endpoint.Len() > 0 {
		p.config.Set("providers", value.NewObject(vendor, endpoint))
	}
	p.front = settings(params)
	front := value.NewObject("model", vendor+":"+model)
	for key, v := range p.front.All() {
		front.Set(key, v)
	}
	p.front = front
	return true
}
