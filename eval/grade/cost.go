package grade

import (
	"errors"
	"fmt"

	"github.com/promptgit/promptgit/eval"
)

func cost() Type {
	return Type{
		Name: "cost",
		Doc: "The answer cost at most the threshold, in US dollars. It cannot be judged without a threshold (0.75 in a CSV cell), " +
			"or where the price of the model is unknown. An answer from the cache costs what it cost when it was made.",
		Example: "type: cost\nthreshold: 0.002\n",
		Since:   "0.2.0",
		New:     looking(lookAtCost),
	}
}

func lookAtCost(a eval.Assertion, in eval.GradeInput) (fact, error) {
	if a.Threshold == nil {
		return fact{}, errors.New("it needs a threshold in US dollars")
	}
	if in.Answer.Cost == nil {
		return fact{}, errors.New("the cost of the answer is unknown; give the provider a price")
	}
	spent := *in.Answer.Cost
	return fact{
		ok:   spent <= *a.Threshold,
		want: fmt.Sprintf("cost at most $%v", *a.Threshold),
		got:  fmt.Sprintf("it cost $%.4g", spent),
	}, nil
}
