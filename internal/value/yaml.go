package value

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// maxNodes bounds what aliases may expand to, against a file of a few lines
// that stands for billions of values.
const maxNodes = 1_000_000

// maxDepth bounds how deep values are nested, against an alias that stands
// inside what it stands for.
const maxDepth = 1000

// ParseYAML reads one YAML document and gives its root node, nil when the
// document is empty. A syntax error comes back as diagnostics with positions in
// path; lineOffset is added to lines where the document starts inside a file.
func ParseYAML(path string, src []byte, lineOffset int) (*yaml.Node, error) {
	doc, err := unmarshal(src)
	if err != nil {
		return nil, yamlError(path, src, err, lineOffset)
	}
	if len(doc.Content) == 0 {
		return nil, nil //nolint:nilnil // an empty document is a value: no root
	}
	if lineOffset != 0 {
		shift(doc, lineOffset, map[*yaml.Node]bool{})
	}
	return doc.Content[0], nil
}

// unmarshal reads a document. The library takes a question mark inside a plain
// text in brackets or braces for an indicator, as YAML 1.1 had it, and so refuses
// {words?: integer}; such marks are hidden from it where nothing else helps.
func unmarshal(src []byte) (*yaml.Node, error) {
	var doc yaml.Node
	err := yaml.Unmarshal(src, &doc)
	if err == nil || !questionInWord.Match(src) || bytes.ContainsRune(src, hiddenQuestion) {
		return &doc, err
	}
	var again yaml.Node
	if yaml.Unmarshal(questionInWord.ReplaceAll(src, []byte("${1}"+string(hiddenQuestion))), &again) != nil {
		return nil, err
	}
	showQuestions(&again)
	return &again, nil
}

// questionInWord is a question mark that is no indicator: something stands
// right before it.
var questionInWord = regexp.MustCompile(`([^\s?\[\]{},])\?`)

// hiddenQuestion is of the private use area.
const hiddenQuestion = '\ue03f'

func showQuestions(n *yaml.Node) {
	n.Value = strings.ReplaceAll(n.Value, string(hiddenQuestion), "?")
	for _, c := range n.Content {
		showQuestions(c)
	}
}

func shift(n *yaml.Node, lines int, seen map[*yaml.Node]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	n.Line += lines
	for _, c := range n.Content {
		shift(c, lines, seen)
	}
}

// FromYAML turns a node into a value, following aliases and merge keys. A nil
// node is nil.
func FromYAML(n *yaml.Node) (any, error) {
	budget := maxNodes
	return fromYAML(n, &budget, 0)
}

func fromYAML(n *yaml.Node, budget *int, depth int) (any, error) {
	if *budget--; *budget < 0 {
		return nil, fmt.Errorf("more than %d values, those of aliases counted each time", maxNodes)
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d levels, or an alias inside what it stands for", maxDepth)
	}
	if n == nil {
		return nil, nil //nolint:nilnil // a missing node is the null value
	}
	switch n.Kind {
	case yaml.AliasNode:
		return fromYAML(n.Alias, budget, depth+1)
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, c := range n.Content {
			v, err := fromYAML(c, budget, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		return mapping(n, budget, depth)
	default:
		return Scalar(n), nil
	}
}

func mapping(n *yaml.Node, budget *int, depth int) (any, error) {
	o := &Object{}
	var merges []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		if key.Tag == "!!merge" {
			merges = append(merges, val)
			continue
		}
		v, err := fromYAML(val, budget, depth+1)
		if err != nil {
			return nil, err
		}
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		o.Set(key.Value, v)
	}
	for _, m := range merges {
		if err := merge(o, m, budget, depth); err != nil {
			return nil, err
		}
	}
	return o, nil
}

func merge(o *Object, n *yaml.Node, budget *int, depth int) error {
	v, err := fromYAML(n, budget, depth+1)
	if err != nil {
		return err
	}
	sources, ok := v.([]any)
	if !ok {
		sources = []any{v}
	}
	for _, s := range sources {
		from, ok := s.(*Object)
		if !ok {
			return fmt.Errorf("line %d: a merge key needs a mapping", n.Line)
		}
		for k, x := range from.All() {
			if _, known := o.Get(k); !known {
				o.Set(k, x)
			}
		}
	}
	return nil
}

var (
	coreInt   = regexp.MustCompile(`^[-+]?[0-9]+$`)
	coreFloat = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
)

// Scalar resolves a scalar node by the core schema of YAML 1.2 (section 10.3):
// quoted and tagged text stays text.
func Scalar(n *yaml.Node) any {
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 ||
		n.Style&yaml.TaggedStyle != 0 && n.Tag == "!!str" {
		return n.Value
	}
	s := n.Value
	switch s {
	case "", "~", "null", "Null", "NULL":
		return nil
	case "true", "True", "TRUE":
		return true
	case "false", "False", "FALSE":
		return false
	case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF":
		return math.Inf(1)
	case "-.inf", "-.Inf", "-.INF":
		return math.Inf(-1)
	case ".nan", ".NaN", ".NAN":
		return math.NaN()
	}
	if v, ok := coreNumber(s); ok {
		return v
	}
	return s
}

func coreNumber(s string) (any, bool) {
	switch {
	case strings.HasPrefix(s, "0o"), strings.HasPrefix(s, "0x"):
		if n, err := strconv.ParseInt(s, 0, 64); err == nil {
			return n, true
		}
	case coreInt.MatchString(s):
		if n, err := strconv.ParseInt(strings.TrimPrefix(s, "+"), 10, 64); err == nil && (n != 0 || s[0] != '-') {
			return n, true // -0 is a float: JavaScript tells it from 0
		}
		f, err := strconv.ParseFloat(s, 64)
		return f, err == nil
	case coreFloat.MatchString(s):
		f, err := strconv.ParseFloat(s, 64)
		return f, err == nil
	}
	return nil, false
}
