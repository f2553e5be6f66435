package eval

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// maxRefs bounds a chain of aliases and references.
const maxRefs = 100

// doc is one file of a suite, as nodes with places.
type doc struct {
	path string
	root *yaml.Node
}

func (d *doc) pos(n *yaml.Node) diag.Pos {
	return diag.Pos{Path: d.path, Line: n.Line, Col: n.Column}
}

// deref follows aliases and `$ref: '#/path'`; a mapping with a $ref stands for
// the node that it names.
func (d *doc) deref(p *suiteParser, n *yaml.Node) *yaml.Node {
	for range maxRefs {
		switch {
		case n.Kind == yaml.AliasNode:
			n = n.Alias
		case n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Content[0].Value == "$ref" && n.Content[1].Kind == yaml.ScalarNode:
			target := d.find(n.Content[1].Value)
			if target == nil {
				p.errs.Add(d.pos(n), fmt.Sprintf("%q names nothing in this file", n.Content[1].Value), "write $ref: '#/key/name'; references to other files are not supported in this version")
				return &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
			}
			n = target
		default:
			return n
		}
	}
	p.errs.Add(d.pos(n), "references go round in a circle", "let one of them name a value")
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: n.Line, Column: n.Column}
}

// find gives the node at a JSON pointer with a leading "#".
func (d *doc) find(ref string) *yaml.Node {
	path, ok := strings.CutPrefix(ref, "#/")
	if !ok {
		return nil
	}
	n := d.root
	for name := range strings.SplitSeq(path, "/") {
		name = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
		for n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		n = child(n, name)
		if n == nil {
			return nil
		}
	}
	return n
}

func child(n *yaml.Node, name string) *yaml.Node {
	if n.Kind == yaml.SequenceNode {
		for i, c := range n.Content {
			if fmt.Sprint(i) == name {
				return c
			}
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
	var list []entry
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

// keySet is a mapping whose keys are known by name; its getters report values
// of the wrong kind and give the zero value for them and for absent keys.
type keySet struct {
	p      *suiteParser
	d      *doc
	byName map[string]*yaml.Node
	at     diag.Pos
	places map[string]diag.Pos
}

// keys reads a mapping. A key that is nearly a known one is an error, since a
// misspelled key loses what it says; others are warnings, as promptfoo does.
func (p *suiteParser) keys(d *doc, n *yaml.Node, what string, known []string) *keySet {
	s := &keySet{p: p, d: d, byName: map[string]*yaml.Node{}, at: d.pos(n), places: map[string]diag.Pos{}}
	if n.Kind != yaml.MappingNode {
		p.errs.Add(d.pos(n), fmt.Sprintf("%s must be a mapping, not %s", what, kind(n)), "write key: value")
		return s
	}
	for _, e := range p.entries(d, n) {
		if !slices.Contains(known, e.name) {
			message := fmt.Sprintf("unknown key %q in %s", e.name, what)
			if hint := diag.DidYouMean(e.name, known); hint != "" {
				p.errs.Add(d.pos(e.key), message, hint)
			} else {
				p.warnings.Add(d.pos(e.key), message+" is ignored", "known keys: "+strings.Join(known, ", "))
			}
			continue
		}
		s.byName[e.name], s.places[e.name] = e.val, d.pos(e.key)
	}
	return s
}

// get gives the node of a key, nil where it is absent or null.
func (s *keySet) get(name string) *yaml.Node {
	n := s.byName[name]
	if n == nil || n.Kind == yaml.ScalarNode && value.Scalar(n) == nil {
		return nil
	}
	return n
}

// pos is the place of a key.
func (s *keySet) pos(name string) diag.Pos { return s.places[name] }

func (s *keySet) wrong(n *yaml.Node, name, want string) {
	s.p.errs.Add(s.d.pos(n), fmt.Sprintf("%s must be %s, not %s", name, want, kind(n)), "")
}

func (s *keySet) text(name string) string {
	n := s.get(name)
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		s.wrong(n, name, "a text")
		return ""
	}
	return n.Value
}

func (s *keySet) number(name string) *float64 {
	n := s.get(name)
	if n == nil {
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		switch v := value.Scalar(n).(type) {
		case int64:
			f := float64(v)
			return &f
		case float64:
			if v-v == 0 { // neither infinite nor not a number
				return &v
			}
		}
	}
	s.wrong(n, name, "a number")
	return nil
}

// count gives a whole number of at least 1, 0 where the key is absent.
func (s *keySet) count(name string) int {
	f := s.number(name)
	if f == nil {
		return 0
	}
	if *f < 1 || *f != float64(int(*f)) {
		s.p.errs.Add(s.pos(name), name+" must be a whole number of at least 1", "")
		return 0
	}
	return int(*f)
}

func (s *keySet) mapping(name string) *yaml.Node {
	n := s.get(name)
	if n != nil && n.Kind != yaml.MappingNode {
		s.wrong(n, name, "a mapping")
		return nil
	}
	return n
}

func (s *keySet) object(name string) *value.Object {
	n := s.mapping(name)
	if n == nil {
		return nil
	}
	o, _ := s.p.value(s.d, n).(*value.Object)
	return o
}

// list gives the items of a list of texts; one text alone is a list of one.
func (s *keySet) list(name string) []string {
	n := s.get(name)
	if n == nil {
		return nil
	}
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	texts := []string{}
	for _, item := range items {
		item = s.d.deref(s.p, item)
		if item.Kind != yaml.ScalarNode {
			s.wrong(item, name, "a list of texts")
			continue
		}
		texts = append(texts, item.Value)
	}
	return texts
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
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.ScalarNode:
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
	return "nothing"
}
