package grade

import (
	"errors"
	"fmt"

	"github.com/promptgit/promptgit/eval"
)

func latency() Type {
	return Type{
		Name: "latency",
		Doc: "The answer took at most the threshold, in whole milliseconds. It cannot be judged without a threshold (0.75 in a CSV cell). " +
			"An answer from the cache took as long as when it was made, and a providerOutput no time.",
		Example: "type: latency\nthreshold: 2000\n",
		Since:   "0.2.0",
		New:     looking(lookAtLatency),
	}
}

func lookAtLatency(a eval.Assertion, in eval.GradeInput) (fact, error) {
	if a.Threshold == nil {
		return fact{}, errors.New("it needs a threshold in milliseconds")
	}
	took := in.Answer.Latency.Milliseconds()
	return fact{
		ok:   float64(took) <= *a.Threshold,
		want: fmt.Sprintf("take at most %v ms", *a.Threshold),
		got:  fmt.Sprintf("it took %d ms", took),
	}, nil
}
