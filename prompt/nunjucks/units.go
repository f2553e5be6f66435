package nunjucks

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// JavaScript counts strings in UTF-16 units.

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func units(s string) []uint16 { return utf16.Encode([]rune(s)) }

func length(s string) int {
	if ascii(s) {
		return len(s)
	}
	n := 0
	for _, c := range s {
		n += max(1, utf16.RuneLen(c))
	}
	return n
}

// cut gives the units from start up to end, both within the string. Half a
// surrogate pair becomes U+FFFD, as it does when JavaScript writes it out.
func cut(s string, start, end int) string {
	if start >= end {
		return ""
	}
	if ascii(s) {
		return s[start:end]
	}
	return string(utf16.Decode(units(s)[start:end]))
}

// chars gives the units of a string one by one.
func chars(s string) []any {
	if ascii(s) {
		out := make([]any, len(s))
		for i := range out {
			out[i] = s[i : i+1]
		}
		return out
	}
	u := units(s)
	out := make([]any, len(u))
	for i := range u {
		out[i] = string(utf16.Decode(u[i : i+1]))
	}
	return out
}

// index gives the unit offset of sub at or after from, -1 for none.
func index(s, sub string, from int) int {
	if from > length(s) {
		return -1
	}
	head := cut(s, 0, from)
	if i := strings.Index(cut(s, from, length(s)), sub); i >= 0 {
		return from + length(s[len(head):][:i])
	}
	return -1
}

// lastIndex gives the unit offset of the last sub that begins at from or before.
func lastIndex(s, sub string, from int) int {
	end := min(length(s), max(from, 0)+length(sub))
	head := cut(s, 0, end)
	if i := strings.LastIndex(head, sub); i >= 0 {
		return length(head[:i])
	}
	return -1
}

// isSpace is what \s means in JavaScript.
func isSpace(c rune) bool {
	switch c {
	case '\t', '\n', '\v', '\f', '\r', ' ', 0xa0, 0x2028, 0x2029, 0xfeff:
		return true
	}
	return unicode.Is(unicode.Zs, c)
}

func trimStart(s string) string { return strings.TrimLeftFunc(s, isSpace) }
func trimEnd(s string) string   { return strings.TrimRightFunc(s, isSpace) }
func trim(s string) string      { return trimStart(trimEnd(s)) }
