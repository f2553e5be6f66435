package prompt

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is the most words that either phrase of a substitution may have.
const longest = 12

// substitutions guesses which phrase became which, from the first place where
// two texts differ.
func substitutions(before, after string) []substitution {
	a, b := strings.Fields(before), strings.Fields(after)
	p := 0
	for p < min(len(a), len(b)) && a[p] == b[p] {
		p++
	}
	m, n, ok := resync(a[p:], b[p:])
	if !ok {
		return nil
	}
	var found []substitution
	add := func(from, to, more int) {
		if from < 0 || to < from || p+m+more > len(a) || p+n+more > len(b) {
			return
		}
		s, ok := trimmed(strings.Join(a[from:p+m+more], " "), strings.Join(b[from:p+n+more], " "))
		if ok && !slices.Contains(found, s) {
			found = append(found, s)
		}
	}
	if s, ok := repeated(a[p:p+m], b[p:p+n]); ok {
		found = append(found, s)
	}
	add(p, p, 0)
	if m == 0 || n == 0 { // a word put before or after one that stands
		add(p, p, 1)
		add(p-1, p, 0)
	}
	for _, s := range slices.Clone(found) {
		if stem, ok := stems(s); ok && !slices.Contains(found, stem) {
			found = append(found, stem)
		}
	}
	return found
}

// repeated finds the one word for one other that makes all of the difference, in
// places so near to each other that the texts do not go on alike between them.
func repeated(a, b []string) (substitution, bool) {
	var was, is string
	for i := range a {
		switch {
		case len(a) != len(b) || was != "" && a[i] != b[i] && (a[i] != was || b[i] != is):
			return substitution{}, false
		case a[i] != b[i]:
			was, is = a[i], b[i]
		}
	}
	return trimmed(was, is)
}

// resync finds after how many words each the texts go on alike.
func resync(a, b []string) (m, n int, ok bool) {
	for sum := 1; sum <= 2*longest; sum++ {
		for m = 0; m <= sum; m++ {
			n = sum - m
			if m <= min(longest, len(a)) && n >= 0 && n <= min(longest, len(b)) && goOn(a[m:], b[n:]) {
				return m, n, true
			}
		}
	}
	return 0, 0, false
}

// goOn says whether two texts start alike for three words or up to an end.
func goOn(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	for i := range min(3, len(a), len(b)) {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// trimmed drops the signs that both phrases have around them.
func trimmed(was, is string) (substitution, bool) {
	for {
		r, size := utf8.DecodeRuneInString(was)
		s, _ := utf8.DecodeRuneInString(is)
		if was == "" || is == "" || r != s || !notAlnum(r) {
			break
		}
		was, is = was[size:], is[size:]
	}
	for {
		r, size := utf8.DecodeLastRuneInString(was)
		s, _ := utf8.DecodeLastRuneInString(is)
		if was == "" || is == "" || r != s || !notAlnum(r) {
			break
		}
		was, is = was[:len(was)-size], is[:len(is)-size]
	}
	if was == "" || is == "" || was == is {
		return substitution{}, false
	}
	return substitution{old: lower(was), new: lower(is)}, true
}

// lower writes a phrase of plain words with small letters where only the first
// is a capital, as at the start of a sentence.
func lower(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if unicode.IsUpper(first) && s[size:] == strings.ToLower(s[size:]) && len(s) > size {
		return string(unicode.ToLower(first)) + s[size:]
	}
	return s
}

// stems drops the plural ending that both phrases have.
func stems(s substitution) (substitution, bool) {
	for _, plural := range []string{"es", "s"} {
		a, okA := strings.CutSuffix(s.old, plural)
		b, okB := strings.CutSuffix(s.new, plural)
		if okA && okB && a != "" && b != "" {
			return substitution{old: a, new: b}, true
		}
	}
	return substitution{}, false
}
