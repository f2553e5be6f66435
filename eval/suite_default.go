package eval

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// defaultTest reads what every test inherits, in place or from a file.
func (p *suiteParser) defaultTest(keys *keySet) *testDraft {
	n := keys.get("defaultTest")
	if n == nil {
		return nil
	}
	d := keys.d
	if n.Kind == yaml.ScalarNode && strings.HasPrefix(n.Value, fileScheme) {
		file, src, ok := p.read(d.pos(n), n.Value)
		if !ok {
			return nil
		}
		if d, ok = p.document(file, src); !ok || d.root == nil {
			return nil
		}
		n = d.deref(p, d.root)
	}
	t := p.test(d, n)
	return &t
}

// under fills in what a test inherits: its vars, options and metadata win key
// by key, the inherited assertions come first, the rest holds where the test
// says nothing. A threshold of 0 is a threshold.
func (t testDraft) under(def *testDraft) testDraft {
	if def == nil {
		return t
	}
	if off, _ := t.options.Get("disableDefaultAsserts"); off != true {
		t.asserts = append(append([]Assertion(nil), def.asserts...), t.asserts...)
	}
	t.vars = mergeVars(def.vars, t.vars)
	t.options = mergeOptions(def.options, t.options)
	t.metadata = mergeVars(def.metadata, t.metadata)
	if t.threshold == nil {
		t.threshold = def.threshold
	}
	if t.prompts == nil {
		t.prompts = def.prompts
	}
	if t.providers == nil {
		t.providers = def.providers
	}
	if t.tags == nil {
		t.tags = def.tags
	}
	if t.split == "" {
		t.split = def.split
	}
	return t
}

func mergeVars(under, over *value.Object) *value.Object {
	if under.Len() == 0 {
		return over
	}
	merged := under.Clone()
	for k, v := range over.All() {
		merged.Set(k, v)
	}
	return merged
}

// scenarios are pairs of lists: each entry of config with each of tests.
func (p *suiteParser) scenarios(d *doc, n *yaml.Node) []testDraft {
	if n.Kind != yaml.SequenceNode {
		p.errs.Add(d.pos(n), "scenarios must be a list, not "+kind(n), "write - config: and tests: under scenarios")
		return nil
	}
	var tests []testDraft
	for _, item := range n.Content {
		keys := p.keys(d, d.deref(p, item), "scenario", []string{"config", "description", "tests"})
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
				tests = append(tests, check.onConfig(config))
			}
		}
	}
	return tests
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
		merged.output = config.output
	}
	return merged
}
