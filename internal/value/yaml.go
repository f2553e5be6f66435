package value

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
)

// maxNodes bounds what aliases may expand to, against a file of a few lines
// that stands for billions of values.
const maxNodes = 1_000_000

// ParseYAML reads one YAML document and gives its root node, nil when the
// document is empty. A syntax error comes back as diagnostics with positions in
// path; lineOffset is added to lines where the document starts inside a file.
func ParseYAML(path string, src []byte, lineOffset int) (*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return nil, yamlError(path, err, lineOffset)
	}
	if len(doc.Content) == 0 {
		return nil, nil //nolint:nilnil // an empty document is a value: no root
	}
	if lineOffset != 0 {
		shift(&doc, lineOffset, map[*yaml.Node]bool{})
	}
	return doc.Content[0], nil
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?(.*)$`)

func yamlError(path string, err error, lineOffset int) error {
	m := yamlLine.FindStringSubmatch(strings.SplitN(err.Error(), "\n", 2)[0])
	pos := diag.Pos{Path: path, Line: 1 + lineOffset, Col: 1}
	message := err.Error()
	if m != nil {
		message = m[2]
		if n, convErr := strconv.Atoi(m[1]); convErr == nil {
			pos.Line = n + lineOffset
		}
	}
	return diag.Errors{{Pos: pos, Message: "not valid YAML: " + message, Hint: "check indentation, quotes and colons on this line and the one above"}}
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
	if *budget--; *budget < 0 || depth > 1000 {
		return nil, errors.New("aliases expand to too many values")
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
		if n, err := strconv.ParseInt(strings.TrimPrefix(s, "+"), 10, 64); err == nil {
			return n, true
		}
		f, err := strconv.ParseFloat(s, 64)
		return f, err == nil
	case coreFloat.MatchString(s):
		f, err := strconv.ParseFloat(s, 64)
		return f, err == nil
	}
	return nil, false
}
