package grade

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// contraction is a word of two tokens that no apostrophe or space parts.
type contraction struct {
	first, second string
	spaced        bool // only before a space
}

// contractions are those of the Penn Treebank, in the order of their rules.
func contractions() []contraction {
	return []contraction{
		{first: "can", second: "not"},
		{first: "d", second: "'ye"},
		{first: "gim", second: "me"},
		{first: "gon", second: "na"},
		{first: "got", second: "ta"},
		{first: "lem", second: "me"},
		{first: "more", second: "'n"},
		{first: "wan", second: "na", spaced: true},
		{first: "'t", second: "is"},
		{first: "'t", second: "was"},
	}
}

// split sets off both tokens wherever the contraction stands as a word.
func (c contraction) split(text string) string {
	var b strings.Builder
	done := 0
	for i := 0; i < len(text); {
		middle, end, ok := c.match(text, i)
		if !ok {
			i++
			continue
		}
		b.WriteString(text[done:i] + " " + text[i:middle] + " " + text[middle:end] + " ")
		i, done = end, end
	}
	b.WriteString(text[done:])
	return b.String()
}

// match says whether the contraction stands at i, and where its tokens end.
func (c contraction) match(text string, i int) (middle, end int, ok bool) {
	if text[i] != c.first[0] {
		return 0, 0, false
	}
	middle, ok = foldedPrefix(text, i, c.first)
	if !ok {
		return 0, 0, false
	}
	end, ok = foldedPrefix(text, middle, c.second)
	if !ok {
		return 0, 0, false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[end:])
	ok = !inWord(before) && !inWord(after) && (!c.spaced || after == ' ')
	return middle, end, ok
}

// foldedPrefix says whether a word stands at a place, and where it ends. The
// long s is an s to JavaScript where case does not count.
func foldedPrefix(text string, at int, word string) (end int, ok bool) {
	for _, want := range word {
		r, size := utf8.DecodeRuneInString(text[at:])
		if r == 'ſ' {
			r = 's'
		}
		if r != want {
			return 0, false
		}
		at += size
	}
	return at, true
}

// inWord says whether a character continues an identifier (UAX #31), or joins.
func inWord(r rune) bool {
	if r == '\u200c' || r == '\u200d' {
		return true
	}
	return unicode.In(r, unicode.L, unicode.Nl, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Start, unicode.Other_ID_Continue) &&
		!unicode.In(r, unicode.Pattern_Syntax, unicode.Pattern_White_Space)
}
