package eval

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"gopkg.in/yaml.v3"
)

// find gives the node that a reference names, and the document it is in. It
// follows the references that its path leads over.
func (r *refs) find(d *doc, ref *yaml.Node, depth int) (*doc, *yaml.Node) {
	if depth > maxRefs {
		r.fail(d, ref, "references go round in a circle", "let one of them name a value")
		return nil, nil
	}
	file, pointer, _ := strings.Cut(ref.Value, "#")
	there := d
	if file != "" {
		if there = r.open(d, ref, file); there == nil {
			return nil, nil
		}
	}
	if pointer != "" && pointer[0] != '/' {
		r.fail(d, ref, fmt.Sprintf("%q is no path in a file", "#"+pointer), "write $ref: '#/key/name', or FILE#/key/name")
		return nil, nil
	}
	n := there.root
	for i, name := range pointerNames(pointer) {
		if i == 0 && there.path == r.p.path {
			r.p.named = append(r.p.named, name)
		}
		for n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		if inner := r.reference(n); inner != nil {
			if there, n = r.find(there, inner, depth+1); n == nil {
				return nil, nil
			}
		}
		next := r.child(n, name)
		if next == nil {
			r.fail(d, ref, fmt.Sprintf("%q names nothing in %s", ref.Value, there.path), "write $ref: '#/key/name', or FILE#/key/name; each part is a key or a number of a list")
			return nil, nil
		}
		n = next
	}
	return there, n
}

// own says whether a reference inside of the value of an assertion, a JSON
// schema, names a part of that schema and none of the file.
func (r *refs) own(d *doc, ref *yaml.Node) bool {
	if r.data == nil || ref.Value[0] != '#' {
		return false
	}
	return !leads(d.root, ref.Value[1:]) && leads(r.data, ref.Value[1:])
}

func leads(n *yaml.Node, pointer string) bool {
	for _, name := range pointerNames(pointer) {
		if n = child(aliased(n), name); n == nil {
			return false
		}
	}
	return true
}

// pointerNames are the keys on the way of a JSON pointer in a URL (RFC 6901,
// sections 3 and 6), none for the whole document.
func pointerNames(pointer string) []string {
	if pointer == "" || pointer == "/" {
		return nil
	}
	names := strings.Split(pointer[1:], "/")
	for i, name := range names {
		if plain, err := url.PathUnescape(name); err == nil {
			name = plain
		}
		names[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
	}
	return names
}

// maxRefFiles bounds the files that the references of one document lead through.
const maxRefFiles = 1000

// open reads a file that a reference names: YAML and JSON as data, others as
// text.
func (r *refs) open(d *doc, ref *yaml.Node, name string) *doc {
	if strings.Contains(strings.TrimPrefix(name, fileScheme), "://") {
		r.fail(d, ref, name+": references to the network are not supported", "keep the file in the repository")
		return nil
	}
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	var file string
	var src []byte
	ok := false
	r.p.from(path.Dir(d.pos(ref).Path), func() { file, src, ok = r.p.read(d.pos(ref), name) })
	if !ok {
		return nil
	}
	if known := r.docs[file]; known != nil {
		return known
	}
	if len(r.docs) == maxRefFiles {
		r.fail(d, ref, fmt.Sprintf("references lead through more than %d files", maxRefFiles), "let them lead to fewer")
		return nil
	}
	there := &doc{path: file, origin: r.p.origin}
	switch extension(file) {
	case ".yaml", ".yml", ".json":
		if there, ok = r.p.parse(file, src); !ok {
			return nil
		}
	default:
		there.root = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: string(src), Line: 1, Column: 1}
	}
	if there.root == nil {
		r.fail(d, ref, file+" is empty", "write the value into it")
		return nil
	}
	r.p.belongs(there)
	r.docs[file] = there
	return there
}
