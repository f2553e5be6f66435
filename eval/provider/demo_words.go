package provider

import (
	"strings"
	"unicode"
)

// wordSet is the set of stems in s, without the commonest words.
func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range words(s) {
		if len(w) > 2 && !common[w] {
			set[stem(w)] = true
		}
	}
	return set
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// stem cuts the endings that an English reader sees through.
func stem(w string) string {
	for _, end := range []string{"ings", "ing", "ies", "ed", "es", "s", "y", "e"} {
		if s, ok := strings.CutSuffix(w, end); ok && len(s) > 2 {
			return s
		}
	}
	return w
}

// common words say nothing about a label.
var common = map[string]bool{
	"the": true, "and": true, "for": true, "you": true, "your": true, "with": true, "that": true, "this": true,
	"was": true, "has": true, "have": true, "not": true, "but": true, "are": true, "can": true, "from": true,
	"anything": true, "else": true, "other": true, "please": true, "when": true, "what": true, "how": true,
	"again": true, "since": true, "does": true, "did": true, "never": true, "all": true, "any": true,
}

// shared counts the words that both sets hold.
func shared(a, b map[string]bool) int {
	n := 0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return n
}

// tongue guesses the language of s: "de", "es", "fr" or "en".
func tongue(s string) string {
	marks := map[string][]string{
		"de": {"ich", "und", "nicht", "meine", "wurde", "bitte", "ist"},
		"es": {"mi", "no", "el", "la", "por", "favor", "una"},
		"fr": {"je", "mon", "est", "pas", "une", "vous", "le"},
	}
	best, most := "en", 1
	all := map[string]bool{}
	for _, w := range words(s) {
		all[w] = true
	}
	for _, lang := range []string{"de", "es", "fr"} {
		n := 0
		for _, w := range marks[lang] {
			if all[w] {
				n++
			}
		}
		if n > most {
			best, most = lang, n
		}
	}
	return best
}
