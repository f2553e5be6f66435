package ui

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Clean makes foreign text safe for a terminal: escape sequences are removed
// and what would act on the terminal or not be seen on it shown as "?", as Reveal
// tells it apart; newlines and tabs stay. Of a sequence without an end only its start
// is removed: it must not hide what follows. Of more marks on one letter than any
// script has, the rest is left out: a line of one column could be of any length.
func Clean(s string) string {
	if strings.IndexByte(s, 0x1b) >= 0 {
		s = escape.ReplaceAllString(s, "")
	}
	marks := 0
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
		case r < utf8.RuneSelf && r >= ' ' && r != 0x7f:
		case r == '\u200c', r == '\u200d', unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > mostMarks {
				return -1
			}
			return r
		case r != utf8.RuneError && hides(r):
			r = '?'
		}
		marks = 0
		return r
	}, s)
}

// mostMarks follow one letter in text that is safe to stream, by Unicode UAX #15.
const mostMarks = 30

// escape is a control sequence, a control string or another escape of ECMA-48.
var escape = regexp.MustCompile(`\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])`)

// Line is Clean on one line: newlines and tabs become single spaces.
func Line(s string) string {
	return strings.Join(strings.Fields(Clean(s)), " ")
}

// Shorten cuts a line to at most width columns, with "…" where it was cut.
func Shorten(s string, width int) string {
	if len(s) <= width && plainASCII(s) {
		return s
	}
	return ansi.Truncate(s, width, "…")
}

// Cut cuts a line to at most width columns without a mark.
func Cut(s string, width int) string {
	return ansi.Truncate(s, width, "")
}

// Width is the number of columns that a line takes.
func Width(s string) int {
	if plainASCII(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

// plainASCII says whether each byte of a line is one column.
func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
