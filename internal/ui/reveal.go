package ui

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reveal makes foreign text safe for a terminal and hides nothing of it: where
// Clean takes an escape sequence out, Reveal shows ␛ and what follows. Control
// characters stand as their pictures (␀), and what is invisible or turns the
// direction of the text as <U+202E>; newlines and tabs stay.
func Reveal(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && hides(r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if r == '\n' || r == '\t' || !hides(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(picture(r))
		}
	}
	return b.String()
}

// hides says whether a character would do something to a terminal, or not be seen.
// Joiners stay: scripts and emoji are written with them.
func hides(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r < ' ' || r == 0x7f
	case r == '\u200c', r == '\u200d':
		return false
	case r == utf8.RuneError, r == '\u00ad', r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.In(r, unicode.Zl, unicode.Zp)
}

// picture is how a character that hides is shown.
func picture(r rune) string {
	switch {
	case r == utf8.RuneError:
		return "\ufffd"
	case r < ' ':
		return string('\u2400' + r)
	case r == 0x7f:
		return "\u2421"
	}
	return fmt.Sprintf("<U+%04X>", r)
}
