package config

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// Parse reads promptgit.yaml. The error is a diag.Errors with every problem of
// the file; path is only used in positions.
func Parse(path string, src []byte) (*Config, error) {
	root, err := value.ParseYAML(path, src, 0)
	if err != nil {
		return nil, err
	}
	c := Default()
	c.Path = path
	r := &reader{path: path}
	if root != nil && !isNull(root) {
		r.mapping(root, "the file", rootKeys(c))
	}
	if err := r.errs.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// reader walks the nodes of one file and collects what is wrong.
type reader struct {
	path string
	errs diag.Errors
}

func (r *reader) at(n *yaml.Node) diag.Pos {
	return diag.Pos{Path: r.path, Line: n.Line, Col: n.Column}
}

func (r *reader) reject(n *yaml.Node, hint, format string, args ...any) {
	r.errs.Add(r.at(n), fmt.Sprintf(format, args...), hint)
}

// mapping reads the keys of a mapping called what.
func (r *reader) mapping(n *yaml.Node, what string, keys []key) {
	n = follow(n)
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	if n.Kind != yaml.MappingNode {
		r.reject(n, "its keys are "+strings.Join(names, ", "), "%s must be a mapping", what)
		return
	}
	seen := r.pairs(n, func(name string, at, val *yaml.Node) {
		for _, k := range keys {
			if k.name == name {
				if !isNull(val) {
					k.kind.read(r, val, name)
				}
				return
			}
		}
		hint := diag.DidYouMean(name, names)
		if hint == "" {
			hint = "the keys here are " + strings.Join(names, ", ")
		}
		r.reject(at, hint, "unknown key %q", name)
	})
	for _, k := range keys {
		if k.kind.required && !seen[k.name] {
			r.reject(n, fmt.Sprintf("add `%s:`", k.name), "%s needs %q", what, k.name)
		}
	}
}

// pairs calls each for every key of a mapping once, reports keys that are
// written twice, and says which keys have a value.
func (r *reader) pairs(n *yaml.Node, each func(name string, at, val *yaml.Node)) map[string]bool {
	seen, lines := map[string]bool{}, map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		at, val := follow(n.Content[i]), n.Content[i+1]
		if first, twice := lines[at.Value]; twice {
			r.reject(n.Content[i], fmt.Sprintf("the first is on line %d; keep one", first), "key %q is set twice", at.Value)
			continue
		}
		lines[at.Value] = at.Line
		if !isNull(val) {
			seen[at.Value] = true
		}
		each(at.Value, n.Content[i], val)
	}
	return seen
}

func follow(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool {
	n = follow(n)
	return n.Kind == yaml.ScalarNode && value.Scalar(n) == nil
}
