package prompt

import (
	"strings"
	"unicode"
)

func notAlnum(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// separateHumps puts a blank before each capital that follows a small letter:
// "fewShot" becomes "few Shot".
func separateHumps(s string) string {
	var b strings.Builder
	small := false
	for _, r := range s {
		if small && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		small = unicode.IsLower(r)
		b.WriteRune(r)
	}
	return b.String()
}

// likeness compares two texts as bags of words: twice the words in common over
// all words (the Dice coefficient), from 0 to 1.
func likeness(a, b string) float64 {
	bag, n := bagOf(a)
	m, common := 0, 0
	for w := range strings.FieldsSeq(b) {
		m++
		if bag[w] > 0 {
			bag[w]--
			common++
		}
	}
	if n+m == 0 {
		return 1
	}
	return 2 * float64(common) / float64(n+m)
}

// contained is the share of the words of part that whole has, from 0 to 1.
func contained(part, whole string) float64 {
	bag, _ := bagOf(whole)
	n, common := 0, 0
	for w := range strings.FieldsSeq(part) {
		n++
		if bag[w] > 0 {
			bag[w]--
			common++
		}
	}
	if n == 0 {
		return 1
	}
	return float64(common) / float64(n)
}

func bagOf(s string) (bag map[string]int, n int) {
	bag = map[string]int{}
	for w := range strings.FieldsSeq(s) {
		bag[w]++
		n++
	}
	return bag, n
}
