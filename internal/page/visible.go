package page

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// visible makes the characters of a finished page that a reader cannot see, and that
// could deceive one, into signs: control characters, marks that turn the direction
// of text, tags, and bytes that are no text. It works on the whole page, where only
// foreign text has such characters: no template can forget it.
func visible(html []byte) []byte {
	at := hidden(html)
	if at < 0 {
		return html
	}
	var b bytes.Buffer
	b.Grow(len(html) + 64)
	for at >= 0 {
		b.Write(html[:at])
		r, n := utf8.DecodeRune(html[at:])
		b.WriteString(sign(r))
		html = html[at+n:]
		at = hidden(html)
	}
	b.Write(html)
	return b.Bytes()
}

// hidden is where the first character stands that does not show, -1 for none.
func hidden(s []byte) int {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= ' ' && c < 0x7f, c == '\n', c == '\t':
			i++
			continue
		case c == '\r' && i+1 < len(s) && s[i+1] == '\n': // a line break of Windows
			i++
			continue
		case c < utf8.RuneSelf:
			return i
		}
		r, n := utf8.DecodeRune(s[i:])
		if r == utf8.RuneError && n == 1 || deceives(r) {
			return i
		}
		i += n
	}
	return -1
}

// deceives says of a character that it does not show. The joiners stay: scripts and
// emoji need them.
func deceives(r rune) bool {
	switch r {
	case '\u200c', '\u200d':
		return false
	case '\u2028', '\u2029':
		return true
	}
	return r < 0xa0 || unicode.Is(unicode.Cf, r)
}

// sign stands for a character that does not show.
func sign(r rune) string {
	switch {
	case r == utf8.RuneError:
		return "\ufffd"
	case r < ' ':
		return string(0x2400 + r)
	case r == 0x7f:
		return "\u2421"
	}
	return fmt.Sprintf("[U+%04X]", r)
}
