package grade

import (
	"math"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// flowColons puts a space behind each colon before a bracket, a brace or a comma
// outside of quotes, where it ends a key: in {a:[1]} our YAML parser reads on.
func flowColons(s string) string {
	var b strings.Builder
	quote, before := byte(0), byte(' ') // before is the last character that is no space
	for i := range len(s) {
		c := s[i]
		b.WriteByte(c)
		switch {
		case quote != 0:
			if c == quote && (quote == '\'' || !escaped(s, i)) {
				quote = 0
			}
		case (c == '"' || c == '\'') && strings.IndexByte("{[,: ", before) >= 0:
			quote = c
		case c == ':' && i+1 < len(s) && strings.IndexByte("[]{},", s[i+1]) >= 0:
			b.WriteByte(' ')
		}
		if strings.IndexByte(" \t\r\n", c) < 0 {
			before = c
		}
	}
	return b.String()
}

// Tags that promptfoo's YAML parser knows for collections.
var collectionTags = []string{"!!map", "!!seq", "!!set", "!!omap", "!!pairs"}

// resolves says whether a node is what its tag says: a text like a is no !!int.
func resolves(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode {
		return slices.Contains(collectionTags, n.Tag)
	}
	v := value.Scalar(&yaml.Node{Kind: yaml.ScalarNode, Value: n.Value})
	var is bool
	switch n.Tag {
	case "!!str", "!!binary", "!!timestamp":
		return true
	case "!!null":
		is = v == nil
	case "!!bool":
		_, is = v.(bool)
	case "!!int":
		_, is = v.(int64)
	case "!!float":
		_, is = v.(float64)
		if !is {
			_, is = v.(int64)
		}
	}
	return is
}

// infinite says whether a number in v is larger than there are: promptfoo's YAML
// parser takes 1e400 for a text.
func infinite(v any) bool {
	switch v := v.(type) {
	case float64:
		return math.IsInf(v, 0)
	case []any:
		return slices.ContainsFunc(v, infinite)
	case map[string]any:
		for _, x := range v {
			if infinite(x) {
				return true
			}
		}
	}
	return false
}
