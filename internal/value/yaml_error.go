package value

import (
	"bytes"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
)

var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?(.*)$`)

// yamlError places a syntax error in its file.
func yamlError(path string, src []byte, err error, lineOffset int) error {
	reported, message := yamlMessage(err)
	pos := diag.Pos{Path: path, Line: brokenLine(src, message, reported) + lineOffset, Col: 1}
	return diag.Errors{{Pos: pos, Message: "not valid YAML: " + message, Hint: "check indentation, quotes and colons on this line and the one above"}}
}

// yamlMessage cuts an error of the library into its line, at least 1, and text.
func yamlMessage(err error) (line int, message string) {
	m := yamlLine.FindStringSubmatch(strings.SplitN(err.Error(), "\n", 2)[0])
	if m == nil {
		return 1, err.Error()
	}
	n, _ := strconv.Atoi(m[1]) // none is 0
	return max(1, n), m[2]
}

// brokenLine finds the line in which a text stops being YAML. The library names
// the line where the broken list or mapping begins, and often the one above; the
// true one ends the shortest beginning of the text that fails in the same way.
func brokenLine(src []byte, message string, reported int) int {
	ends := lineEnds(src)
	if reported > len(ends) || len(src) > maxSearched {
		return reported
	}
	n := sort.Search(len(ends)-reported, func(i int) bool {
		var doc yaml.Node
		err := yaml.Unmarshal(src[:ends[reported-1+i]], &doc)
		if err == nil {
			return false
		}
		_, same := yamlMessage(err)
		return same == message
	})
	return reported + n
}

// maxSearched bounds what is parsed a dozen times over to place an error.
const maxSearched = 1 << 20

// lineEnds lists where the lines of a text end.
func lineEnds(src []byte) []int {
	ends := make([]int, 0, bytes.Count(src, []byte("\n"))+1)
	for at, c := range src {
		if c == '\n' {
			ends = append(ends, at+1)
		}
	}
	if len(ends) == 0 || ends[len(ends)-1] < len(src) {
		ends = append(ends, len(src))
	}
	return ends
}
