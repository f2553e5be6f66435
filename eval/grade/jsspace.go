package grade

import "strings"

// jsSpace is what JavaScript's \s matches, in a Go pattern, and jsSpaces any
// number of it.
const (
	jsSpace  = `[\s\v\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}]`
	jsSpaces = jsSpace + `*`
)

// asciiLower leaves letters beyond ASCII alone, as JavaScript's flag i does to
// those that it compares with ASCII.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
