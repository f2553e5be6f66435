package cassette

import (
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// node is data in YAML that people read in a review: texts of several lines
// stand as they are, wherever YAML can hold them so without loss.
func node(v any) *yaml.Node {
	switch v := v.(type) {
	case *value.Object:
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for key, x := range v.All() {
			n.Content = append(n.Content, node(key), node(x))
		}
		return n
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, x := range v {
			n.Content = append(n.Content, node(x))
		}
		return n
	case string:
		n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v}
		switch {
		case strings.Contains(v, "\n") && literal(v):
			n.Style = yaml.LiteralStyle
		case v == "" || !plain(v):
			n.Style = yaml.DoubleQuotedStyle
		}
		return n
	}
	n := &yaml.Node{}
	if err := n.Encode(v); err != nil { // of no kind that JSON has
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	}
	return n
}

// literal says whether a block of lines gives a text back as it is.
func literal(s string) bool {
	for line := range strings.SplitSeq(s, "\n") {
		if strings.TrimRight(line, " \t") != line {
			return false
		}
	}
	return printable(s) && s[0] != ' ' && s[0] != '\t' && s[0] != '\n' && !strings.HasSuffix(s, "\n\n")
}

// plain says whether a text may stand without quotes as far as its characters go.
func plain(s string) bool {
	return printable(s) && strings.TrimSpace(s) == s && !strings.ContainsAny(s, "\n\t")
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool {
		return c != '\n' && c != '\t' && !unicode.IsPrint(c) || c == '\ufeff' || c == '\u0085' || c == '\u2028' || c == '\u2029'
	})
}

// hidden is data without keys in its texts.
func hidden(v any, hide func(string) string) any {
	switch v := v.(type) {
	case string:
		return hide(v)
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = hidden(x, hide)
		}
		return list
	case *value.Object:
		o := value.NewObject()
		for key, x := range v.All() {
			o.Set(key, hidden(x, hide))
		}
		return o
	}
	return v
}
