package grade

import (
	"errors"
	"unicode/utf8"

	"github.com/promptgit/promptgit/eval"
)

func rougeN() Type {
	return Type{
		Name: "rouge-n",
		Doc: "The ROUGE-1 score of the output against the value reaches the threshold (default 0.75): the F1 of the tokens that they have in common, " +
			"in any case, with words and punctuation split as in the Penn Treebank. With not- the score is 1 - ROUGE-1. " +
			"A text of more than a million characters cannot be judged.",
		Example: "type: rouge-n\nvalue: Refunds take five business days.\nthreshold: 0.6\n",
		Since:   "0.2.0",
		New: func(a eval.Assertion) (eval.Grader, error) {
			return likeness{assertion: a, name: "a ROUGE-1 score", threshold: 0.75, score: rougeScore, single: true}, nil
		},
	}
}

// rougeScore is ROUGE-1 (Lin 2004) with clipped counts.
func rougeScore(output string, references []string) (float64, error) {
	got, wanted := treebank(lower(output)), treebank(lower(references[0]))
	if len(got) == 0 || len(wanted) == 0 {
		return 0, nil
	}
	if tooLong(got) || tooLong(wanted) {
		return 0, errors.New("the text is too long for rouge-n, which takes a million characters")
	}
	ids := vocabulary{}
	both := float64(overlap(ids.numbers(got), ids.numbers(wanted), 1))
	if both == 0 {
		return 0, nil
	}
	return harmonic(both/float64(len(got)), both/float64(len(wanted))), nil
}

// harmonic is the F1 of precision and recall above 0, computed as js-rouge 3.2
// does: the smaller one scaled, and never more than the larger.
func harmonic(p, r float64) float64 {
	if p == r {
		return p
	}
	low, high := min(p, r), max(p, r)
	return min(high, float64(low*(2/(1+low/high))))
}

// tooLong is the limit of promptfoo's library: a million characters in tokens.
func tooLong(tokens []string) bool {
	const most = 1_000_000 // UTF-16 code units
	sum := 0
	for _, t := range tokens {
		sum += codeUnitCount(t)
	}
	return sum > most
}

// codeUnitCount is the length of a text in JavaScript.
func codeUnitCount(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r > 0xffff {
			n++
		}
	}
	return n
}
