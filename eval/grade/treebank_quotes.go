package grade

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/promptgit/promptgit/internal/value"
)

// splitQuotes writes double quotes, of any of the three spellings, as ““” where
// they open and as “”” where they close.
func splitQuotes(text string) string {
	var b strings.Builder
	inside, done := false, 0
	for at, size := nextQuote(text, 0); at >= 0; {
		next, nextSize := nextQuote(text, at+size)
		closes := next >= 0 && text[next:next+nextSize] == "''"
		inside = opens(text, at, text[at:at+size], inside, closes)
		b.WriteString(text[done:at])
		if inside {
			b.WriteString(" `` ")
		} else {
			b.WriteString(" '' ")
		}
		done = at + size
		at, size = next, nextSize
	}
	b.WriteString(text[done:])
	return b.String()
}

// nextQuote finds the next double quote from a place on, at -1 where there is
// none.
func nextQuote(text string, from int) (at, size int) {
	for i := from; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return i, 1
		case (c == '`' || c == '\'') && i+1 < len(text) && text[i+1] == c:
			return i, 2
		}
	}
	return -1, 0
}

// opens says whether a quote opens. One of two apostrophes does so only where
// another one closes it.
func opens(text string, at int, quote string, inside, closes bool) bool {
	if quote == "``" {
		return true
	}
	before, after := text[:at], text[at+len(quote):]
	prev := lastChar(before)
	first := at == 0
	atEnd := after == ""
	switch {
	case inside,
		atEnd && !first && !value.JSSpace(prev) && !unicode.Is(unicode.Ps, prev) && prev != '<',
		!first && !value.JSSpace(prev) && !unicode.Is(unicode.P, prev) && prev != '<' && !strings.HasSuffix(before, "``") && !endsInMarker(before),
		strings.ContainsRune(".!?", prev):
		return false
	case quote == `"`:
		return true
	}
	next, _ := utf8.DecodeRuneInString(after)
	return !first && !atEnd && closes && unicode.In(next, unicode.L, unicode.N, unicode.Sc, unicode.Ps)
}

// lastChar is the last character, 0 where there is none or where it takes two
// code units, of which no class knows the second.
func lastChar(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	if s == "" || r > 0xffff {
		return 0
	}
	return r
}

// endsInMarker says whether a text ends in a raised letter that marks a note,
// behind a sentence that a quote closed: `yes."ᵃ`, perhaps with a number.
func endsInMarker(s string) bool {
	r, size := utf8.DecodeLastRuneInString(s)
	if s == "" || !unicode.Is(unicode.Lm, r) || norm.NFKC.String(string(r)) == string(r) {
		return false
	}
	s = strings.TrimRightFunc(s[:len(s)-size], func(r rune) bool { return unicode.Is(unicode.N, r) })
	closing, size := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(`"'”’`, closing) && strings.ContainsRune(".!?", lastChar(s[:len(s)-size]))
}
