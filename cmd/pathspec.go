package cmd

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// pathspecs writes paths from the root of the repository as words of a shell
// that mean them to Git in any folder.
func pathspecs(paths ...string) string {
	words := make([]string, len(paths))
	for i, p := range paths {
		words[i] = shellWord(pathspec(p))
	}
	return strings.Join(words, " ")
}

// pathspec quotes what Git takes for a pattern. What cannot be typed becomes the
// pattern for any byte.
func pathspec(path string) string {
	var b strings.Builder
	b.WriteString(":/")
	if first := path[0]; first >= utf8.RuneSelf || !unicode.IsLetter(rune(first)) && !unicode.IsDigit(rune(first)) && first != '.' {
		b.WriteByte(':') // ends the magic, of which it would be a part
	}
	for at := 0; at < len(path); {
		r, size := utf8.DecodeRuneInString(path[at:])
		switch {
		case r == utf8.RuneError && size == 1, !unicode.IsPrint(r):
			b.WriteString(strings.Repeat("?", size))
		case strings.ContainsRune(`*?[\`, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
		at += size
	}
	return b.String()
}
