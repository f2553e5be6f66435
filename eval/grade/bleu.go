package grade

import (
	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func bleu() Type {
	return Type{
		Name: "bleu",
		Doc: "The BLEU score of the output against the value, or against the references of a list, reaches the threshold (default 0.5): " +
			"how many of its runs of one to four words the reference has, in any case. With not- the score is 1 - BLEU. An empty output scores 0.",
		Example: "type: bleu\nvalue: [the cat sat on the mat, a cat was sitting on the mat]\nthreshold: 0.6\n",
		Since:   "0.2.0",
		New: func(a eval.Assertion) (eval.Grader, error) {
			return likeness{assertion: a, name: "a BLEU score", threshold: 0.5, score: bleuScore}, nil
		},
	}
}

// bleuSmoothing stands for a precision of 0, whose logarithm is infinite.
const bleuSmoothing = 1e-7

// bleuScore is BLEU-4 (Papineni, Roukos, Ward and Zhu 2002): the geometric mean
// of the clipped precisions of n-grams, times a penalty for an output that is
// shorter than the closest reference. As in promptfoo, precisions are clipped
// by the best reference as a whole, and lengths of n-grams of which a short
// output has none are left out with their weight.
func bleuScore(output string, references []string) (float64, error) {
	if value.JSTrim(output) == "" {
		return 0, nil
	}
	ids := vocabulary{}
	candidate := ids.numbers(jsWords(output))
	wanted := make([][]int, len(references))
	closest := 0
	for i, r := range references {
		wanted[i] = ids.numbers(jsWords(r))
		if i == 0 || closerLength(len(wanted[i]), closest, len(candidate)) {
			closest = len(wanted[i])
		}
	}
	orders := min(len(candidate), maxGram)
	const weight = 1.0 / maxGram // of each length; sums of it are exact
	sum := 0.0
	for n := 1; n <= orders; n++ {
		best := 0
		for _, w := range wanted {
			best = max(best, overlap(candidate, w, n))
		}
		precision := float64(best) / float64(gramCount(len(candidate), n))
		if best == 0 {
			precision = bleuSmoothing
		}
		sum += float64(weight / (weight * float64(orders)) * jsLog(precision))
	}
	penalty := 1.0
	if len(candidate) <= closest {
		penalty = jsExp(1 - float64(closest)/float64(len(candidate)))
	}
	return float64(penalty * jsExp(sum)), nil
}

// closerLength says whether a length is nearer to the output's than the best so far;
// of equally near ones the shorter counts.
func closerLength(length, best, output int) bool {
	near, far := gap(length, output), gap(best, output)
	return near < far || near == far && length < best
}

func gap(a, b int) int { return max(a-b, b-a) }
