package grade

import (
	"context"
	"fmt"

	"github.com/promptgit/promptgit/eval"
)

// fact is what a look at an answer found.
type fact struct {
	ok   bool
	want string // completes "expected the answer to …"
	got  string // what came, as a sentence of its own
}

// factGrader says yes or no of an answer and what is known of it, and the other
// way round with "not-".
type factGrader struct {
	assertion eval.Assertion
	look      func(a eval.Assertion, in eval.GradeInput) (fact, error)
}

// Grade gives score 1 for a pass and 0 for a fail.
func (g factGrader) Grade(_ context.Context, in eval.GradeInput) (eval.Verdict, error) {
	f, err := g.look(g.assertion, in)
	if err != nil {
		return eval.Verdict{}, err
	}
	v := eval.Verdict{Pass: f.ok != g.assertion.Not, Reason: f.reason(g.assertion.Not)}
	if v.Pass {
		v.Score = 1
	}
	return v, nil
}

func (f fact) reason(not bool) string {
	if not {
		return fmt.Sprintf("expected the answer not to %s; %s", f.want, f.got)
	}
	return fmt.Sprintf("expected the answer to %s; %s", f.want, f.got)
}

// looking builds a Type's New from its look function.
func looking(look func(a eval.Assertion, in eval.GradeInput) (fact, error)) func(eval.Assertion) (eval.Grader, error) {
	return func(a eval.Assertion) (eval.Grader, error) {
		return factGrader{assertion: a, look: look}, nil
	}
}
