package eval

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// scenarios are pairs of lists: each entry of config with each of tests.
func (p *suiteParser) scenarios(d *doc, n *yaml.Node) []testDraft {
	items, ok := p.scenarioItems(d, n)
	if !ok {
		p.errs.Add(d.pos(n), "scenarios must be a list, not "+kind(n), "write - config: and tests: under scenarios")
		return nil
	}
	var tests []testDraft
	number := 0
	for _, item := range items {
		keys := p.keys(d, item, "scenario", []string{"config", "description", "tests"})
		configs, ok := p.scenarioPart(keys, "config")
		if !ok {
			p.errs.Add(keys.at, "a scenario without config", "list sets of vars under config:")
		}
		checks, ok := p.scenarioPart(keys, "tests")
		if !ok {
			checks = []testDraft{{pos: keys.at}}
		}
		if len(tests)+len(configs)*len(checks) > maxCases {
			p.errs.Add(keys.at, tooManyCases, "config and tests of a scenario multiply; shorten them")
			return nil
		}
		for _, config := range configs {
			for _, check := range checks {
				tests = append(tests, check.onConfig(config).inConversation(number))
			}
			number++
		}
	}
	return tests
}

// scenarioItems lists the scenarios: those that stand in the list, and those of
// the files that are named in it or in its place.
func (p *suiteParser) scenarioItems(d *doc, n *yaml.Node) ([]*yaml.Node, bool) {
	if n = d.deref(p, p.external(d.pos(n), n)); n.Kind != yaml.SequenceNode {
		return nil, n.Kind == yaml.MappingNode && d.origin[n] != ""
	}
	var items []*yaml.Node
	for _, item := range n.Content {
		item = d.deref(p, p.external(d.pos(item), d.deref(p, item)))
		if item.Kind != yaml.SequenceNode {
			items = append(items, item)
			continue
		}
		for _, one := range item.Content {
			items = append(items, d.deref(p, one))
		}
	}
	return items, true
}

// inConversation gives the tests of one entry of a scenario's config an id of
// their own: they are one conversation where the metadata do not say otherwise.
func (t testDraft) inConversation(number int) testDraft {
	if id, _ := t.metadata.Get("conversationId"); id == nil {
		metadata := t.metadata.Clone()
		metadata.Set("conversationId", fmt.Sprintf("__scenario_%d__", number))
		t.metadata = metadata
	}
	return t
}

func (p *suiteParser) scenarioPart(keys *keySet, name string) ([]testDraft, bool) {
	n := keys.get(name)
	if n == nil {
		return nil, false
	}
	if n.Kind == yaml.MappingNode {
		keys.wrong(n, name, "a list")
		return nil, true
	}
	return p.tests(keys.d, n), true
}

// onConfig is a scenario's test with one entry of its config.
func (t testDraft) onConfig(config testDraft) testDraft {
	merged := t
	merged.options = nil // disableDefaultAsserts is about the default test only
	merged = merged.under(&config)
	merged.options = mergeVars(config.options, t.options)
	if merged.id == "" {
		merged.id = config.id
	}
	if merged.description == "" {
		merged.description = config.description
	}
	if merged.output == nil {
		merged.output, merged.structured = config.output, config.structured
	}
	if merged.label == nil {
		merged.label = config.label
	}
	return merged
}
