package grade

import (
	"errors"
	"fmt"
	"math"
	"unicode/utf16"

	"github.com/promptgit/promptgit/eval"
)

func levenshtein() Type {
	return Type{
		Name: "levenshtein",
		Doc: "At most as many characters as the threshold (default 5; 0.75 in a CSV cell) must be added, removed or replaced to turn the output into the value; " +
			"a character outside the basic plane counts two. Counting stops where the threshold is passed. " +
			"Texts for which that takes more than some seconds cannot be judged.",
		Example: "type: levenshtein\nvalue: billing\nthreshold: 2\n",
		Since:   "0.2.0",
		New:     looking(lookAtDistance),
	}
}

func lookAtDistance(a eval.Assertion, in eval.GradeInput) (fact, error) {
	want, ok := in.Value.(string)
	if !ok {
		return fact{}, errors.New("the value must be a text")
	}
	threshold := 5.0
	if a.Threshold != nil {
		threshold = *a.Threshold
	}
	f := fact{want: fmt.Sprintf("be at most %v edits from %s", threshold, quote(want))}
	most := int(min(math.Floor(threshold), math.MaxInt32))
	edits, within, err := editDistance(utf16.Encode([]rune(in.Answer.Output)), utf16.Encode([]rune(want)), most)
	if err != nil {
		return fact{}, err
	}
	if f.ok = within; within {
		f.got = fmt.Sprintf("%d edits from %s", edits, quote(in.Answer.Output))
	} else {
		f.got = "more from " + quote(in.Answer.Output)
	}
	return f, nil
}
