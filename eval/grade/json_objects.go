package grade

import (
	"errors"
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
)

// jsonObjects finds the objects in a text: from an opening brace to the closing
// one that balances it, whatever quotes say, read as YAML, which forgives what
// models get wrong. Braces left open at the end are closed.
func jsonObjects(s string) ([]any, error) {
	var objects []any
	budget := maxParsed
	closers := balance(s)
	for i := 0; i < len(s); i++ {
		if s[i] != '{' {
			continue
		}
		end, missing := objectEnd(s, i, closers)
		if budget -= end - i; budget < 0 {
			return nil, errors.New("the output has too many nested or open braces to look for JSON in")
		}
		if object, ok := relaxedObject(s[i:end] + strings.Repeat("}", missing)); ok {
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
	limit := cutUnits(s, i, maxObject)
	if closer, ok := closers[i]; ok && closer < limit {
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
	if v, err := parseJSON(s); err == nil {
		return v, true
	}
	root, err := value.ParseYAML("", []byte(yamlComments(s)), 0)
	if err != nil || root == nil || root.Kind != yaml.MappingNode || !knownTags(root, 0) {
		return nil, false
	}
	v, err := value.FromYAML(root)
	if err != nil {
		return nil, false
	}
	return plain(v), true
}

// knownTags refuses tags that promptfoo's YAML parser does not know.
func knownTags(n *yaml.Node, depth int) bool {
	if n == nil || depth > 1000 {
		return true
	}
	if n.Style&yaml.TaggedStyle != 0 && !strings.HasPrefix(n.Tag, "!!") {
		return false
	}
	for _, c := range n.Content {
		if !knownTags(c, depth+1) {
			return false
		}
	}
	return true
}
