package ui

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// Clean makes foreign text safe for a terminal: escape sequences are removed
// and control characters shown as "?" (bidirectional overrides and marks too); newlines
// and tabs stay.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return '?'
		}
		return r
	}, ansi.Strip(s))
}

// Line is Clean on one line: newlines and tabs become single spaces.
func Line(s string) string {
	return strings.Join(strings.Fields(Clean(s)), " ")
}

// Shorten cuts a line to at most width columns, with "…" where it was cut.
func Shorten(s string, width int) string {
	return ansi.Truncate(s, width, "…")
}

// Width is the number of columns that a line takes.
func Width(s string) int { return ansi.StringWidth(s) }
