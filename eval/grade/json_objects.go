package grade

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

const (
	// maxObject is the length, in UTF-16 code units, that promptfoo looks at.
	maxObject = 100_000
	// maxParsed bounds the text parsed for one output, against thousands of
	// open braces that would each be parsed to the end.
	maxParsed = 16 << 20
	// maxLevels is how deep values may be nested in promptfoo's YAML parser.
	maxLevels = 99
)

// jsonObjects finds the objects in a text: from an opening brace to the closing
// one that balances it, whatever quotes say, read as YAML, which forgives what
// models get wrong. Braces left open at the end are closed.
func jsonObjects(s string) ([]any, error) {
	var objects []any
	budget := maxParsed
	closers := balance(s)
	for i := 0; i < len(s); i++ {
		if s[i] != '{' || i+1 == len(s) {
			continue // promptfoo does not complete a brace that is the very last character
		}
		end, missing := objectEnd(s, i, closers)
		if budget -= end - i; budget < 0 {
			return nil, errors.New("the output has too many nested or open braces to look for JSON in")
		}
		if object, ok := relaxedObject(s[i:end] + strings.Repeat(" }", missing)); ok {
			objects = append(objects, object)
			i = end - 1
		}
	}
	return objects, nil
}

// balance gives for every opening brace the index of the one that closes it.
func balance(s string) map[int]int {
	closers := map[int]int{}
	var open []int
	for i := range len(s) {
		switch {
		case s[i] == '{':
			open = append(open, i)
		case s[i] == '}' && len(open) > 0:
			closers[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	return closers
}

// objectEnd is where the object that opens at i ends, and how many closing
// braces it lacks because the text ends first, or the length looked at.
func objectEnd(s string, i int, closers map[int]int) (end, missing int) {
	closer, ok := closers[i]
	if ok && closer-i < maxObject { // in bytes, of which there are no fewer
		return closer + 1, 0
	}
	limit := cutUnits(s, i, maxObject)
	if ok && closer < limit {
		return closer + 1, 0
	}
	return limit, strings.Count(s[i:limit], "{") - strings.Count(s[i:limit], "}")
}

// cutUnits is the index n UTF-16 code units behind i, or the end.
func cutUnits(s string, i, n int) int {
	if len(s)-i <= n {
		return len(s)
	}
	for i < len(s) && n > 0 {
		r, size := utf8.DecodeRuneInString(s[i:])
		n -= utf16.RuneLen(r)
		i += size
	}
	return i
}

// relaxedObject reads an object as JSON or else as YAML in which // begins a
// comment too.
func relaxedObject(s string) (any, bool) {
	if tooDeep(s) || complexKey.MatchString(s) {
		return nil, false
	}
	if v, err := parseJSON(s); err == nil && !infinite(v) {
		return v, true
	}
	src := []byte(unescape(flowColons(yamlComments(s))))
	root, err := value.ParseYAML("", src, 0)
	if err != nil || root == nil || root.Kind != yaml.MappingNode || !asJSON(root, 1) || !oneDocument(src) {
		return nil, false
	}
	v, err := value.FromYAML(root)
	if err != nil {
		return nil, false
	}
	return plain(v), true
}

// oneDocument says whether nothing follows the first document.
func oneDocument(src []byte) bool {
	d := yaml.NewDecoder(bytes.NewReader(src))
	var first, second yaml.Node
	return d.Decode(&first) != nil || errors.Is(d.Decode(&second), io.EOF)
}

// complexKey is an object that begins with another: a key that is no text.
var complexKey = regexp.MustCompile(`^\{[ \t\r\n]*[{\[]`)

// tooDeep says whether brackets outside of double quotes are nested so deep
// that promptfoo's YAML parser refuses them; ours would be slow.
func tooDeep(s string) bool {
	level, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			level++
		case c == '}' || c == ']':
			level--
		}
		if level > maxLevels {
			return true
		}
	}
	return false
}

// asJSON refuses what promptfoo's YAML parser does not read: tags that it does
// not know, and keys that are lists or mappings. Other keys become texts, as in
// JavaScript: ~ is "null", 1e3 is "1000".
func asJSON(n *yaml.Node, level int) bool {
	if level > maxLevels || n.Style&yaml.TaggedStyle != 0 && !resolves(n) {
		return false
	}
	for i, c := range n.Content {
		if !asJSON(c, level+1) {
			return false
		}
		if n.Kind == yaml.MappingNode && i%2 == 0 && c.Tag != "!!merge" {
			for c.Kind == yaml.AliasNode {
				c = c.Alias
			}
			if c.Kind != yaml.ScalarNode {
				return false
			}
			n.Content[i] = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: text(value.Scalar(c))}
		}
	}
	return true
}

var escapes = regexp.MustCompile(`(?s)\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\.`)

// unescape writes the escapes that our YAML parser refuses, \/ and surrogate
// pairs, as the characters that they stand for.
func unescape(s string) string {
	return escapes.ReplaceAllStringFunc(s, func(escape string) string {
		if escape == `\/` {
			return "/"
		}
		if len(escape) < len(`\ud83d\ude00`) {
			return escape
		}
		high, errHigh := strconv.ParseUint(escape[2:6], 16, 16)
		low, errLow := strconv.ParseUint(escape[8:], 16, 16)
		if errHigh != nil || errLow != nil {
			return escape
		}
		return string(utf16.DecodeRune(rune(high), rune(low)))
	})
}
