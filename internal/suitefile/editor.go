package suitefile

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// editor puts entries into the list of cases of a YAML or JSON file. The YAML
// parser says where values begin and not where they end, so a place is tried,
// and taken if what comes out parses to what was there with the entries behind
// the others.
type editor struct {
	file    string
	lines   *lines
	root    *yaml.Node // nil where the file holds nothing
	key     string     // of the list in the file's mapping
	keyNode *yaml.Node // nil where the key is missing, or the file is a bare list
	list    *yaml.Node // nil where the key is missing; null or a text it may also be
	entries []item
}

func newEditor(file, text string, github bool) (*editor, error) {
	root, err := value.ParseYAML(file, []byte(text), 0)
	if err != nil {
		return nil, err
	}
	e := &editor{file: file, lines: newLines(text), root: root, key: "tests"}
	if github {
		e.key = "testData"
	}
	switch {
	case root == nil:
	case root.Kind == yaml.SequenceNode && !github:
		e.list = root
	case root.Kind == yaml.MappingNode:
		e.findKey()
	default:
		return nil, e.problem(root, "the file is neither a list of cases nor a mapping with "+e.key+":", "")
	}
	return e, nil
}

func (e *editor) findKey() {
	for i := 0; i+1 < len(e.root.Content); i += 2 {
		if e.root.Content[i].Value == e.key {
			e.keyNode, e.list = e.root.Content[i], e.root.Content[i+1]
		}
	}
}

func (e *editor) problem(n *yaml.Node, message, hint string) error {
	return diag.Errors{{Pos: diag.Pos{Path: e.file, Line: n.Line, Col: n.Column}, Message: message, Hint: hint}}
}

func (e *editor) isJSON() bool { return strings.EqualFold(path.Ext(e.file), ".json") }

func isText(n *yaml.Node) bool {
	_, text := value.Scalar(n).(string)
	return n.Kind == yaml.ScalarNode && text
}

// add gives the text of the file with the entries in the list.
func (e *editor) add() (string, error) {
	switch {
	case e.root == nil:
		return e.newList("")
	case e.list == nil && e.root.Style&yaml.FlowStyle != 0:
		return "", e.problem(e.root, fmt.Sprintf("the file has no %q", e.key), fmt.Sprintf("add an empty list: %q: []", e.key))
	case e.list == nil:
		return e.newList(e.key + ":")
	}
	list := e.list
	if list.Kind == yaml.AliasNode {
		list = list.Alias
	}
	switch {
	case list.Kind == yaml.ScalarNode && value.Scalar(list) == nil && e.list.Kind != yaml.AliasNode && e.root.Style&yaml.FlowStyle == 0:
		return e.fillKey()
	case list.Kind != yaml.SequenceNode:
		return "", e.problem(e.list, e.key+" is not a list of cases", "write the cases in place, or name the file that holds them with --suite")
	case list.Style&yaml.FlowStyle == 0:
		return e.appendBlock(list)
	case len(list.Content) == 0 && e.root.Style&yaml.FlowStyle == 0 && e.keyNode != nil && e.list == list && list.Anchor == "":
		if text, err := e.emptyBrackets(list); err == nil {
			return text, nil
		}
	}
	return e.appendFlow(list)
}

// try parses a text that the entries were put into and says whether it is what
// it should be.
func (e *editor) try(text string, list *yaml.Node) bool {
	root, err := value.ParseYAML(e.file, []byte(text), 0)
	if err != nil || root == nil {
		return false
	}
	c := comparison{list: list, entries: e.entries}
	if list != nil {
		return c.same(e.root, root) && c.met
	}
	return e.sameWithNewList(&c, root)
}

// sameWithNewList is for a file that had no list: an empty one, or a mapping in
// which the key was missing or null.
func (e *editor) sameWithNewList(c *comparison, root *yaml.Node) bool {
	if e.root == nil && root.Kind == yaml.SequenceNode {
		return c.added(root.Content)
	}
	if root.Kind != yaml.MappingNode {
		return false
	}
	var rest []*yaml.Node
	met := false
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == e.key {
			met = root.Content[i+1].Kind == yaml.SequenceNode && c.added(root.Content[i+1].Content)
			continue
		}
		rest = append(rest, root.Content[i], root.Content[i+1])
	}
	var old []*yaml.Node
	if e.root != nil {
		for i := 0; i+1 < len(e.root.Content); i += 2 {
			if e.root.Content[i] != e.keyNode {
				old = append(old, e.root.Content[i], e.root.Content[i+1])
			}
		}
	}
	return met && c.sameAll(old, rest)
}

// first gives the first candidate that holds.
func (e *editor) first(list *yaml.Node, candidates ...string) (string, error) {
	for _, text := range candidates {
		if e.try(text, list) {
			return text, nil
		}
	}
	return "", errors.Join(errPlace, e.valid())
}

// valid names an entry that no YAML says, such as one too deep.
func (e *editor) valid() error {
	for _, x := range e.entries {
		if _, err := value.ParseYAML(e.file, []byte(flow(x.object)), 0); err != nil {
			return err
		}
	}
	return nil
}
