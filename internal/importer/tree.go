package importer

import (
	"bytes"
	"encoding/json"
	"path"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// readTree is readJSON, of a file that may be YAML, too.
func readTree(f File) (*document, []*node, error) {
	switch strings.ToLower(path.Ext(f.Path)) {
	case ".yaml", ".yml":
	default:
		return readJSON(f)
	}
	d := &document{path: f.Path, src: bytes.TrimPrefix(f.Src, []byte("\ufeff"))}
	root, err := value.ParseYAML(f.Path, d.src, 0)
	if err == nil {
		_, err = value.FromYAML(root) // before anything follows its aliases
	}
	if err != nil || root == nil {
		return d, nil, err
	}
	d.lines = lineStarts(d.src)
	return d, []*node{yamlTree(root, d.lines)}, nil
}

// yamlTree gives a node of YAML as one of JSON. Aliases were counted by FromYAML.
func yamlTree(y *yaml.Node, starts []int) *node {
	n := &node{kind: 's', fields: map[string]*node{}}
	if y.Line > 0 && y.Line <= len(starts) {
		n.at = starts[y.Line-1] + max(0, y.Column-1)
	}
	for y.Kind == yaml.AliasNode {
		y = y.Alias
	}
	switch y.Kind {
	case yaml.SequenceNode:
		n.kind = '['
		for _, c := range y.Content {
			n.list = append(n.list, yamlTree(c, starts))
		}
	case yaml.MappingNode:
		n.kind = '{'
		for i := 0; i+1 < len(y.Content); i += 2 {
			key := y.Content[i].Value
			if n.fields[key] == nil {
				n.keys = append(n.keys, key)
			}
			n.fields[key] = yamlTree(y.Content[i+1], starts)
		}
	default:
		switch v := value.Scalar(y).(type) {
		case int64:
			n.scalar = json.Number(strconv.FormatInt(v, 10))
		case float64:
			n.scalar = json.Number(string(value.Canonical(v)))
		default:
			n.scalar = v
		}
	}
	return n
}
