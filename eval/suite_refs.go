package eval

import (
	"bytes"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// document reads a file of tests or of a configuration: what its `$ref` name and
// its environment hold is filled in, wherever they stand.
func (p *suiteParser) document(file string, src []byte) (*doc, bool) {
	d, ok := p.parse(file, src)
	if !ok || d.root == nil {
		return d, ok
	}
	if bytes.Contains(src, []byte("$ref")) {
		before := len(p.errs)
		r := refs{p: p, docs: map[string]*doc{file: d}, busy: map[*yaml.Node]bool{}, done: map[*yaml.Node]*yaml.Node{}, places: map[*yaml.Node]map[string]int{}}
		r.keepParameters(d.root)
		d.root = r.fill(d, d.root)
		if len(p.errs) > before {
			return nil, false
		}
	}
	p.fillEnv(d.root)
	return d, true
}

// refs fills in the references of one document: `$ref: '#/a/b'` stands for a
// part of the same file, `$ref: other.yaml#/a` for one of another file, named
// from the folder of the file that names it. What it stands for may hold
// references itself; a circle is an error.
type refs struct {
	p    *suiteParser
	docs map[string]*doc
	busy map[*yaml.Node]bool       // between the root and where fill is
	data *yaml.Node                // the value of an assertion that fill is in, nil outside
	done map[*yaml.Node]*yaml.Node // what stands in the place of a node

	places map[*yaml.Node]map[string]int // of the values of large mappings
	merged int                           // keys that came to stand beside others
}

// maxMerged bounds the keys that mappings get from references in one file.
const maxMerged = 1_000_000

// child is the value of a key, or the item of a list, found at once however
// large the mapping is.
func (r *refs) child(n *yaml.Node, name string) *yaml.Node {
	if n.Kind != yaml.MappingNode || len(n.Content) < 32 {
		return child(n, name)
	}
	places := r.places[n]
	if places == nil {
		places = make(map[string]int, len(n.Content)/2)
		for i := len(n.Content) - 2; i >= 0; i -= 2 { // the first of equal keys counts
			places[n.Content[i].Value] = i + 1
		}
		r.places[n] = places
	}
	if i, ok := places[name]; ok {
		return n.Content[i]
	}
	return nil
}

// fill gives the node that stands for n, with all in it filled in.
func (r *refs) fill(d *doc, n *yaml.Node) *yaml.Node {
	if known, ok := r.done[n]; ok {
		return known
	}
	if r.busy[n] { // an alias inside of what it stands for; reported where it is read
		return n
	}
	r.busy[n] = true
	defer delete(r.busy, n)
	filled := n
	if n.Kind == yaml.AliasNode {
		n.Alias = r.fill(d, n.Alias)
	} else if ref := r.reference(n); ref != nil {
		filled = r.target(d, n, ref)
	} else {
		for i, c := range n.Content {
			outer := r.data
			if n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == "value" {
				r.data = c
			}
			n.Content[i] = r.fill(d, c)
			r.data = outer
		}
	}
	r.done[n] = filled
	return filled
}

// reference gives the text of a mapping's `$ref`, nil for what is none: text
// that begins with "#" and is no pointer is left alone.
func (r *refs) reference(n *yaml.Node) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	ref := r.child(n, "$ref")
	if ref == nil || ref.Kind != yaml.ScalarNode || ref.Value == "" || kind(ref) != "a text" {
		return nil
	}
	if ref.Value[0] == '#' && ref.Value != "#" && !strings.HasPrefix(ref.Value, "#/") {
		return nil
	}
	return ref
}

// target fills in what a reference names. Keys beside the `$ref` win over the
// keys of a mapping that it names.
func (r *refs) target(d *doc, n, ref *yaml.Node) *yaml.Node {
	if r.own(d, ref) {
		return n
	}
	there, found := r.find(d, ref, 0)
	if found == nil {
		return null(ref)
	}
	if r.busy[found] {
		return r.fail(d, ref, "references go round in a circle", "let one of them name a value")
	}
	found = r.fill(there, found)
	if len(n.Content) == 2 {
		return found
	}
	for found.Kind == yaml.AliasNode {
		found = found.Alias
	}
	if found.Kind != yaml.MappingNode {
		r.p.warnings.Add(d.pos(ref), "the keys beside this $ref are lost, since it names no mapping", "remove them, or the $ref")
		return found
	}
	if r.merged += len(found.Content) / 2; r.merged > maxMerged {
		return r.fail(d, ref, fmt.Sprintf("references give more than %d keys to other mappings", maxMerged), "let fewer mappings build on each other")
	}
	merged := &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
	r.p.origin[merged] = d.pos(n).Path
	own := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != "$ref" {
			own[n.Content[i].Value] = true
			merged.Content = append(merged.Content, n.Content[i], r.fill(d, n.Content[i+1]))
		}
	}
	for i := 0; i+1 < len(found.Content); i += 2 {
		if !own[found.Content[i].Value] {
			merged.Content = append(merged.Content, found.Content[i], found.Content[i+1])
		}
	}
	return merged
}

// fail reports a reference and gives a value in its place.
func (r *refs) fail(d *doc, ref *yaml.Node, message, hint string) *yaml.Node {
	r.p.errs.Add(d.pos(ref), message, hint)
	return null(ref)
}

func null(at *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: at.Line, Column: at.Column}
}

// keepParameters leaves alone the schemas of the tools of providers, whose own
// references the model is meant to see.
func (r *refs) keepParameters(root *yaml.Node) {
	list := child(root, "providers")
	if list == nil || list.Kind != yaml.SequenceNode {
		return
	}
	for _, one := range list.Content {
		config := child(one, "config")
		if config == nil && one.Kind == yaml.MappingNode && len(one.Content) > 1 {
			config = child(one.Content[1], "config")
		}
		if config == nil {
			continue
		}
		for _, name := range []string{"tools", "functions"} {
			tools := child(config, name)
			if tools == nil || tools.Kind != yaml.SequenceNode {
				continue
			}
			for _, tool := range tools.Content {
				if inner := child(tool, "function"); inner != nil {
					tool = inner
				}
				if schema := child(tool, "parameters"); schema != nil {
					r.done[schema] = schema
				}
			}
		}
	}
}

// from runs read with the relative paths of a folder.
func (p *suiteParser) from(dir string, read func()) {
	before := p.dir
	p.dir = dir
	read()
	p.dir = before
}

// belongs notes the file of every node of a document whose nodes come to stand
// in another one.
func (p *suiteParser) belongs(d *doc) {
	var note func(n *yaml.Node)
	note = func(n *yaml.Node) {
		if n == nil || p.origin[n] != "" {
			return
		}
		p.origin[n] = d.path
		for _, c := range n.Content {
			note(c)
		}
	}
	note(d.root)
}
