package eval

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// providers reads a promptfoo configuration's own providers, under either of
// their two names: a text, or a list of texts, of {id, config, label}, or of
// {ID: {config, label}}.
func (p *suiteParser) providers(keys *keySet) []ProviderSpec {
	n := keys.get("providers")
	if n == nil {
		n = keys.get("targets")
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
	return specs
}

func (p *suiteParser) provider(d *doc, n *yaml.Node) []ProviderSpec {
	if n.Kind == yaml.ScalarNode {
		if strings.HasPrefix(n.Value, fileScheme) {
			p.own.Add(d.pos(n), n.Value+": providers from files are not supported in this version", "write the provider in place")
			return nil
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

// actingProviderKeys change the answer and are not acted on.
var actingProviderKeys = []string{"transform", "inputs", "env"}

func (p *suiteParser) providerKeys(d *doc, n *yaml.Node, id string) ProviderSpec {
	spec := ProviderSpec{ID: id, Pos: d.pos(n)}
	for _, e := range p.entries(d, n) {
		switch e.name {
		case "id":
			spec.ID = e.val.Value
		case "label":
			spec.Label = e.val.Value
		case "config":
			spec.Config, _ = p.value(d, e.val).(*value.Object)
		case "prompts":
			one := &keySet{p: p, d: d, entries: []entry{e}}
			spec.Prompts = one.list("prompts")
		}
		if slices.Contains(actingProviderKeys, e.name) {
			p.own.Add(d.pos(e.key), e.name+" of a provider is not supported in this version", "remove it; it would change the answers")
		}
	}
	return spec
}

// Asks says whether a case is meant for a prompt of its configuration: by label
// or id, or by a group "name" or "name:*", which stands for labels that begin
// with "name:".
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
		group := strings.TrimSuffix(want, ":*") + ":"
		return want == label || id != "" && want == id ||
			strings.HasPrefix(label, group) || strings.HasPrefix(id, group)
	})
}
