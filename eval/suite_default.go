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
	t.code = t.code.under(def.code)
	if t.turns == nil {
		t.turns = def.turns
	}
	if t.threshold == nil {
		t.threshold = def.threshold
	}
	if t.judges == nil {
		t.judges = def.judges
	}
	if t.rubric == "" {
		t.rubric = def.rubric
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
	if t.cluster == "" {
		t.cluster = def.cluster
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
