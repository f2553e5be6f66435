package grade

import (
	"context"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/promptgit/promptgit/eval"
)

// matcher is a grader that says yes or no, and the other way round with "not-".
type matcher struct {
	assertion eval.Assertion
	match     func(output string, value any) (finding, error)
}

// finding is what a match function found.
type finding struct {
	ok   bool
	want string // completes "expected the output to …"
	note string // what more there is to say, "" for nothing
	flat bool   // fails with "not-" too: the check itself is broken
}

// Grade gives score 1 for a pass and 0 for a fail.
func (m matcher) Grade(_ context.Context, in eval.GradeInput) (eval.Verdict, error) {
	f, err := m.match(in.Answer.Output, in.Value)
	if err != nil {
		return eval.Verdict{}, err
	}
	not := ""
	if m.assertion.Not {
		not = "not "
	}
	v := eval.Verdict{
		Pass:   f.ok != m.assertion.Not && !f.flat,
		Reason: fmt.Sprintf("expected the output %sto %s; got %s", not, f.want, quote(in.Answer.Output)),
	}
	if f.note != "" {
		v.Reason += "; " + f.note
	}
	if v.Pass {
		v.Score = 1
	}
	return v, nil
}

// matching builds a Type's New from its match function.
func matching(match func(output string, value any) (finding, error)) func(eval.Assertion) (eval.Grader, error) {
	return func(a eval.Assertion) (eval.Grader, error) {
		return matcher{assertion: a, match: match}, nil
	}
}

const maxQuoted = 120

// quote shows a text on one line, cut where it is long.
func quote(s string) string {
	if len(s) <= maxQuoted {
		return strconv.Quote(s)
	}
	cut := maxQuoted
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strconv.Quote(s[:cut]) + fmt.Sprintf("… (%d bytes)", len(s))
}
