package value

import "strings"

// JSSpace says whether JavaScript's \s matches r (ECMA-262, WhiteSpace and
// LineTerminator).
func JSSpace(r rune) bool {
	switch {
	case r >= '\t' && r <= '\r', r == ' ', r == '\u00a0', r == '\u1680', r >= '\u2000' && r <= '\u200a':
		return true
	case r == '\u2028', r == '\u2029', r == '\u202f', r == '\u205f', r == '\u3000', r == '\ufeff':
		return true
	}
	return false
}

// JSTrim removes what JavaScript's trim takes for white space.
func JSTrim(s string) string { return strings.TrimFunc(s, JSSpace) }
