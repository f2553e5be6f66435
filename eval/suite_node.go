package eval

import (
	"fmt"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// maxRefs bounds a chain of aliases and references.
const maxRefs = 100

// doc is one file of a suite, as nodes with places.
type doc struct {
	path   string
	root   *yaml.Node
	origin map[*yaml.Node]string // files of the nodes that come from others
}

func (d *doc) pos(n *yaml.Node) diag.Pos {
	file := d.path
	if other, foreign := d.origin[n]; foreign {
		file = other
	}
	return diag.Pos{Path: file, Line: n.Line, Col: n.Column}
}

// deref follows aliases; references are filled in before, see refs.
func (d *doc) deref(p *suiteParser, n *yaml.Node) *yaml.Node {
	for range maxRefs {
		if n.Kind != yaml.AliasNode {
			return n
		}
		n = n.Alias
	}
	p.errs.Add(d.pos(n), "references go round in a circle", "let one of them name a value")
	return null(n)
}

// child gives the value of a key, or the item of a list by its number; nil
// where there is none.
func child(n *yaml.Node, name string) *yaml.Node {
	if n.Kind == yaml.SequenceNode {
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(n.Content) && strconv.Itoa(i) == name {
			return n.Content[i]
		}
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// entry is one key of a mapping; val has no alias or $ref at its top.
type entry struct {
	name string
	key  *yaml.Node
	val  *yaml.Node
}

// entries lists a mapping in order with its merge keys filled in. The same key
// twice is an error: the first would be lost without a word.
func (p *suiteParser) entries(d *doc, n *yaml.Node) []entry {
	return p.entriesIn(d, n, maxRefs)
}

func (p *suiteParser) entriesIn(d *doc, n *yaml.Node, depth int) []entry {
	list := make([]entry, 0, len(n.Content)/2)
	var merged []*yaml.Node
	at := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		if key.Tag == "!!merge" {
			merged = append(merged, d.deref(p, val))
			continue
		}
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		if first, twice := at[key.Value]; twice {
			p.errs.Add(d.pos(key), fmt.Sprintf("%q is given twice", key.Value), fmt.Sprintf("it is also on line %d; keep one", list[first].key.Line))
			continue
		}
		at[key.Value] = len(list)
		list = append(list, entry{key.Value, key, d.deref(p, val)})
	}
	for len(merged) > 0 && depth > 0 {
		m := merged[0]
		merged = merged[1:]
		if m.Kind == yaml.SequenceNode {
			for _, c := range m.Content {
				merged = append(merged, d.deref(p, c))
			}
			continue
		}
		for _, e := range p.entriesIn(d, m, depth-1) {
			if _, known := at[e.name]; !known {
				at[e.name] = len(list)
				list = append(list, e)
			}
		}
	}
	return list
}

func (p *suiteParser) value(d *doc, n *yaml.Node) any {
	v, err := value.FromYAML(n)
	if err != nil {
		p.errs.Add(d.pos(n), err.Error(), "write the values out, without so many aliases")
		return nil
	}
	return v
}

func kind(n *yaml.Node) string {
	if n.Kind == yaml.MappingNode {
		return "a mapping"
	}
	if n.Kind == yaml.SequenceNode {
		return "a list"
	}
	switch value.Scalar(n).(type) {
	case nil:
		return "null"
	case string:
		return "a text"
	case bool:
		return "true or false"
	}
	return "a number"
}
