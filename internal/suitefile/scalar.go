package suitefile

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// quoted writes a text in double quotes, in a form that JSON and YAML read
// alike: what YAML readers refuse or take for a line end is escaped.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case !shown(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// shown says whether a character may stand in a file as it is: it is neither a
// control nor one that nobody sees there. Characters beyond the basic plane
// always may, since JSON and YAML escape them differently.
func shown(r rune) bool {
	return r > 0xffff || r >= 0x20 && unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S) || r == ' '
}

// words11 are plain texts that a YAML 1.1 reader takes for something else.
var words11 = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"}

// isPlain says whether a text can stand without quotes in any YAML context.
func isPlain(s string) bool {
	if s == "" || len(s) > 500 || slices.Contains(words11, strings.ToLower(s)) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(first) || strings.HasSuffix(s, " ") || strings.HasSuffix(s, ":") {
		return false
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" ._/()'!-+=$%;", r) {
			return false
		}
	}
	_, text := value.Scalar(&yaml.Node{Kind: yaml.ScalarNode, Value: s}).(string)
	return text
}

// isBlock says whether a text can be a literal block: several lines, all of
// whose characters are shown, the first not blank and not indented.
func isBlock(s string) bool {
	body := strings.TrimRight(s, "\n")
	if !strings.Contains(body, "\n") || strings.HasPrefix(s, " ") || strings.HasPrefix(s, "\n") || len(s)-len(body) > 1 {
		return false
	}
	for _, r := range s {
		if r != '\n' && (!shown(r) || r > 0xffff && !unicode.IsPrint(r)) {
			return false
		}
	}
	return !strings.Contains(s, " \n") && !strings.HasSuffix(s, " ")
}

// scalar writes what is neither a list nor a mapping, on one line.
func scalar(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return quoted(v)
	case float64:
		return number(v)
	}
	return fmt.Sprint(v) // a bool or a whole number
}

func number(f float64) string {
	switch {
	case math.IsNaN(f):
		return ".nan"
	case math.IsInf(f, 1):
		return ".inf"
	case math.IsInf(f, -1):
		return "-.inf"
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// flow writes a value on one line, as JSON.
func flow(v any) string {
	switch v := v.(type) {
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = flow(x)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case *value.Object:
		parts := make([]string, 0, v.Len())
		for k, x := range v.All() {
			parts = append(parts, quoted(k)+": "+flow(x))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return scalar(v)
}
