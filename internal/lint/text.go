package lint

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/promptgit/promptgit/internal/memo"
)

var templateTag = memo.Regexp(`(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}`)

// countWords counts the words of a text outside of template tags. A letter of a
// script that puts no blanks between words counts as one.
func countWords(text string) int {
	n := 0
	for _, word := range strings.Fields(templateTag().ReplaceAllString(text, " ")) {
		unspaced := 0
		for _, r := range word {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
				unspaced++
			}
		}
		n += max(1, unspaced)
	}
	return n
}

// tokens estimates the tokens of a text: four bytes each, which is near what
// English takes (OpenAI's rule of thumb) and too few for other scripts.
func tokens(text string) int { return (len(text) + 3) / 4 }

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
