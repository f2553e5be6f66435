package grade

import (
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// maxGram is the length of the longest n-grams that BLEU and GLEU look at.
const maxGram = 4

// gram is an n-gram of words by their numbers, zero behind its end.
type gram [maxGram]int

// vocabulary numbers words from 1, so that n-grams can be compared quickly.
type vocabulary map[string]int

func (v vocabulary) numbers(words []string) []int {
	list := make([]int, len(words))
	for i, w := range words {
		n, ok := v[w]
		if !ok {
			n = len(v) + 1
			v[w] = n
		}
		list[i] = n
	}
	return list
}

// jsWords are the parts of a text between white space, in lower case. A text
// without any has one, the empty word, because JavaScript's split gives it.
func jsWords(s string) []string {
	list := strings.FieldsFunc(lower(s), value.JSSpace)
	if len(list) == 0 {
		return []string{""}
	}
	return list
}

// gramCount is the number of n-grams in a text of so many words.
func gramCount(words, n int) int { return max(0, words-n+1) }

// overlap counts the n-grams that two texts have in common, each as often as in
// the text that has it less often.
func overlap(a, b []int, n int) int {
	left := make(map[gram]int, len(b))
	for i := range gramCount(len(b), n) {
		left[gramAt(b, i, n)]++
	}
	both := 0
	for i := range gramCount(len(a), n) {
		if g := gramAt(a, i, n); left[g] > 0 {
			left[g]--
			both++
		}
	}
	return both
}

func gramAt(words []int, i, n int) (g gram) {
	copy(g[:], words[i:i+n])
	return g
}
