package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// providers reads a promptfoo configuration's own providers, under either of
// their two names: a text, or a list of texts, of {id, config, label}, or of
// {ID: {config, label}}.
func (p *suiteParser) providers(keys *keySet) []ProviderSpec {
	n := keys.get("targets")
	if n == nil {
		n = keys.get("providers")
	}
	if n == nil {
		return nil
	}
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	var specs []ProviderSpec
	for _, item := range items {
		specs = append(specs, p.provider(keys.d, keys.d.deref(p, item))...)
	}
	p.sharePrompts(specs)
	seen := map[string]bool{}
	return slices.DeleteFunc(specs, func(s ProviderSpec) bool { // what is alike is asked once
		key := string(value.Canonical([]any{s.ID, s.Label, s.Config, s.Prompts}))
		again := seen[key]
		seen[key] = true
		return again
	})
}

// sharePrompts gives providers of one label, or of one id where they have none,
// the prompts of the last of them, as promptfoo does.
func (p *suiteParser) sharePrompts(specs []ProviderSpec) {
	last := map[string][]string{}
	for _, s := range specs {
		last[s.ID] = s.Prompts
		if s.Label != "" {
			last[s.Label] = s.Prompts
		}
	}
	for i := range specs {
		s := &specs[i]
		prompts := last[cmp.Or(s.Label, s.ID)]
		if !slices.Equal(prompts, s.Prompts) {
			p.warnings.Add(s.Pos, "another provider of this id decides which prompts this one is asked", "give each a label of its own")
		}
		s.Prompts = prompts
	}
}

func (p *suiteParser) provider(d *doc, n *yaml.Node) []ProviderSpec {
	if n.Kind == yaml.ScalarNode {
		if strings.HasPrefix(n.Value, fileScheme) && isData(n.Value) {
			return p.providerFile(d.pos(n), n.Value)
		}
		return []ProviderSpec{{ID: n.Value, Pos: d.pos(n)}}
	}
	if n.Kind != yaml.MappingNode {
		p.own.Add(d.pos(n), "a provider must be a text or a mapping, not "+kind(n), "write its id, such as echo")
		return nil
	}
	if child(n, "id") != nil {
		return []ProviderSpec{p.providerKeys(d, n, "")}
	}
	var specs []ProviderSpec
	for _, e := range p.entries(d, n) {
		if e.val.Kind != yaml.MappingNode {
			p.own.Add(d.pos(e.key), "a provider without id", "add id: with its name, such as echo")
			return nil
		}
		specs = append(specs, p.providerKeys(d, e.val, e.name))
	}
	return specs
}

// isData says whether a reference names YAML or JSON.
func isData(ref string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, extension(ref))
}

// providerFile reads the providers of a file: one mapping, or a list of them.
func (p *suiteParser) providerFile(at diag.Pos, ref string) (specs []ProviderSpec) {
	before := p.errs
	p.errs = nil
	defer func() { p.errs, p.own = before, append(p.own, p.errs...) }()
	file, src, ok := p.read(at, ref)
	if !ok {
		return nil
	}
	d, ok := p.document(file, src)
	if !ok {
		return nil
	}
	if d.root == nil {
		p.errs.Add(at, file+" holds no provider", "write id: with its name, such as echo")
		return nil
	}
	root := d.deref(p, d.root)
	items := []*yaml.Node{root}
	if root.Kind == yaml.SequenceNode {
		items = root.Content
	}
	for _, item := range items {
		item = d.deref(p, item)
		if item.Kind == yaml.ScalarNode { // promptfoo wants an id of each
			p.errs.Add(d.pos(item), "a provider in a file must be a mapping, not "+kind(item), "write id: "+item.Value)
			continue
		}
		specs = append(specs, p.provider(d, item)...)
	}
	return specs
}

// Keys of a provider: those that act here, those that change the answer and are
// not acted on.
var (
	knownProviderKeys  = []string{"config", "delay", "id", "label", "prompts", "transform"}
	actingProviderKeys = []string{"inputs", "env"}
)

func (p *suiteParser) providerKeys(d *doc, n *yaml.Node, id string) ProviderSpec {
	spec := ProviderSpec{ID: id, Pos: d.pos(n)}
	for _, e := range p.entries(d, n) {
		switch e.name {
		case "id":
			spec.ID = e.val.Value
		case "label":
			spec.Label = e.val.Value
		case "config":
			spec.Config = p.providerConfig(d, e.val)
		case "transform":
			spec.Transform = p.ownCode(d, e.val)
		case "prompts":
			one := &keySet{p: p, d: d, entries: []entry{e}}
			spec.Prompts = one.list("prompts")
		case "delay":
			p.warnings.Add(d.pos(e.key), "delay of a provider is ignored", "calls slow down by themselves where the server asks for it; -j 1 makes them one at a time")
		}
		if known := slices.Concat(knownProviderKeys, actingProviderKeys); !slices.Contains(known, e.name) {
			hint := cmp.Or(diag.DidYouMean(e.name, known), "parameters of the model stand under config:")
			p.warnings.Add(d.pos(e.key), fmt.Sprintf("unknown key %q in provider is ignored", e.name), hint)
		}
		if slices.Contains(actingProviderKeys, e.name) {
			p.own.Add(d.pos(e.key), e.name+" of a provider is not supported in this version", "remove it; it would change the answers")
		}
	}
	return spec
}

// providerConfig reads the config of a provider with the files that hold its
// tools and the form of its answer in place of their names.
func (p *suiteParser) providerConfig(d *doc, n *yaml.Node) *value.Object {
	v := p.value(d, n)
	config, ok := v.(*value.Object)
	if v == nil {
		return nil
	}
	if !ok {
		p.own.Add(d.pos(n), "config of a provider must be a mapping, not "+kind(n), "write key: value")
		return nil
	}
	before := p.errs
	p.errs = nil
	for _, e := range p.entries(d, d.deref(p, n)) { // those that promptfoo reads from files
		if !slices.Contains([]string{"functions", "output_format", "response_format", "responseSchema", "systemInstruction", "tools"}, e.name) {
			continue
		}
		v, _ := config.Get(e.name)
		if text, isText := v.(string); isText && strings.HasPrefix(text, fileScheme) {
			if loaded, ok := p.data(d.pos(e.val), text); ok {
				config.Set(e.name, loaded)
			}
		}
	}
	p.errs, p.own = before, append(p.own, p.errs...)
	return config
}

// ownCode reads the transform of a provider. Like the provider it matters only
// when the configuration is run as it stands.
func (p *suiteParser) ownCode(d *doc, n *yaml.Node) *Script {
	errs, scripts := p.errs, p.scripts
	p.errs = nil
	s := p.code(d, n, "transform of a provider", usedToTransform)
	p.own = append(p.own, p.errs...)
	p.errs, p.scripts = errs, scripts
	return s.given()
}

// Running is the suite with the code of its own prompts and providers among what
// it runs.
func (s *Suite) Running(own ...*Script) *Suite {
	with := *s
	with.Scripts = slices.Clone(s.Scripts)
	for _, script := range own {
		if script != nil && script.Path != "" {
			with.Scripts = append(with.Scripts, *script)
		}
	}
	return &with
}

// Asks says whether a case is meant for a prompt of its configuration: by label
// or id, by their beginning, as in "name*", or by a group "name", which stands
// for those that begin with "name:".
func (c *Case) Asks(one InlinePrompt) bool { return allowed(c.Prompts, one.Label, one.ID) }

// Asks says whether the provider is meant for a prompt, as for a case.
func (s ProviderSpec) Asks(one InlinePrompt) bool { return allowed(s.Prompts, one.Label, one.ID) }

// AsksProvider says whether a case is meant for a provider, by label or id.
func (c *Case) AsksProvider(s ProviderSpec) bool { return allowed(c.Providers, s.Label, s.ID) }

func allowed(list []string, label, id string) bool {
	if list == nil {
		return true
	}
	return slices.ContainsFunc(list, func(want string) bool {
		begin, wild := strings.CutSuffix(want, "*")
		if !wild {
			begin = want + ":"
		}
		return want == label || id != "" && want == id ||
			strings.HasPrefix(label, begin) || strings.HasPrefix(id, begin)
	})
}
