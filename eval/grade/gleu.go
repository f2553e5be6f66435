package grade

import (
	"errors"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

func gleu() Type {
	return Type{
		Name: "gleu",
		Doc: "The GLEU score of the output against the value, or the best against the references of a list, reaches the threshold (default 0.5): " +
			"the lesser of precision and recall of its runs of one to four words, in any case and without full stops at their ends. " +
			"With not- the score is 1 - GLEU. An empty output cannot be judged.",
		Example: "type: gleu\nvalue: The refund takes five days.\n",
		Since:   "0.2.0",
		New: func(a eval.Assertion) (eval.Grader, error) {
			return likeness{assertion: a, name: "a GLEU score", threshold: 0.5, score: gleuScore}, nil
		},
	}
}

// gleuScore is the sentence GLEU of Wu et al. 2016 (section 4.3 of "Google's
// neural machine translation system"): n-grams of all lengths are counted
// together.
func gleuScore(output string, references []string) (float64, error) {
	if output == "" {
		return 0, errors.New("the output is empty; GLEU is not defined for it")
	}
	ids := vocabulary{}
	candidate := ids.numbers(undotted(output))
	best := 0.0
	for _, r := range references {
		best = max(best, gleuOf(candidate, ids.numbers(undotted(r))))
	}
	return best, nil
}

func gleuOf(candidate, reference []int) float64 {
	if slices.Equal(candidate, reference) {
		return 1
	}
	var both, got, wanted int
	for n := 1; n <= maxGram; n++ {
		both += overlap(candidate, reference, n)
		got += gramCount(len(candidate), n)
		wanted += gramCount(len(reference), n)
	}
	return min(float64(both)/float64(got), float64(both)/float64(wanted))
}

func undotted(s string) []string {
	list := jsWords(s)
	for i, w := range list {
		list[i] = strings.TrimRight(w, ".")
	}
	return list
}
