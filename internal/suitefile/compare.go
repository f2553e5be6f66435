package suitefile

import (
	"bytes"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// comparison holds a document against one in which entries were put behind those
// of a list.
type comparison struct {
	list    *yaml.Node // of the document before, nil for none
	entries []item
	met     bool // the list was there, with the entries
}

// same says whether two nodes say the same, but for the entries.
func (c *comparison) same(before, after *yaml.Node) bool {
	if before.Kind != after.Kind || before.Value != after.Value || before.Tag != after.Tag || before.Anchor != after.Anchor || before.Style != after.Style {
		return false
	}
	if before.Kind == yaml.AliasNode { // its name is its value
		return true
	}
	if before != c.list {
		return c.sameAll(before.Content, after.Content)
	}
	n := len(before.Content)
	if len(after.Content) != n+len(c.entries) || !c.sameAll(before.Content, after.Content[:n]) {
		return false
	}
	c.met = c.added(after.Content[n:])
	return c.met
}

func (c *comparison) sameAll(before, after []*yaml.Node) bool {
	if len(before) != len(after) {
		return false
	}
	for i := range before {
		if !c.same(before[i], after[i]) {
			return false
		}
	}
	return true
}

// added says whether nodes are the entries.
func (c *comparison) added(nodes []*yaml.Node) bool {
	if len(nodes) != len(c.entries) {
		return false
	}
	for i, n := range nodes {
		v, err := value.FromYAML(n)
		if err != nil {
			return false
		}
		got, x := value.Canonical(v), c.entries[i]
		if !bytes.Equal(got, value.Canonical(x.object)) && !bytes.Equal(got, value.Canonical(x.commented())) {
			return false
		}
	}
	return true
}
